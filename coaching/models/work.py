"""Next steps: who does what by when, and how often it was carried over."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cda.accounts.tenancy import CityOwned, VisibleQuerySet
from cda.lib.states import HasStatus
from coaching.models.log import CoachingLog
from cohorts.models import Participation

CARRIED_TOO_OFTEN = 3


class ActionItemQuerySet(VisibleQuerySet["ActionItem"]):
    def unfinished(self) -> Self:
        return self.exclude(status__in=[ActionItem.Status.DONE, ActionItem.Status.CANCELLED])


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
        self.done_at = None

    def carry(self) -> None:
        """Still open at the next session: counted, and after three times it is shown."""
        self.carried += 1

    def days_late(self, today: date) -> int:
        if self.is_finished or self.due_on is None:
            return 0
        return max(0, (today - self.due_on).days)
