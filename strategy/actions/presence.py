"""Sit down at a section, take its pen, ask for it, hand it over, leave."""

from django.db import connection
from django.utils import timezone

from cda.accounts.models import User
from cda.lib.ids import public_id
from strategy.models import Lease, Presence, Section
from strategy.models.presence import LASTS

# Renewed by who holds it, taken by anybody once it ran out. A request for it outlives renewals.
TAKE = """
    INSERT INTO strategy_lease AS pen (city_id, key, section_id, holder_id, since, until)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (section_id) DO UPDATE SET
        since = CASE WHEN pen.until > EXCLUDED.since THEN pen.since ELSE EXCLUDED.since END,
        asked_by_id = CASE WHEN pen.until > EXCLUDED.since THEN pen.asked_by_id END,
        asked_at = CASE WHEN pen.until > EXCLUDED.since THEN pen.asked_at END,
        holder_id = EXCLUDED.holder_id,
        until = EXCLUDED.until
    WHERE pen.holder_id = EXCLUDED.holder_id OR pen.until <= EXCLUDED.since
"""


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
    """Begin to write, or go on: the pen is mine if nobody else holds it. Says whether it is."""
    be_here(section, by=by)
    return _take(section, by)


def _take(section: Section, by: User) -> bool:
    """One conditional statement: of two people who begin at once one gets it."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [section.city_id, public_id(), section.pk, by.pk, now, now + LASTS])
        return bool(cursor.rowcount)


def ask_for_pen(section: Section, *, by: User) -> None:
    """Tell who holds it that somebody waits. Nobody holds it: then it is mine."""
    be_here(section, by=by)
    now = timezone.now()
    held = Lease.objects.filter(section=section, until__gt=now).exclude(holder=by)
    if not held.update(asked_by=by, asked_at=now):
        _take(section, by)


def give_pen(section: Section, *, by: User) -> bool:
    """Hand it to who asked. Says whether somebody did."""
    now = timezone.now()
    mine = Lease.objects.filter(section=section, holder=by).exclude(asked_by=None)
    asked = mine.values_list("asked_by_id", flat=True).first()
    handed = {"since": now, "until": now + LASTS, "asked_by": None, "asked_at": None}
    return bool(asked is not None and mine.update(holder_id=asked, **handed))


def leave(section: Section, *, by: User) -> None:
    """The page is closed: who asked for the pen has it now, or nobody."""
    Presence.objects.filter(section=section, user=by).delete()
    if not give_pen(section, by=by):
        Lease.objects.filter(section=section, holder=by).delete()
