"""Invite, accept, and prove who you are."""

import secrets
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from cda.accounts.models import City, Part, User
from cda.accounts.permissions import Role
from cda.accounts.wall import inside
from cda.audit.log import record
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cda.outbox.post import post_text, post_to_address
from cda.people import emails
from cda.people.models import STEP_UP_TRIES, VALID_FOR, Invitation, StepUp, closed
from cda.people.tokens import hash_of, holding

# Nobody uses us to fill a mailbox: letters a day that one person may cause, and that one may get.
PER_INVITER, PER_ADDRESS = 200, 5
A_DAY = timedelta(days=1)

Hook: TypeAlias = Callable[[Invitation, User], None]
HOOKS: dict[Role, list[Hook]] = {}


def on_accept(*roles: Role) -> Callable[[Hook], Hook]:
    """Mark a function(invitation, user) that finishes the acceptance of such an invitation.

    It runs in the accepting transaction, with the invitation's city open. Put it into `hooks.py`
    of an app: that is where we look.
    """

    def register(hook: Hook) -> Hook:
        for role in roles:
            HOOKS.setdefault(role, []).append(hook)
        return hook

    return register


@transaction.atomic
def invite(
    email: str,
    name: str,
    role: Role | str,
    city: City | None,
    *,
    by: User | None,
    language: str,
    form: str,
    seat_id: int | None = None,
) -> Invitation:
    """Send a link that opens once. An earlier one to the same address and part stops working."""
    invitation = Invitation(name=name, role=role, city=city, language=language, form=form)
    invitation.email, invitation.seat_id, invitation.invited_by = _address(email), seat_id, by
    invitation.expires_at = invitation.sent_at + VALID_FOR
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hash_of(token)
    _wait_for_others(invitation.email)
    _refuse_a_flood(invitation)
    _void_earlier(invitation)
    invitation.save()
    record("invitation.sent", invitation, by=by, note={"role": str(role)})
    post_to_address(
        "invitation_sent",
        address=invitation.email,
        key=f"invitation_sent:{invitation.pk}",
        city_key=invitation.city_id or Entry.PROGRAMME,
        target_id=invitation.pk,
        body=token,
    )
    return invitation


def resend(invitation: Invitation, *, by: User) -> Invitation:
    """A new link for the same part. The old one stops working."""
    if invitation.used_at:
        raise RuleBroken(_("This person has accepted already."))
    return invite(
        invitation.email,
        invitation.name,
        invitation.role,
        invitation.city,
        by=by,
        language=invitation.language,
        form=invitation.form,
        seat_id=invitation.seat_id,
    )


@transaction.atomic
def void(invitation: Invitation, *, by: User) -> Invitation:
    """Take an invitation back: whoever holds the link finds it closed."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.used_at:
        raise RuleBroken(_("This person has accepted already."))
    invitation.void(timezone.now())
    invitation.save()
    record("invitation.voided", invitation, by=by)
    return invitation


def _address(email: str) -> str:
    email = email.strip().lower()
    try:
        Invitation._meta.get_field("email").clean(email, None)
    except ValidationError:
        raise RuleBroken(_("This is not an e-mail address.")) from None
    return email


def _wait_for_others(email: str) -> None:
    """One invitation to an address at a time, so that voiding and counting are exact."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"invite:{email}"])


def _refuse_a_flood(invitation: Invitation) -> None:
    """Counted in the cities that are open to the inviter."""
    today = Invitation.objects.filter(sent_at__gt=invitation.sent_at - A_DAY)
    if today.filter(email=invitation.email).count() >= PER_ADDRESS:
        raise RuleBroken(_("This address got several invitations today. Try again tomorrow."))
    if today.filter(invited_by=invitation.invited_by).count() >= PER_INVITER:
        raise RuleBroken(_("You sent very many invitations today. Try again tomorrow."))


def _void_earlier(invitation: Invitation) -> None:
    earlier = Invitation.objects.standing().like(invitation)
    earlier.update(voided_at=invitation.sent_at)


@transaction.atomic
def accept(token: str, answers: Mapping[str, Any], *, once: str = "") -> Invitation:
    """Become a person with a part. The answers are for somebody new; others keep what they have.

    `once` is the random key of the form: the same form sent twice gets the same answer.
    """
    now = timezone.now()
    with holding(token):
        invitation = Invitation.objects.locked(hash_of(token))
        if invitation is None:
            raise RuleBroken(closed())
        if invitation.is_repeat(once, now):
            return invitation
        invitation.require_open(now)
        user = _person(invitation, answers)
        with inside([invitation.city_id or Entry.PROGRAMME], user.pk):
            invitation.use(by=user, now=now, once=once)
            invitation.save()
            _give_part(invitation, user, now)
            for hook in HOOKS.get(Role(invitation.role), []):
                hook(invitation, user)
            record("invitation.accepted", invitation, by=user, note={"role": invitation.role})
    return invitation


def _person(invitation: Invitation, answers: Mapping[str, Any]) -> User:
    """Who has this address, or somebody new."""
    new = {
        "name": invitation.name,
        "form": invitation.form,
        "language": invitation.language,
        "password": make_password(None),
        **answers,
        "email": invitation.email,
    }
    user, _is_new = User.objects.get_or_create(email__iexact=invitation.email, defaults=new)
    if not user.is_active:
        raise RuleBroken(_("This account was closed. Ask the programme staff to open it again."))
    return user


def _give_part(invitation: Invitation, user: User, now: datetime) -> None:
    # The day that is not over anywhere: the part is played at once, in every time zone.
    today = (now - timedelta(hours=12)).date()
    Part.objects.get_or_create(
        user=user,
        city=invitation.city,
        role=invitation.role,
        ends_on=None,
        defaults={"starts_on": today},
    )


@transaction.atomic
def change_preferences(user: User, changed: list[str], *, by: User) -> None:
    """Keep what a person says about themselves. Names are signed, so the change is history."""
    if not changed:
        return
    user.save(update_fields=changed)
    with inside([Entry.PROGRAMME], by.pk):
        record("person.changed", user, by=by, note={"fields": sorted(changed)})


@transaction.atomic
def send_step_up_code(user: User, session_key: str) -> StepUp:
    """Mail six digits that work in this browser session only."""
    session, code, now = hash_of(session_key), f"{secrets.randbelow(10**6):06d}", timezone.now()
    fresh = {"code_hash": _code_hash(session, code), "sent_at": now, "tries": 0, "proved_at": None}
    step_up, _is_new = StepUp.objects.update_or_create(
        user=user, session_hash=session, defaults=fresh
    )
    subject, body = emails.step_up_code(user, code)
    key = f"step_up_code:{step_up.pk}:{uuid.uuid4()}"
    post_text(address=user.email, subject=subject, body=body, key=key)
    return step_up


@transaction.atomic
def prove(user: User, session_key: str, code: str) -> bool:
    """Is this the code? Returns rather than raises: a wrong try must be counted."""
    now, session = timezone.now(), hash_of(session_key)
    step_up = StepUp.objects.select_for_update().filter(user=user, session_hash=session).first()
    if step_up is None or not step_up.may_try(now):
        return False
    step_up.tries += 1
    is_right = constant_time_compare(step_up.code_hash, _code_hash(session, code))
    if is_right:
        step_up.proved_at, step_up.tries = now, STEP_UP_TRIES
    step_up.save()
    return is_right


def _code_hash(session_hash: str, code: str) -> str:
    digits = "".join(letter for letter in code if letter.isdigit())
    return salted_hmac("step-up", f"{session_hash}:{digits}", algorithm="sha256").hexdigest()
