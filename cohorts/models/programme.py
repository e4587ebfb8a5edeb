"""What all cities share: the programme, its templates and its cohorts."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cda.lib.errors import RuleBroken
from cda.lib.states import HasStatus
from cda.lib.translated import localised


class Precision(models.TextChoices):
    """How exactly a date is known. Quarters are normal a year ahead (BR-24)."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")


class Programme(models.Model):
    """The City Data Alliance: one hundred cities of the Americas."""

    name = models.CharField(max_length=120, unique=True)
    target_cities = models.PositiveSmallIntegerField(default=100)

    def __str__(self) -> str:
        return self.name


class Template(models.Model):
    """The shape of a cohort, as data: it changes with every cohort, so it is not code."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="templates")
    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name = models.JSONField(default=dict)
    data = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint("code", "version", name="cohorts_template_version")]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def title(self) -> str:
        return localised(self.name)

    def update(self, data: Mapping[str, Any], *, is_used: bool) -> None:
        """Correct what nobody uses yet. A cohort keeps the template it was planned with."""
        if is_used:
            raise RuleBroken(
                gettext("A cohort uses this template. Give the changed one a new version number.")
            )
        self.name, self.data = data["name"], dict(data)


class CohortQuerySet(models.QuerySet["Cohort"]):
    def running(self) -> Self:
        return self.filter(status=Cohort.Status.OPEN)


class Cohort(HasStatus):
    """The cities that go through the six months together."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    MOVES: ClassVar = {Status.PLANNED: {Status.OPEN}, Status.OPEN: {Status.CLOSED}}

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="cohorts")
    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    time_zone = models.CharField(_("time zone"), max_length=40, default="America/New_York")
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    opened_at = models.DateTimeField(null=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="cohorts_cohort_ends_after_start",
                violation_error_message=_("The last day comes after the first."),
            )
        ]

    def __str__(self) -> str:
        return str(_("Cohort %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        return f"/cohorts/{self.number}/"

    def require_open_doors(self) -> None:
        """Nobody is invited into a cohort that is only planned (US-01)."""
        if self.status == self.Status.PLANNED:
            raise RuleBroken(gettext("Nothing is mailed before the cohort is open."))

    def open(self) -> None:
        self._become(self.Status.OPEN)
        self.opened_at = timezone.now()

    def close(self) -> None:
        self._become(self.Status.CLOSED)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def weeks(self) -> int:
        return max(1, round(((self.ends_on - self.starts_on).days + 1) / 7))

    def week(self, today: date) -> int:
        """Which week it is, from 1; never beyond the last."""
        return min(max((today - self.starts_on).days // 7 + 1, 1), self.weeks)

    def day_of_week(self, week: int, weekday: int = 0) -> date:
        """The date of a weekday (Monday is 0) in week `week` of the cohort, counted from 0."""
        monday = self.starts_on - timedelta(days=self.starts_on.weekday())
        return monday + timedelta(weeks=week, days=weekday)


class CohortMilestone(models.Model):
    """A column of the cohort grid: what every city reaches, and by when."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="milestones")
    code = models.SlugField(max_length=20)
    position = models.PositiveSmallIntegerField()
    label = models.JSONField(default=dict)
    title = models.JSONField(default=dict)
    due_on = models.DateField()
    precision = models.CharField(max_length=8, choices=Precision, default=Precision.DAY)

    class Meta:
        constraints = [
            models.UniqueConstraint("cohort", "code", name="cohorts_cohortmilestone_once")
        ]

    def __str__(self) -> str:
        return localised(self.label)
