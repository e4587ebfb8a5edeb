"""Who is writing where: a soft lock that is renewed, runs out, and can be asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from cda.accounts.models import User
from cda.accounts.tenancy import CityOwned, VisibleManager
from strategy.models.document import Strategy
from strategy.models.section import Section

# A page says every 30 seconds that it is there: who was silent twice is gone.
LASTS = timedelta(seconds=75)


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

    def is_held(self, now: datetime) -> bool:
        """Renewed not long ago: who wants it asks for it. Else anybody may take it."""
        return self.until > now


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


def desk_of(section: Section, reader: User, *, now: datetime) -> Desk:
    """In two questions."""
    pens = Lease.objects.filter(section=section, until__gt=now)
    names = Presence.objects.filter(section=section, seen_at__gt=now - LASTS)
    pen = pens.select_related("holder", "asked_by").first()
    said = [reader.pk, *([pen.holder_id] if pen else [])]
    others = names.exclude(user__in=said).values_list("user__name", flat=True)
    return Desk(reader, pen, list(others.order_by("user__name")))


def pens_of(strategy: Strategy, *, now: datetime) -> Mapping[int, Lease]:
    """Who writes in which section of a strategy at this moment, by the section's number."""
    held = Lease.objects.filter(section__strategy=strategy, until__gt=now)
    named = held.select_related("holder").only("section_id", "since", "until", "holder__name")
    return {lease.section_id: lease for lease in named}
