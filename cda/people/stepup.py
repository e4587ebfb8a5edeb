"""Who are you, really? Asked minutes before a signature, whoever left the browser open."""

import time
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: TID251  a door
from django.urls import reverse
from django.utils import timezone

from cda.accounts.models import User
from cda.people.models import STEP_UP_FOR, Proof, StepUp
from cda.people.tokens import hash_of

SECOND_FACTORS = {Authenticator.Type.TOTP: "mfa_reauthenticate"}
SECOND_FACTORS[Authenticator.Type.WEBAUTHN] = "mfa_reauthenticate_webauthn"


def is_fresh(request: HttpRequest) -> bool:
    """Has this person proved within the last minutes, in this browser, who they are?"""
    return bool(how(request))


def how(request: HttpRequest) -> str:
    """By what: a value of `Proof`, or "" when there is no fresh proof."""
    if not isinstance(request.user, User):
        return ""
    if proof := _second_factor(request, request.user) or _code(request, request.user):
        # What the demonstration mails is open for everybody to read.
        return Proof.DEMO if settings.DEMO and request.session.get("demo") else proof
    return ""


def require_step_up(request: HttpRequest, next_url: str) -> HttpResponse | None:
    """None when the proof is fresh, else the way to prove it and then come back to `next_url`."""
    if is_fresh(request):
        return None
    return HttpResponseRedirect(f"{reverse('people:step_up')}?{urlencode({'next': next_url})}")


def second_factor_page(user: User) -> str:
    """Where somebody with a passkey or an app proves it; "" for those who get a code by mail."""
    factors = Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS)
    types = sorted(factors.values_list("type", flat=True), reverse=True)  # a passkey before an app
    return reverse(SECOND_FACTORS[Authenticator.Type(types[0])]) if types else ""


def signed_in_just_now(request: HttpRequest) -> bool:
    """Enough for adding a first passkey: the mailbox was proved minutes ago."""
    records = get_authentication_records(request, request.user)
    return any(time.time() - record["at"] < STEP_UP_FOR.total_seconds() for record in records)


def step_up_of(request: HttpRequest, user: User) -> StepUp | None:
    """The code that was sent to this person in this browser session."""
    session = hash_of(request.session.session_key or "")
    return StepUp.objects.filter(user=user, session_hash=session).first()


def _code(request: HttpRequest, user: User) -> str:
    step_up = step_up_of(request, user)
    return Proof.CODE if step_up and step_up.is_fresh(timezone.now()) else ""


def _second_factor(request: HttpRequest, user: User) -> str:
    for record in reversed(get_authentication_records(request, user)):
        age = time.time() - record["at"]
        if record["method"] == "mfa" and record.get("reauthenticated"):
            return str(record["type"]) if age < STEP_UP_FOR.total_seconds() else ""
    return ""
