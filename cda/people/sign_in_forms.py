"""The forms of allauth in our words: what is asked stays theirs."""

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from cda.people.forms import CODE_ATTRS

DIGITS = _("Six-digit code")
LENGTH = _("At least 15 characters. A sentence that only you would write is a good password.")
ADDRESS = {"autocomplete": "username webauthn", "inputmode": "email", "autocapitalize": "none"}


def ask_code(field: forms.Field, label: Any = DIGITS) -> None:
    """Digits on a phone's keyboard, filled in from the message where the device can."""
    field.label = label
    field.widget = forms.TextInput(attrs=CODE_ATTRS)


def ask_password(field: forms.Field, label: Any, hint: Any = "") -> None:
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


def ask_name(field: forms.Field) -> None:
    field.label = _("Name of this passkey")
    field.widget.attrs["maxlength"] = 60
    field.validators.append(MaxLengthValidator(60))


def carefully(check: Callable[[], Any]) -> Any:
    """Whatever a browser sends instead of a passkey is wrong, and never our fault."""
    try:
        return check()
    except (ValidationError, DatabaseError):
        raise
    except Exception:  # the libraries below raise what their parsers raise
        raise ValidationError(_("This passkey was not accepted. Try again.")) from None


class LoginForm(account.LoginForm):
    """One e-mail field. Whoever has set a password may use it; for all others we mail a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("E-mail address")
        login.widget = forms.EmailInput(attrs=ADDRESS)
        ask_password(password, _("Password"))
        password.required = False


class ConfirmLoginCodeForm(account.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_code(self.fields["code"])


class ConfirmResetCodeForm(account.ConfirmPasswordResetCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_code(self.fields["code"])


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_password(self.fields["password"], _("Password"))


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_password(self.fields["oldpassword"], _("Your password now"))
        ask_password(self.fields["password1"], _("New password"), LENGTH)
        ask_password(self.fields["password2"], _("New password, once more"))


class SetPasswordForm(account.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_password(self.fields["password1"], _("New password"), LENGTH)
        ask_password(self.fields["password2"], _("New password, once more"))


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget = forms.EmailInput(attrs=ADDRESS | {"autocomplete": "email"})


class NewPasswordForm(account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_password(self.fields["password1"], _("New password"), LENGTH)
        ask_password(self.fields["password2"], _("New password, once more"))


class SecondFactorForm(mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_code(self.fields["code"], _("Code from your app, or a recovery code"))


class SecondFactorAgainForm(mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_code(self.fields["code"], _("Code from your app, or a recovery code"))


class ActivateAppForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_code(self.fields["code"], _("The code that your app shows now"))


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        ask_name(name)
        name.help_text = _("So that you recognise it: “My phone”, “Office computer”.")
        alone.label = _("Sign in with this passkey alone")
        alone.help_text = _("Your device will ask for your fingerprint, face or PIN each time.")
        alone.initial = True

    def clean(self) -> Any:
        return carefully(super().clean)


class PasskeyForm(webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        return carefully(super().clean_credential)


class PasskeyAgainForm(webauthn.ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        return carefully(super().clean_credential)


class PasskeyLoginForm(webauthn.LoginWebAuthnForm):
    def clean_credential(self) -> Any:
        return carefully(super().clean_credential)


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_name(self.fields["name"])
