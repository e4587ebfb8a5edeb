"""Sit down at a section, take its pen, ask for it, hand it over, leave."""

from datetime import datetime

from django.utils import timezone

from cda.accounts.models import User
from strategy.models import Lease, Presence, Section
from strategy.models.presence import LASTS


def be_here(section: Section, *, by: User) -> None:
    """The page of this person is open. Said again and again, kept once."""
    here = Presence(section=section, city_id=section.city_id, user=by, seen_at=timezone.now())
    Presence.objects.bulk_create(
        [here],
        update_conflicts=True,
        unique_fields=["section", "user"],
        update_fields=["seen_at"],
    )


def take_pen(section: Section, *, by: User) -> bool:
    """Begin to write, or go on: the pen is mine if nobody else holds it. Says whether it is.

    One conditional change each: of two people who begin at once one gets it.
    """
    be_here(section, by=by)
    now = timezone.now()
    pens = Lease.objects.filter(section=section)
    if pens.filter(holder=by, until__gt=now).update(until=now + LASTS):
        return True
    if pens.filter(until__lte=now).update(**_held_by(by, now)):
        return True
    pen = Lease(section=section, city_id=section.city_id, **_held_by(by, now))
    Lease.objects.bulk_create([pen], ignore_conflicts=True)
    return pens.filter(holder=by).exists()


def _held_by(user: User | int, now: datetime) -> dict[str, object]:
    holder_id = user if isinstance(user, int) else user.pk
    return {
        "holder_id": holder_id,
        "since": now,
        "until": now + LASTS,
        "asked_by": None,
        "asked_at": None,
    }


def ask_for_pen(section: Section, *, by: User) -> None:
    """Tell who holds it that somebody waits. Nobody holds it: then it is mine."""
    be_here(section, by=by)
    now = timezone.now()
    held = Lease.objects.filter(section=section, until__gt=now).exclude(holder=by)
    if not held.update(asked_by=by, asked_at=now):
        take_pen(section, by=by)


def give_pen(section: Section, *, by: User) -> bool:
    """Hand it to who asked. Says whether somebody did."""
    now = timezone.now()
    mine = Lease.objects.filter(section=section, holder=by).exclude(asked_by=None)
    asked = mine.values_list("asked_by_id", flat=True).first()
    return bool(asked is not None and mine.update(**_held_by(asked, now)))


def leave(section: Section, *, by: User) -> None:
    """The page is closed: who asked for the pen has it now, or nobody."""
    Presence.objects.filter(section=section, user=by).delete()
    if not give_pen(section, by=by):
        Lease.objects.filter(section=section, holder=by).delete()
