"""Which coach stands by which city."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cda.accounts.models import Part, User
from cda.accounts.tenancy import CityOwned, VisibleManager, VisibleQuerySet

COACH_LOAD = 6


class CoachAssignmentQuerySet(VisibleQuerySet["CoachAssignment"]):
    def standing(self) -> Self:
        """Those nobody has ended: one of each kind, the lead coach first."""
        return self.filter(ends_on=None).order_by("-kind")

    def current(self, today: date | None = None) -> Self:
        today = today or timezone.localdate()
        return self.filter(starts_on__lte=today).exclude(ends_on__lt=today)


class CoachAssignment(CityOwned):
    """A coach of a city: primary or backup. The part that opens the door goes with it."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("Lead coach")
        BACKUP = "backup", _("Backup coach")

    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
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


class CoachOffer(CityOwned):
    """What an invited coach will be once they accept. Resending the invitation changes nothing."""

    email = models.EmailField(max_length=254)
    kind = models.CharField(max_length=8, choices=CoachAssignment.Kind)
    handover = models.TextField(blank=True)

    objects = VisibleManager()

    class Meta:
        constraints = [models.UniqueConstraint("city", "email", name="coaching_coachoffer_once")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.email}"


@dataclass(frozen=True)
class CoachLoad:
    """Somebody who coaches or has coached, and how many cities they have now."""

    coach: User
    cities: int

    @property
    def is_full(self) -> bool:
        """One more would be more than the programme thinks good (BR-37)."""
        return self.cities >= COACH_LOAD


def loads_of(parts: Iterable[Part], today: date) -> list[CoachLoad]:
    """Everybody with a part as a coach, now or earlier, those with most room first."""
    coaches: dict[int, User] = {}
    cities: dict[int, set[int | None]] = {}
    for part in parts:
        coaches[part.user_id] = part.user
        held = cities.setdefault(part.user_id, set())
        if part.starts_on <= today and (part.ends_on is None or part.ends_on >= today):
            held.add(part.city_id)
    found = [CoachLoad(coach, len(cities[pk])) for pk, coach in coaches.items()]
    return sorted(found, key=lambda load: (load.cities, load.coach.name))
