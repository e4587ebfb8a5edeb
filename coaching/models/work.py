"""Next steps: who does what by when, and how often it was carried over."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cda.accounts.tenancy import CityOwned, VisibleQuerySet
from cda.lib.rows import row_of
from cda.lib.states import HasStatus
from coaching.models.log import CoachingLog
from cohorts.models import Participation
from strategy.models import Initiative

CARRIED_TOO_OFTEN = 3
MORNING = time(8)


class ActionItemQuerySet(VisibleQuerySet["ActionItem"]):
    def unfinished(self) -> Self:
        return self.exclude(status__in=[ActionItem.Status.DONE, ActionItem.Status.CANCELLED])

    def finished(self) -> Self:
        return self.filter(status__in=[ActionItem.Status.DONE, ActionItem.Status.CANCELLED])

    def by_date(self) -> Self:
        """What is late comes first, what has no date last."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "pk")

    def locked(self, pk: int) -> "ActionItem":
        return row_of(ActionItem, pk, locks=True)

    def unplanned(self, first: date, last: date) -> Self:
        """Steps due in these days whose owner was not promised a reminder of that day yet."""
        due = self.unfinished().filter(due_on__range=(first, last)).exclude(owner=None)
        return due.exclude(reminded_for=models.F("due_on"))


class ActionItem(CityOwned, HasStatus):
    """An agreement of a session, or a step somebody added: one owner, one date."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        IN_PROGRESS = "in_progress", _("in progress")
        BLOCKED = "blocked", _("blocked")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("dropped")

    MOVES: ClassVar = {
        Status.OPEN: {Status.IN_PROGRESS, Status.BLOCKED, Status.DONE, Status.CANCELLED},
        Status.IN_PROGRESS: {Status.BLOCKED, Status.DONE, Status.CANCELLED},
        Status.BLOCKED: {Status.IN_PROGRESS, Status.DONE, Status.CANCELLED},
        Status.DONE: {Status.OPEN},
        Status.CANCELLED: {Status.OPEN},
    }

    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="action_items"
    )
    log = models.ForeignKey(
        CoachingLog, on_delete=models.PROTECT, null=True, related_name="action_items"
    )
    # What of the strategy it moves on, when somebody said so.
    initiative = models.ForeignKey(
        Initiative, on_delete=models.SET_NULL, null=True, blank=True, related_name="steps"
    )
    text = models.CharField(_("what"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_on = models.DateField(_("by when"), null=True, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    carried = models.PositiveSmallIntegerField(default=0)
    closing_note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    # The due date, and with it the owner, for whom a reminder is planted.
    reminded_for = models.DateField(null=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("city", "status", "due_on", name="coaching_actionitem_due")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_finished(self) -> bool:
        return self.status in {self.Status.DONE, self.Status.CANCELLED}

    @property
    def is_carried_too_often(self) -> bool:
        return self.carried >= CARRIED_TOO_OFTEN and not self.is_finished

    def agree(self, text: str, owner: models.Model | None, due_on: date | None) -> None:
        """What, who, by when. Another owner or another day is reminded anew."""
        owner_id = owner.pk if owner else None
        if (owner_id, due_on) != (self.owner_id, self.due_on):
            self.reminded_for = None
        self.text, self.owner_id, self.due_on = text, owner_id, due_on

    def finish(self, note: str = "") -> None:
        self._become(self.Status.DONE)
        self.done_at, self.closing_note = timezone.now(), note

    def begin(self) -> None:
        self._become(self.Status.IN_PROGRESS)

    def block(self) -> None:
        self._become(self.Status.BLOCKED)

    def drop(self, note: str = "") -> None:
        self._become(self.Status.CANCELLED)
        self.closing_note = note

    def reopen(self) -> None:
        self._become(self.Status.OPEN)
        self.done_at, self.closing_note = None, ""

    def move(self, status: str, note: str = "") -> None:
        """Take the way to a status. Staying where it is changes nothing."""
        if status == self.status:
            return
        match status:
            case self.Status.DONE:
                self.finish(note)
            case self.Status.CANCELLED:
                self.drop(note)
            case self.Status.BLOCKED:
                self.block()
            case self.Status.IN_PROGRESS:
                self.begin()
            case _:
                self.reopen()

    def carry(self) -> None:
        """Still open at the next session: counted, and after three times it is shown."""
        self.carried += 1

    def remind_at(self) -> datetime | None:
        """Eight o'clock on the day before, on the owner's clock."""
        if self.owner is None or self.due_on is None:
            return None
        day_before = self.due_on - timedelta(days=1)
        return datetime.combine(day_before, MORNING, ZoneInfo(self.owner.time_zone))

    def days_late(self, today: date) -> int:
        if self.is_finished or self.due_on is None:
            return 0
        return max(0, (today - self.due_on).days)
