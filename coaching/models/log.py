"""What happened in a session: who was there, and what the city team reads of it."""

from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cda.accounts.tenancy import CityOwned, VisibleManager, VisibleQuerySet
from cda.lib.errors import RuleBroken
from cda.lib.rows import row_of
from cohorts.models import Health, Participation
from events.models import CitySession, Kind
from strategy.models import Block

NOTE_FOR = timedelta(days=7)


class Stale(RuleBroken):
    """Somebody else changed it after this page was opened: both texts are shown."""


class CoachingLogQuerySet(VisibleQuerySet["CoachingLog"]):
    def newest(self) -> Self:
        return self.order_by("-held_at", "-pk")

    def locked(self, pk: int) -> "CoachingLog":
        return row_of(CoachingLog, pk, locks=True)


class CoachingLog(CityOwned):
    """The shared record of one session. The private note is another table, on purpose."""

    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="coaching_logs"
    )
    session = models.OneToOneField(
        CitySession, on_delete=models.PROTECT, null=True, related_name="log"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.COACHING)
    held_at = models.DateTimeField(_("when"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=45)
    summary = models.TextField(_("what happened"), blank=True)
    blocks = ArrayField(models.CharField(max_length=14, choices=Block), default=list, blank=True)
    section_keys = ArrayField(models.CharField(max_length=22), default=list, blank=True)
    health = models.CharField(max_length=10, choices=Health, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    logged_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CoachingLogQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["city", "-held_at"], name="coaching_log_newest")]

    def __str__(self) -> str:
        return f"{self.held_at:%Y-%m-%d}"

    @property
    def is_noted(self) -> bool:
        """Has it a summary? One may be added for a week; until then the list says so."""
        return bool(self.summary.strip())

    @property
    def is_changed_since_mail(self) -> bool:
        return bool(self.mailed_at and self.edited_at and self.edited_at > self.mailed_at)

    def held_on(self, zone: str) -> date:
        """The day of the session where the city is."""
        return self.held_at.astimezone(ZoneInfo(zone)).date()

    def takes_notes(self, now: datetime) -> bool:
        """A private note belongs to a fresh memory: it is added within seven days."""
        return now < self.logged_at + NOTE_FOR

    def require_notes(self, now: datetime) -> None:
        if not self.takes_notes(now):
            raise RuleBroken(
                _now("A private note can be added within 7 days of logging a session.")
            )

    def change(self, version: int, now: datetime) -> None:
        """A new version, unless somebody made one meanwhile."""
        if version != self.version:
            raise Stale(_now("Somebody changed this session after you opened it."))
        self.version += 1
        self.edited_at = now

    @property
    def first_line(self) -> str:
        """The first sentence, short: how a list names the session."""
        line = self.summary.strip().partition("\n")[0].partition(". ")[0]
        return line[:117] + "…" if len(line) > 118 else line


class Attendance(CityOwned):
    """One person at one session. People without an account are named in words."""

    log = models.ForeignKey(CoachingLog, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(max_length=120)
    is_present = models.BooleanField(default=True)

    objects = VisibleManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["log", "user"],
                condition=~models.Q(user=None),
                name="coaching_attendance_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
