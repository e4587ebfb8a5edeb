"""What we change in allauth: nobody signs up, mail goes through the outbox, secrets are sealed."""

import base64
import uuid
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from cda.accounts.models import Part, User
from cda.accounts.permissions import SECOND_FACTOR_ROLES
from cda.outbox.letters import absolute
from cda.outbox.post import post_text

TOO_MANY = _("Too many tries. Wait a few minutes, then try again.")


class Adapter(DefaultAccountAdapter):
    """Nobody signs up: people are invited."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The address and the password do not belong together."),
        "incorrect_code": _("This is not the code we sent. Check the mail and type it again."),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only our own paths: no page of ours sends people anywhere else."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_stages(self) -> list[str]:
        return [
            "allauth.account.stages.LoginByCodeStage",
            "allauth.mfa.stages.AuthenticateStage",
        ]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor proves that one: a password would be the weaker proof."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        strong = [method for method in methods if method["id"] != "reauthenticate"]
        return strong or methods

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:preferences")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Plant the letter, in the language and clock of whoever has this address."""
        reader = User.objects.filter(email__iexact=email).first()
        language = reader.language if reader else translation.get_language()
        zone = reader.time_zone if reader else settings.TIME_ZONE
        words = {key: value for key, value in context.items() if key != "request"}
        words |= {"email": email, "site": settings.SITE_URL, "sign_in": absolute("/")}
        with translation.override(language), timezone.override(zone):
            subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", words).split())
            body = render_to_string(f"{template_prefix}_message.txt", words)
        post_text(address=email, subject=subject, body=body, key=f"text:{uuid.uuid4()}")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seeds are sealed with our key: a stolen backup opens no account."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This is not the code. Wait for the next one and type it at once."),
        "cannot_delete_authenticator": _(
            "Your role needs a second proof of who you are. Add another before you remove this one."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """On white, so that a camera reads it from a dark page, too."""
        picture: bytes = qrcode.make(url, image_factory=SvgPathFillImage).to_string()
        return picture.decode()

    def generate_authenticator_name(self, user: User, kind: Authenticator.Type) -> str:
        """Until its owner thinks of a better one."""
        number = Authenticator.objects.filter(user_id=user.pk, type=kind).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        return "City Data Alliance"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff and coaches keep at least one."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id)
        others = others.exclude(pk=authenticator.pk)
        if others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
            return True
        return not needs_second_factor(authenticator.user)


def needs_second_factor(user: User) -> bool:
    """Does one of this person's parts ask for it? (The demonstration never does.)"""
    parts = Part.objects.current().filter(user=user, role__in=SECOND_FACTOR_ROLES)
    return not settings.DEMO and parts.exists()


def _seal() -> MultiFernet:
    """The newest key seals; older ones still open."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    seal = salted_hmac("second-factor", "seal", secret=secret, algorithm="sha256")
    return base64.urlsafe_b64encode(seal.digest())
