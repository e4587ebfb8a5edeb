"""Which coach stands by which city."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cda.accounts.tenancy import CityOwned, VisibleQuerySet


class CoachAssignmentQuerySet(VisibleQuerySet["CoachAssignment"]):
    def current(self, today: date | None = None) -> Self:
        today = today or timezone.localdate()
        return self.filter(starts_on__lte=today).exclude(ends_on__lt=today)


class CoachAssignment(CityOwned):
    """A coach of a city: primary or backup. The part that opens the door goes with it."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("Lead coach")
        BACKUP = "backup", _("Backup coach")

    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)
    handover = models.TextField(blank=True)

    objects = CoachAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "kind"],
                condition=models.Q(ends_on=None),
                name="coaching_coachassignment_one_of_each",
                violation_error_message=_("This city has such a coach already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.coach_id}"

    def end(self, on: date) -> None:
        self.ends_on = on
