"""Who is mayor, from when to when, and whom the mayor lets act."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cda.accounts.models import Form, Language
from cda.accounts.permissions import Role
from cda.accounts.tenancy import CityOwned, VisibleManager, VisibleQuerySet


class MayoralTermQuerySet(VisibleQuerySet["MayoralTerm"]):
    def serving(self, today: date | None = None) -> Self:
        today = today or timezone.localdate()
        return self.filter(starts_on__lte=today).exclude(ends_on__lt=today)


class MayoralTerm(CityOwned):
    """One person's time as mayor. Signatures stay with the term in which they were given."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120)
    form = models.CharField(_("form of address"), max_length=10, choices=Form, default=Form.NEUTRAL)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)
    reason_ended = models.CharField(max_length=200, blank=True)
    is_acting = models.BooleanField(default=False)

    objects = MayoralTermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city"], condition=models.Q(ends_on=None), name="cohorts_mayoralterm_one"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def take(self, user: models.Model, *, name: str, form: str) -> None:
        """The mayor accepted the invitation: from now on we know who it is."""
        self.user_id, self.name, self.form = user.pk, name, form

    def end(self, on: date, reason: str) -> None:
        self.ends_on, self.reason_ended = on, reason


class OfficeContact(CityOwned):
    """Whom the programme writes to in a mayor's office: the mayor, and the mayor's delegate.

    Kept beside the invitation, so that a city can be prepared before its cohort opens, and a
    lost letter can be sent again without typing an address.
    """

    ROLES: ClassVar = [
        (Role.MAYOR.value, Role.MAYOR.label),
        (Role.DELEGATE.value, Role.DELEGATE.label),
    ]

    role = models.CharField(max_length=10, choices=ROLES)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=5, choices=Language)
    form = models.CharField(_("form of address"), max_length=10, choices=Form, default=Form.NEUTRAL)

    objects = VisibleManager()

    class Meta:
        constraints = [
            models.UniqueConstraint("city", "role", name="cohorts_officecontact_one_of_each")
        ]

    def __str__(self) -> str:
        return self.name


class Power(models.TextChoices):
    """What a mayor may hand on. Signing is not among them (BR-5)."""

    VIEW = "view", _("read the brief")
    GUIDE = "guide", _("give guidance")
    DECIDE = "decide", _("ask for changes in the mayor’s name")


class DelegationQuerySet(VisibleQuerySet["Delegation"]):
    def in_force(self, today: date | None = None) -> Self:
        """It ends by itself: with its last day, with the term, or when the mayor says so."""
        today = today or timezone.localdate()
        current = self.filter(starts_on__lte=today, ends_on__gte=today, revoked_at=None)
        return current.exclude(term__ends_on__lt=today)

    def giving(self, power: str) -> Self:
        return self.filter(powers__contains=[power])


class Delegation(CityOwned):
    """Named powers, for one person, from a day to a day. It ends by itself (BR-6)."""

    term = models.ForeignKey(MayoralTerm, on_delete=models.PROTECT, related_name="delegations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    powers = ArrayField(models.CharField(max_length=10, choices=Power))
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="cohorts_delegation_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.term_id} to {self.user_id}"

    def revoke(self) -> None:
        self.revoked_at = timezone.now()

    def power_labels(self) -> list[str]:
        """The powers in words, in their fixed order."""
        return [str(power.label) for power in Power if power in self.powers]


def may_decide(user: models.Model, city_id: int, today: date | None = None) -> bool:
    """May this person ask for changes: the mayor, or a delegate with that power in force?"""
    terms = MayoralTerm.objects.serving(today).filter(city_id=city_id, user_id=user.pk)
    given = Delegation.objects.in_force(today).giving(Power.DECIDE)
    return terms.exists() or given.filter(city_id=city_id, user_id=user.pk).exists()
