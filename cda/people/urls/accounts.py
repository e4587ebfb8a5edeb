"""The pages of allauth that we support: all others do not exist. The names are allauth's."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from cda.people.views import accounts, demo
from cda.people.views.accounts import entrance, own, proven

login = demo.login if settings.DEMO else entrance(account.login)
confirm_reset_code = entrance(account.confirm_password_reset_code)
complete_reset = entrance(account.complete_password_reset)
reset_completed = entrance(account.password_reset_from_key_done)

urlpatterns: list[URLPattern | URLResolver] = [
    # accounts/
    path("login/", login, name="account_login"),
    path("login/code/", accounts.request_login_code, name="account_request_login_code"),
    path(
        "login/code/confirm/",
        entrance(account.confirm_login_code),
        name="account_confirm_login_code",
    ),
    path("logout/", entrance(accounts.logout), name="account_logout"),
    path("inactive/", entrance(account.account_inactive), name="account_inactive"),
    path("signup/", accounts.signup_closed, name="account_signup"),
    path("reauthenticate/", own(account.reauthenticate), name="account_reauthenticate"),
    path("sessions/", own(sessions.list_usersessions), name="usersessions_list"),
    # accounts/password/
    path("password/set/", proven(account.password_set), name="account_set_password"),
    path("password/change/", own(account.password_change), name="account_change_password"),
    path("password/reset/", entrance(account.password_reset), name="account_reset_password"),
    path("password/reset/confirm/", confirm_reset_code, name="account_confirm_password_reset_code"),
    path("password/reset/complete/", complete_reset, name="account_complete_password_reset"),
    path("password/reset/done/", reset_completed, name="account_password_reset_completed"),
    # accounts/2fa/
    path("2fa/", own(accounts.SecondFactors.as_view()), name="mfa_index"),
    path("2fa/authenticate/", entrance(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", proven(accounts.AppActivation.as_view()), name="mfa_activate_totp"),
    path(
        "2fa/totp/deactivate/",
        accounts.forget_second_factor(proven(totp.deactivate_totp)),
        name="mfa_deactivate_totp",
    ),
    path("2fa/recovery-codes/", own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        own(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    # accounts/2fa/webauthn/
    path("2fa/webauthn/", own(webauthn.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", proven(accounts.PasskeyAddition.as_view()), name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", entrance(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        own(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/webauthn/keys/<int:pk>/edit/", own(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        accounts.forget_second_factor(proven(accounts.PasskeyRemoval.as_view())),
        name="mfa_remove_webauthn",
    ),
]
