"""The senior team: three or four people chosen by the mayor, one of them the lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cda.accounts.models import Form, Language
from cda.accounts.permissions import Role
from cda.accounts.tenancy import CityOwned, VisibleQuerySet
from cda.lib.states import HasStatus
from cda.people.models import Invitation
from cohorts.models.participation import Participation

TEAM_MIN, TEAM_MAX = 3, 4


class Function(models.TextChoices):
    """The functions that the programme suggests; every city is unique, so "other" is welcome."""

    ADMINISTRATOR = "administrator", _("City administrator or chief of staff")
    DATA_OFFICER = "data_officer", _("Chief data officer, or similar")
    RESIDENT_FOCUS = "resident_focus", _("Senior official for resident-centred initiatives")
    POLICY = "policy", _("Policy chief")
    AI_OFFICER = "ai_officer", _("Chief AI officer")
    COMMUNICATIONS = "communications", _("Communications chief")
    OTHER = "other", _("Other")


class HasSeat(Protocol):
    """What the rules of a team look at, in a seat or in somebody who is being named."""

    @property
    def email(self) -> str: ...
    @property
    def is_lead(self) -> bool: ...


@dataclass(frozen=True)
class Nominee:
    """Somebody named for the team, before there is a seat."""

    name: str
    email: str
    function: str
    function_text: str
    language: str
    form: str
    is_lead: bool


def size_gaps(people: Sequence[HasSeat]) -> list[str]:
    """Three or four (BR-1): the one rule that an administrator may set aside, with a reason."""
    if TEAM_MIN <= len(people) <= TEAM_MAX:
        return []
    return [gettext("A team has 3 or 4 people, this one has %(count)s.") % {"count": len(people)}]


def team_gaps(people: Sequence[HasSeat]) -> list[str]:
    """What else is wrong with a team, in sentences: one lead (BR-2), nobody twice."""
    gaps = []
    if sum(person.is_lead for person in people) != 1:
        gaps.append(gettext("Say which one person leads the team."))
    if len({person.email.lower() for person in people}) != len(people):
        gaps.append(gettext("The same e-mail address is there twice."))
    return gaps


class SeatQuerySet(VisibleQuerySet["Seat"]):
    def filled(self) -> Self:
        """The seats that count towards three or four."""
        return self.exclude(status__in=[Seat.Status.ENDED, Seat.Status.PROPOSED])

    def proposed(self) -> Self:
        return self.filter(status=Seat.Status.PROPOSED)

    def standing(self) -> Self:
        return self.exclude(status=Seat.Status.ENDED)


class Seat(CityOwned, HasStatus):
    """One place in the senior team, from its proposal to its end. Never deleted."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("proposed to the mayor")
        NOMINATED = "nominated", _("confirmed by the mayor")
        INVITED = "invited", _("invited")
        ACTIVE = "active", _("active")
        ON_LEAVE = "on_leave", _("on leave")
        ENDED = "ended", _("ended")

    MOVES: ClassVar = {
        Status.PROPOSED: {Status.NOMINATED, Status.ENDED},
        Status.NOMINATED: {Status.INVITED, Status.ENDED},
        Status.INVITED: {Status.ACTIVE, Status.ENDED},
        Status.ACTIVE: {Status.ON_LEAVE, Status.ENDED},
        Status.ON_LEAVE: {Status.ACTIVE, Status.ENDED},
    }

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), max_length=254)
    function = models.CharField(_("function"), max_length=20, choices=Function)
    function_text = models.CharField(_("which function"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=Language)
    form = models.CharField(_("form of address"), max_length=10, choices=Form, default=Form.NEUTRAL)
    is_lead = models.BooleanField(_("city lead"), default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    nominated_at = models.DateTimeField(null=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    reason_ended = models.CharField(max_length=200, blank=True)
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=models.Q(is_lead=True) & ~models.Q(status__in=["ended", "proposed"]),
                name="cohorts_seat_one_lead",
                violation_error_message=_("A team has exactly one lead."),
            ),
            models.CheckConstraint(
                condition=~models.Q(function="other") | ~models.Q(function_text=""),
                name="cohorts_seat_other_says_which",
                violation_error_message=_("Say which function it is."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def function_label(self) -> str:
        return self.function_text or str(Function(self.function).label)

    @property
    def role(self) -> Role:
        return Role.LEAD if self.is_lead else Role.MEMBER

    def describe(self, nominee: Nominee) -> None:
        """Write down who is named, in a seat that nobody has taken yet."""
        self.name, self.email = nominee.name, nominee.email
        self.function, self.function_text = nominee.function, nominee.function_text
        self.language, self.form = nominee.language, nominee.form
        self.is_lead = nominee.is_lead

    def nominate(self, *, by: models.Model) -> None:
        """The mayor's act: who chose this person, and when, is kept."""
        self._become(self.Status.NOMINATED)
        self.nominated_by_id, self.nominated_at = by.pk, timezone.now()

    def invite(self) -> None:
        self._become(self.Status.INVITED)

    def take(self, user: models.Model, today: date) -> None:
        self._become(self.Status.ACTIVE)
        self.user_id, self.starts_on = user.pk, today

    def leave(self) -> None:
        self._become(self.Status.ON_LEAVE)

    def come_back(self) -> None:
        self._become(self.Status.ACTIVE)

    def end(self, today: date, reason: str) -> None:
        self._become(self.Status.ENDED)
        self.ends_on, self.reason_ended = today, reason


def open_invitations(city_id: int) -> list[Invitation]:
    """The letters of a city that nobody has answered yet, the newest first."""
    return list(Invitation.objects.open().filter(city_id=city_id).order_by("-sent_at"))
