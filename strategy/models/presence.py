"""Who is writing where: a soft lock that is renewed, runs out, and can be asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from cda.accounts.models import User
from cda.accounts.tenancy import CityOwned, VisibleManager
from cda.lib.rows import columns, made, width
from strategy.models.document import Strategy
from strategy.models.section import Section

# A page says every 30 seconds that it is there: who was silent twice is gone.
LASTS = timedelta(seconds=75)
NAMED = ("id", "name")


class Presence(CityOwned):
    """Somebody has the editor of a section open; seen last at this moment."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = VisibleManager()

    class Meta:
        constraints = [models.UniqueConstraint("section", "user", name="strategy_presence_once")]

    def __str__(self) -> str:
        return f"{self.section_id} {self.user_id}"


class Lease(CityOwned):
    """The pen of a section: one person holds it, until it is not renewed any more.

    It warns, it never forbids: a save over somebody else's pen is caught by the version.
    """

    section = models.OneToOneField(Section, on_delete=models.CASCADE, related_name="lease")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(null=True)

    objects = VisibleManager()

    def __str__(self) -> str:
        return f"{self.section_id} {self.holder_id}"


@dataclass(frozen=True)
class Desk:
    """A section as one of its writers sees it: who has the pen, and who else is there."""

    reader: User
    pen: Lease | None
    others: list[str] = field(default_factory=list)

    @property
    def is_mine(self) -> bool:
        return self.pen is not None and self.pen.holder_id == self.reader.pk

    @property
    def asks(self) -> str:
        """Who asks me for the pen that I hold."""
        asked_by = self.pen.asked_by if self.pen is not None and self.is_mine else None
        return asked_by.name if asked_by is not None else ""

    @property
    def has_asked(self) -> bool:
        return self.pen is not None and self.pen.asked_by_id == self.reader.pk


# Who has the pen, and who else is there: columns and tables, also for the page around them.
AT_THE_DESK = f"""{columns(Lease, "pen")}, holder.name, asker.name,
    ARRAY(
        SELECT u.name FROM strategy_presence p JOIN accounts_user u ON u.id = p.user_id
        WHERE p.section_id = %(section)s AND p.seen_at > %(silent)s
          AND p.user_id <> %(reader)s AND p.user_id IS DISTINCT FROM pen.holder_id
        ORDER BY u.name)"""  # noqa: S608  (names of our own columns)
THE_PEN = """(VALUES (1)) AS desk
    LEFT JOIN strategy_lease pen ON pen.section_id = %(section)s AND pen.until > %(now)s
    LEFT JOIN accounts_user holder ON holder.id = pen.holder_id
    LEFT JOIN accounts_user asker ON asker.id = pen.asked_by_id"""
DESK = f"SELECT {AT_THE_DESK} FROM {THE_PEN}"  # noqa: S608  (the words above)
DESK_WIDTH = width(Lease) + 3


def desk_of(section: Section, reader: User, *, now: datetime) -> Desk:
    """In one question."""
    with connection.cursor() as cursor:
        cursor.execute(DESK, asked_at(section, reader, now))
        return desk_in(cursor.fetchone(), reader)


def asked_at(section: Section, reader: User, now: datetime) -> dict[str, Any]:
    """The values that go with the columns and tables above."""
    return {"section": section.pk, "reader": reader.pk, "now": now, "silent": now - LASTS}


def desk_in(row: Sequence[Any], reader: User) -> Desk:
    """The desk in an answer that begins with its columns."""
    of_pen, (holder, asker, others) = row[: width(Lease)], row[width(Lease) : DESK_WIDTH]
    if of_pen[0] is None:
        return Desk(reader, None, others)
    pen = made(Lease, of_pen)
    pen.holder = made(User, (pen.holder_id, holder), NAMED)
    if pen.asked_by_id is not None:
        pen.asked_by = made(User, (pen.asked_by_id, asker), NAMED)
    return Desk(reader, pen, others)


def pens_of(strategy: Strategy, *, now: datetime) -> Mapping[int, Lease]:
    """Who writes in which section of a strategy at this moment, by the section's number."""
    held = Lease.objects.filter(section__strategy=strategy, until__gt=now)
    named = held.select_related("holder").only("section_id", "since", "until", "holder__name")
    return {lease.section_id: lease for lease in named}
