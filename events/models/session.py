"""Meetings: those of a whole cohort, and those of one city with its coach."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cda.accounts.tenancy import CityOwned, VisibleQuerySet
from cda.lib.errors import RuleBroken
from cda.lib.ids import public_id
from cda.lib.states import HasStatus
from cda.lib.translated import localised
from cohorts.models import Cohort, Participation, Precision


class Kind(models.TextChoices):
    """The kinds of meeting of the programme."""

    MASTERCLASS = "masterclass", _("Masterclass")
    WORKSHOP = "workshop", _("Practical workshop")
    COACHING = "coaching", _("Coaching session")
    KICKOFF = "kickoff", _("Kick-off")
    CITY_VISIT = "city_visit", _("City visit")
    OFFICE_HOURS = "office_hours", _("Office hours")
    MAYOR_BRIEFING = "mayor_briefing", _("Mayor’s briefing")
    LEADS_EVENT = "leads_event", _("City leads’ event")
    MAYORS_EVENT = "mayors_event", _("Mayors’ event")


IN_PERSON = {Kind.CITY_VISIT, Kind.LEADS_EVENT, Kind.MAYORS_EVENT}
# The milestone that a meeting of this kind reaches by being held.
MILESTONES = {
    Kind.KICKOFF: "kickoff",
    Kind.CITY_VISIT: "visit",
    Kind.LEADS_EVENT: "leaders",
    Kind.MAYORS_EVENT: "event",
}
MONTHS = {Precision.MONTH: 1, Precision.QUARTER: 3}


def last_day(on: date, precision: str) -> date:
    """The last day it can be: of the month, of the quarter, or the day itself."""
    if precision == Precision.DAY:
        return on
    months = MONTHS[Precision(precision)]
    # Months counted from the year 0; the first one after the span, less a day.
    after = (on.year * 12 + on.month - 1) // months * months + months
    return date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


class Meeting(HasStatus):
    """What every meeting has. `on` is a day of the month or quarter when that is all we know.

    `starts_at` is set only for an exact date; the place may be announced later (BR-24).
    """

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", _("scheduled")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    MOVES: ClassVar = {Status.SCHEDULED: {Status.HELD, Status.CANCELLED}}

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    title = models.JSONField(default=dict)
    on = models.DateField(_("date"))
    precision = models.CharField(max_length=8, choices=Precision, default=Precision.DAY)
    starts_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=60)
    zone = models.CharField(max_length=40, default="America/New_York")
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link of the call"), max_length=500, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.SCHEDULED)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return localised(self.title) or str(Kind(self.kind).label)

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def is_in_person(self) -> bool:
        return self.kind in IN_PERSON

    @property
    def last_day(self) -> date:
        return last_day(self.on, self.precision)

    @property
    def milestone(self) -> str:
        """The code of the milestone that it reaches by being held, or nothing."""
        return MILESTONES.get(Kind(self.kind), "")

    def require_scheduled(self) -> None:
        """What was held or called off is history."""
        if self.status != self.Status.SCHEDULED:
            raise RuleBroken(gettext("This meeting is over. Plan a new one."))

    def place_roughly(self, on: date, precision: str) -> None:
        """Say only the month or the quarter: the exact date comes later."""
        self.on, self.precision, self.starts_at = on, precision, None

    def fix(self, starts_at: datetime) -> None:
        """Give it an exact time: from now on it can be put into a calendar."""
        self.starts_at, self.precision = starts_at, Precision.DAY
        self.on = starts_at.astimezone(ZoneInfo(self.zone)).date()

    def hold(self) -> None:
        self._become(self.Status.HELD)

    def cancel(self) -> None:
        self._become(self.Status.CANCELLED)


class SessionQuerySet(models.QuerySet["Session"]):
    def upcoming(self, today: date | None = None) -> Self:
        return self.filter(on__gte=today or timezone.localdate()).exclude(status="cancelled")


class Session(Meeting):
    """A meeting of the whole cohort: its cities share it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions")
    key = models.CharField(max_length=22, unique=True, default=public_id, editable=False)
    code = models.SlugField(max_length=40)
    summary = models.JSONField(default=dict)
    aims = models.JSONField(default=list)
    blocks = models.JSONField(default=list)
    is_about_ai = models.BooleanField(default=False)
    follows = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("cohort", "code", name="events_session_once")]


class CitySessionQuerySet(VisibleQuerySet["CitySession"]):
    def upcoming(self, today: date | None = None) -> Self:
        return self.filter(on__gte=today or timezone.localdate(), status="scheduled")


class CitySession(CityOwned, Meeting):
    """A meeting with one city: coaching, the city visit, the mayor's briefing."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="sessions"
    )

    objects = CitySessionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("city", "on", name="events_citysession_on")]
