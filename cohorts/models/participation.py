"""A city's way through a cohort."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cda.accounts.tenancy import CityOwned, VisibleManager, VisibleQuerySet
from cda.lib.errors import RuleBroken
from cda.lib.rows import row_of
from cda.lib.states import HasStatus
from cohorts.models.programme import Cohort, Precision


class Health(models.TextChoices):
    """Said by a coach, never computed."""

    ON_TRACK = "on_track", _("On track")
    NEEDS_HELP = "needs_help", _("Needs help")
    STUCK = "stuck", _("Stuck")


class ParticipationQuerySet(VisibleQuerySet["Participation"]):
    def locked(self, pk: int) -> "Participation":
        return row_of(Participation, pk, locks=True)

    def taking_part(self) -> Self:
        """Those who have not left."""
        gone = [Participation.Status.WITHDRAWN, Participation.Status.REMOVED]
        return self.exclude(status__in=gone)

    def with_late_since(self, today: date) -> Self:
        """Since when each is late: the oldest exact date that is over and not reached."""
        late = CityMilestone.objects.late(today).filter(participation=models.OuterRef("pk"))
        oldest = late.order_by("due_on").values("due_on")[:1]
        return self.annotate(late_since=models.Subquery(oldest))

    def current(self) -> Self:
        """The participation that counts today: the newest of each city."""
        return self.order_by("city_id", "-cohort__starts_on").distinct("city_id")


class Participation(CityOwned, HasStatus):
    """One city in one cohort. Long-lived work hangs on the city and only points here.

    `last_session_on` and `progress` (five numbers, 0-100, in the order of the building blocks)
    are kept by the acts that change them, so that the grid of a hundred cities stays cheap.
    """

    class Status(models.TextChoices):
        SELECTED = "selected", _("selected")
        ONBOARDING = "onboarding", _("onboarding")
        ACTIVE = "active", _("active")
        COMPLETED = "completed", _("completed")
        ALUMNI = "alumni", _("alumni")
        PAUSED = "paused", _("paused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REMOVED = "removed", _("removed")

    _SIDE: ClassVar = {Status.PAUSED, Status.WITHDRAWN, Status.REMOVED}
    MOVES: ClassVar = {
        Status.SELECTED: {Status.ONBOARDING} | _SIDE,
        Status.ONBOARDING: {Status.ACTIVE} | _SIDE,
        Status.ACTIVE: {Status.COMPLETED} | _SIDE,
        Status.COMPLETED: {Status.ALUMNI},
        Status.PAUSED: {Status.ONBOARDING, Status.ACTIVE, Status.WITHDRAWN, Status.REMOVED},
    }

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="participations")
    status = models.CharField(max_length=10, choices=Status, default=Status.SELECTED)
    reason = models.CharField(max_length=300, blank=True)
    joined_on = models.DateField(default=timezone.localdate)
    health = models.CharField(max_length=10, choices=Health, default=Health.ON_TRACK)
    last_session_on = models.DateField(null=True, blank=True)
    progress = models.JSONField(default=list)
    coach_names = models.JSONField(default=list)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("city", "cohort", name="cohorts_participation_once")]

    def __str__(self) -> str:
        return f"{self.city_id}/{self.cohort_id}"

    def start_onboarding(self, gaps: Sequence[str] = (), override: str = "") -> None:
        """`gaps` are the sentences of what is missing; `override` an administrator's reason."""
        self._refuse(gaps, override)
        self._become(self.Status.ONBOARDING)

    def activate(self, gaps: Sequence[str] = (), override: str = "") -> None:
        self._refuse(gaps, override)
        self._become(self.Status.ACTIVE)

    def _refuse(self, gaps: Sequence[str], override: str) -> None:
        if gaps and not override:
            raise RuleBroken(" ".join(gaps))
        self.reason = override if gaps else ""

    def coach_gaps(self) -> list[str]:
        """A city starts with somebody at its side (BR-7)."""
        return [] if self.coach_names else [gettext("Assign a coach first.")]

    def complete(self) -> None:
        self._become(self.Status.COMPLETED)

    def become_alumni(self) -> None:
        self._become(self.Status.ALUMNI)

    def pause(self, reason: str) -> None:
        self._become(self.Status.PAUSED)
        self.reason = reason

    def withdraw(self, reason: str) -> None:
        self._become(self.Status.WITHDRAWN)
        self.reason = reason

    def remove(self, reason: str) -> None:
        self._become(self.Status.REMOVED)
        self.reason = reason

    def quiet_days(self, today: date) -> int:
        """Days since the last session, or since the city joined."""
        return (today - (self.last_session_on or self.joined_on)).days


class CityMilestoneQuerySet(VisibleQuerySet["CityMilestone"]):
    def late(self, today: date) -> Self:
        """The same rule as `days_late`, for many."""
        over = self.filter(due_on__lt=today, precision=Precision.DAY)
        return over.exclude(status=CityMilestone.Status.DONE)


class CityMilestone(CityOwned, HasStatus):
    """How far one city is with one milestone of its cohort."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Not yet")
        UNDERWAY = "underway", _("Under way")
        IN_REVIEW = "in_review", _("In review")
        DONE = "done", _("Done")

    # Work may be sent back from any state: only history forgets nothing.
    MOVES: ClassVar = {
        Status.PENDING: {Status.UNDERWAY, Status.IN_REVIEW, Status.DONE},
        Status.UNDERWAY: {Status.PENDING, Status.IN_REVIEW, Status.DONE},
        Status.IN_REVIEW: {Status.UNDERWAY, Status.DONE},
        Status.DONE: {Status.UNDERWAY, Status.IN_REVIEW},
    }

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="milestones"
    )
    code = models.SlugField(max_length=20)
    position = models.PositiveSmallIntegerField()
    label = models.JSONField(default=dict)
    title = models.JSONField(default=dict)
    due_on = models.DateField()
    precision = models.CharField(max_length=8, choices=Precision, default=Precision.DAY)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    done_on = models.DateField(null=True, blank=True)
    # The day named when somebody was asked: the mayor's signature is due then, not by the plan.
    answer_on = models.DateField(null=True, blank=True)

    objects = CityMilestoneQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("participation", "code", name="cohorts_citymilestone_once")
        ]

    def __str__(self) -> str:
        return f"{self.participation_id}/{self.code}"

    def reach(self, status: str, today: date, answer_on: date | None = None) -> None:
        """Note how far it is. Saying the same twice is no error."""
        if status != self.status:
            self._become(status)
            self.done_on = today if status == self.Status.DONE else None
        self.answer_on = answer_on

    @property
    def counts_on(self) -> date:
        """The day that counts: the one somebody was asked for, else the programme's."""
        return self.answer_on or self.due_on

    def days_late(self, today: date) -> int:
        return late_by(self.status, self.precision, self.due_on, today)


def late_by(status: str, precision: str, due_on: date, today: date) -> int:
    """Days past the due date of an exact date; 0 when done, not due, or only a quarter."""
    if status == CityMilestone.Status.DONE or precision != Precision.DAY:
        return 0
    return max(0, (today - due_on).days)


class HealthReport(CityOwned):
    """What a coach said of the city, on a day: the history behind the present word."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="health_reports"
    )
    health = models.CharField(max_length=10, choices=Health)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField(default=timezone.now)

    objects = VisibleManager()

    def __str__(self) -> str:
        return f"{self.health} {self.said_at:%Y-%m-%d}"
