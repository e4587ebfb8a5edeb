"""allauth's pages, in our dress: our doors, our templates, 422 for a form with errors."""

import functools
import logging
from collections.abc import Callable
from typing import Any, TypeAlias

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from cda.accounts.access import Request, personal, public
from cda.accounts.models import User
from cda.people.adapter import needs_second_factor
from cda.people.stepup import require_step_up, second_factor_page, signed_in_just_now

logger = logging.getLogger(__name__)

View: TypeAlias = Callable[..., HttpResponse]


def entrance(view: View) -> View:
    """A page on the way in."""
    return steady(public("signing in")(_dressed(view)))


def own(view: View) -> View:
    """A page about one's own account."""
    return steady(personal(_dressed(view)))


def proven(view: View) -> View:
    """A page that changes how one signs in: an open browser is not enough to get here.

    allauth itself asks for a password or a second factor again, from those who have one.
    """

    @functools.wraps(view)
    def door(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        return _ask_code(request) or view(request, *args, **kwargs)

    return own(door)


def _ask_code(request: Request) -> HttpResponse | None:
    user = request.access.user
    if user.has_usable_password() or second_factor_page(user) or signed_in_just_now(request):
        return None
    return require_step_up(request, request.path)


def _dressed(view: View) -> View:
    """Drawn while the door is open, and honest about errors."""

    @functools.wraps(view)
    def dressed(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            if request.method == "POST" and _has_errors(response.context_data or {}):
                response.status_code = 422
            response.render()
        return response

    return dressed


def steady(view: View) -> View:
    """Without the shared cache nobody can count tries: then nobody gets in, and is told why."""

    @functools.wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RedisError:
            logger.exception("The shared cache does not answer.")
            return render(request, "503.html", status=503)

    return door


def _has_errors(context: dict[str, Any]) -> bool:
    forms = [context.get("form"), context.get("webauthn_form")]
    return any(form is not None and form.errors for form in forms)


@require_safe
@public("says that people are invited")
def signup_closed(request: HttpRequest) -> HttpResponse:
    return render(request, "account/signup_closed.html")


@public("the code is asked for on the sign-in page")
def request_login_code(request: HttpRequest) -> HttpResponse:
    return redirect("account_login")


class SecondFactors(mfa.IndexView):
    """Passkeys, app, recovery codes; and why one of them is needed."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        own_keys = context["authenticators"].get("webauthn", [])
        codes = context["authenticators"].get("recovery_codes")
        context["passkeys"] = len(own_keys)
        context["codes_left"] = len(codes.get_unused_codes()) if codes else None
        context["is_needed"] = needs_second_factor(self.request.user)
        return context


def just_proved(request: HttpRequest, kind: Authenticator.Type) -> None:
    """Whoever sets up a second factor has used it: the recovery codes come next, unasked."""
    record_authentication(request, request.user, method="mfa", type=kind, reauthenticated=True)


class AppActivation(totp.ActivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        just_proved(self.request, Authenticator.Type.TOTP)
        return response


class PasskeyAddition(webauthn.AddWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        just_proved(self.request, Authenticator.Type.WEBAUTHN)
        return response


class PasskeyRemoval(webauthn.RemoveWebAuthnView):
    """The last one stays where the role needs one."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            words = adapter.error_messages["cannot_delete_authenticator"]
            messages.error(self.request, words)
            return redirect("mfa_list_webauthn")
        response: HttpResponse = super().form_valid(form)
        return response


def logout(request: HttpRequest) -> HttpResponse:
    """On a shared computer, Back shows nothing afterwards."""
    response: HttpResponse = account.logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def forget_second_factor(view: View) -> View:
    """Whoever removes a second factor meets the door again."""

    @functools.wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and isinstance(request.user, User):
            request.session["second_factor"] = is_mfa_enabled(request.user)
        return response

    return door
