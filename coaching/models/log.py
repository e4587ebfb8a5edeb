"""What happened in a session: who was there, and what the city team reads of it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cda.accounts.tenancy import CityOwned, VisibleQuerySet
from cohorts.models import Health, Participation
from events.models import CitySession, Kind
from strategy.models import Block


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
    blocks = ArrayField(
        models.CharField(max_length=14, choices=Block), default=list, blank=True
    )
    section_keys = ArrayField(models.CharField(max_length=22), default=list, blank=True)
    health = models.CharField(max_length=10, choices=Health, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    logged_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["city", "-held_at"], name="coaching_log_newest")]

    def __str__(self) -> str:
        return f"{self.held_at:%Y-%m-%d}"

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

    objects = VisibleQuerySet.as_manager()

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
