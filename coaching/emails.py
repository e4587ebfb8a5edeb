"""The letters of coaching. Each names what it may say: no private note is ever in reach."""

from collections.abc import Iterable
from typing import Any

from django.core.mail import EmailMessage
from django.urls import reverse

from cda.accounts.models import City, User
from cda.accounts.permissions import Role
from cda.outbox.letters import absolute, compose, letter
from cda.outbox.models import Letter
from coaching.models import ActionItem, Attendance, CoachAssignment, CoachingLog, GlassBreak
from coaching.models.days import today_in

Kind = CoachAssignment.Kind


@letter("coach_assigned")
def coach_assigned(letter: Letter) -> EmailMessage | None:
    """To the new coach, with the handover; to the city's lead, without it."""
    found = CoachAssignment.objects.filter(pk=letter.target_id, ends_on=None)
    assignment = found.select_related("coach", "city").first()
    if assignment is None or letter.reader is None:
        return None
    is_coach = letter.reader_id == assignment.coach_id
    context = {
        "city": assignment.city.name,
        "city_in_full": assignment.city.full_name(letter.reader.language),
        "coach": assignment.coach.name,
        "coach_email": assignment.coach.email,
        "is_primary": assignment.kind == Kind.PRIMARY,
        "is_coach": is_coach,
        "handover": assignment.handover if is_coach else "",
        "link": absolute(assignment.city.get_absolute_url()),
    }
    return compose(letter, "coaching/emails/coach_assigned", context)


@letter("session_logged")
def session_logged(letter: Letter) -> EmailMessage | None:
    """The shared summary and what was agreed, to somebody who was there and still belongs."""
    log = CoachingLog.objects.filter(pk=letter.target_id).select_related("city").first()
    if log is None or not _belongs(letter):
        return None
    people = Attendance.objects.filter(log=log, is_present=True).order_by("pk")
    open_steps = ActionItem.objects.unfinished().filter(participation_id=log.participation_id)
    steps = list(open_steps.select_related("owner").by_date())
    context = {
        "city": log.city.name,
        "held_at": log.held_at,
        "people": [person.name for person in people],
        "summary": log.summary.strip(),
        "agreed": _lines(step for step in steps if step.log_id == log.pk),
        "still_open": _lines(step for step in steps if step.log_id != log.pk),
        "link": absolute(reverse("coaching:session_detail", args=[log.city.slug, log.key])),
    }
    return compose(letter, "coaching/emails/session_logged", context)


@letter("glass_broken")
def glass_broken(letter: Letter) -> EmailMessage | None:
    """Somebody opened the private notes. Those who wrote them hear of it, coaches still or not."""
    found = GlassBreak.objects.filter(pk=letter.target_id).select_related("user", "city")
    glass = found.first()
    if glass is None:
        return None
    context = {
        "city": glass.city.name,
        "administrator": glass.user.name,
        "administrator_email": glass.user.email,
        "reason": glass.reason,
        "broken_at": glass.broken_at,
        "expires_at": glass.expires_at,
    }
    return compose(letter, "coaching/emails/glass_broken", context)


@letter("step_due")
def step_due(letter: Letter) -> EmailMessage | None:
    """A step is due tomorrow. Moot once it is done, moved, or somebody else's."""
    found = ActionItem.objects.unfinished().filter(pk=letter.target_id, owner=letter.reader)
    item = found.select_related("city", "log").first()
    if item is None or item.due_on is None or not _belongs(letter):
        return None
    if f":{item.due_on.isoformat()}:" not in letter.key:
        return None
    context = {
        "city": item.city.name,
        "text": item.text,
        "due_on": item.due_on,
        "days": (item.due_on - today_in(item.city.time_zone)).days,
        "session": item.log.held_at if item.log else None,
        "link": absolute(f"{_steps_of(item.city)}#step-{item.key}"),
    }
    return compose(letter, "coaching/emails/step_due", context)


def _belongs(letter: Letter) -> bool:
    """Whoever has left the city since reads nothing new of it."""
    playing = User.objects.playing(*Role, city=letter.city_key)
    return letter.reader_id is not None and playing.filter(pk=letter.reader_id).exists()


def _lines(steps: Iterable[ActionItem]) -> list[dict[str, Any]]:
    return [
        {"text": step.text, "owner": step.owner.name if step.owner else "", "due_on": step.due_on}
        for step in steps
    ]


def _steps_of(city: City) -> str:
    return reverse("coaching:step_list", args=[city.slug])
