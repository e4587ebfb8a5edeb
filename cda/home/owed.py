"""What a person owes, by date: found in every app, said in one kind of line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from cda.accounts.access import Access
from cda.accounts.permissions import Permission, Role
from cda.home.links import link
from cda.lib.formats import day as day_words
from coaching.models import ActionItem
from cohorts.models import Cohort, Participation, Seat
from events.models import CitySession, Kind
from strategy.models import Agreement, Review, Section, Strategy

THIS_WEEK = timedelta(days=7)
Plan, Chair, Way = Strategy.Status, Seat.Status, Participation.Status


@dataclass(frozen=True)
class Owed:
    """One line: what, of which city, by when, and the one button."""

    heading: str
    city: str
    verb: str
    url: str
    due_on: date | None = None
    is_for_others: bool = False
    is_now: bool = False  # no date was named, and others wait for it

    def day(self, today: date) -> date:
        """Where it stands in the list."""
        return self.due_on or (today if self.is_now else date.max)


@dataclass(frozen=True)
class Pile:
    """The lines of a time."""

    code: str
    heading: str
    rows: list[Owed]


def piles(access: Access, today: date) -> list[Pile]:
    """Today, this week, later, and what others owe; empty ones are left out."""
    rows = sorted(everything(access, today), key=lambda row: (row.day(today), row.heading))
    mine = [(row.day(today), row) for row in rows if not row.is_for_others]
    soon = today + THIS_WEEK
    found = [
        Pile("today", _("Today"), [row for day, row in mine if day <= today]),
        Pile("week", _("This week"), [row for day, row in mine if today < day <= soon]),
        Pile("later", _("Later"), [row for day, row in mine if day > soon]),
        Pile("others", _("Waiting for others"), [row for row in rows if row.is_for_others]),
    ]
    return [pile for pile in found if pile.rows]


def everything(access: Access, today: date) -> Iterator[Owed]:
    """One query for each kind of duty, whatever the number of rows."""
    yield from steps(access)
    yield from sections(access)
    yield from strategies(access)
    if access.may(Permission.STRATEGY_CLEAR):
        yield from reviews(access)
    if access.may(Permission.SESSION_LOG):
        yield from unlogged(access, today)
    yield from teams(access)


def steps(access: Access) -> Iterator[Owed]:
    """Agreements of sessions with my name on them."""
    mine = ActionItem.objects.visible_to(access).unfinished().filter(owner=access.user)
    for step in mine.select_related("city"):
        url = link("coaching:step_list", step.city.slug)
        yield Owed(step.text, step.city.name, _("Open the step"), url, step.due_on)


def sections(access: Access) -> Iterator[Owed]:
    """Sections of the strategy that wait for my words."""
    unwritten = [Section.Status.EMPTY, Section.Status.DRAFTING, Section.Status.COMMENTED]
    mine = Section.objects.visible_to(access).filter(
        assignee=access.user, status__in=unwritten, strategy__status=Plan.DRAFTING, is_hidden=False
    )
    for section in mine.select_related("city"):
        heading = _("Write “%(section)s”") % {"section": section.heading}
        url = link("strategy:section_edit", section.city.slug, section.key)
        yield Owed(heading, section.city.name, _("Write"), url, section.due_on)


def reviews(access: Access) -> Iterator[Owed]:
    """Drafts that wait for a coach."""
    waiting = Review.objects.visible_to(access).filter(verdict=Review.Verdict.WAITING)
    for review in waiting.select_related("city"):
        url = link("strategy:review_detail", review.city.slug, review.key)
        yield Owed(_("Read the draft"), review.city.name, _("Read"), url, review.due_on)


def unlogged(access: Access, today: date) -> Iterator[Owed]:
    """Sessions that took place and of which nobody wrote a word."""
    past = CitySession.objects.visible_to(access).filter(
        kind=Kind.COACHING,
        status=CitySession.Status.SCHEDULED,
        starts_at__isnull=False,
        on__lt=today,
        log=None,
    )
    for session in past.select_related("city"):
        heading = _("Log the session of %(day)s") % {
            "day": day_words(session.on, access.user.language)
        }
        url = link("coaching:session_log", session.city.slug)
        yield Owed(heading, session.city.name, _("Log"), url, session.on)


def strategies(access: Access) -> Iterator[Owed]:
    """Where the strategy stands, for those of its city."""
    roles = access.roles & {Role.LEAD, Role.MEMBER, Role.MAYOR, Role.DELEGATE}
    if not roles:
        return
    cleared = Review.objects.filter(strategy=OuterRef("pk"), verdict=Review.Verdict.CLEARED)
    said = Agreement.objects.filter(user=access.user, version=OuterRef("cleared_version"))
    waiting = (
        Strategy.objects.visible_to(access)
        .exclude(status__in=[Plan.NOT_STARTED, Plan.DRAFTING, Plan.PUBLISHED])
        .annotate(cleared_version=Subquery(cleared.order_by("-asked_at").values("version")[:1]))
        .annotate(has_said=Exists(said))
    )
    for strategy in waiting.select_related("city"):
        yield from _of_strategy(access, strategy)


def _of_strategy(access: Access, strategy: Strategy) -> Iterator[Owed]:
    """By the state of the strategy: mine, when I may do what comes next."""
    city = strategy.city
    status = Plan(strategy.status)
    if status == Plan.COACH_CLEARED and access.may(Permission.STRATEGY_AGREE):
        if getattr(strategy, "has_said", False):
            heading = _("The team says whether it agrees")
            url = link("strategy:strategy_detail", city.slug)
            yield Owed(heading, city.name, _("Open"), url, is_for_others=True)
        else:
            url = link("strategy:strategy_agree", city.slug)
            yield Owed(_("Say whether you agree"), city.name, _("Answer"), url, is_now=True)
        return
    duty = DUTIES.get(status)
    if duty is None:
        return
    if access.may(duty.permission):
        url = link(duty.page, city.slug)
        yield Owed(str(duty.heading), city.name, str(duty.verb), url, strategy.due_on, is_now=True)
    elif access.may(Permission.STRATEGY_VIEW):
        url = link("home:city_detail", city.slug)
        words = str(duty.for_others)
        yield Owed(words, city.name, _("Open"), url, strategy.due_on, is_for_others=True)


@dataclass(frozen=True)
class Duty:
    """Who acts in a state of the strategy, what they are told, and what the others are told."""

    permission: Permission
    heading: Promise
    verb: Promise
    page: str
    for_others: Promise


DUTIES = {
    Plan.COACH_REVIEW: Duty(
        Permission.STRATEGY_CLEAR,
        lazy("Read the draft"),
        lazy("Read"),
        "strategy:strategy_detail",
        lazy("The coach reads the draft"),
    ),
    Plan.TEAM_FINAL: Duty(
        Permission.STRATEGY_SEND,
        lazy("Send the strategy to the mayor"),
        lazy("Send"),
        "strategy:mayor_send",
        lazy("The city lead sends the strategy to the mayor"),
    ),
    Plan.MAYOR_REVIEW: Duty(
        Permission.STRATEGY_SIGN,
        lazy("Read the strategy and sign it, or ask for changes"),
        lazy("Read the brief"),
        "strategy:brief",
        lazy("The mayor reads and signs the strategy"),
    ),
    Plan.CHANGES_REQUESTED: Duty(
        Permission.STRATEGY_SEND,
        lazy("Work in what the mayor asked for"),
        lazy("Open the strategy"),
        "strategy:strategy_detail",
        lazy("The city lead works in what the mayor asked for"),
    ),
    Plan.AMENDED: Duty(
        Permission.STRATEGY_SEND,
        lazy("Send what was amended to the mayor, or close it"),
        lazy("Open the amendment"),
        "strategy:strategy_amend",
        lazy("The team amends the signed strategy"),
    ),
}


def teams(access: Access) -> Iterator[Owed]:
    """Teams to choose, proposals to decide on, invitations nobody answered, coaches to find."""
    if not (access.may(Permission.TEAM_PROPOSE) or access.may(Permission.TEAM_INVITE)):
        return
    places = Participation.objects.visible_to(access).filter(cohort__status=Cohort.Status.OPEN)
    going = places.filter(status__in=[Way.SELECTED, Way.ONBOARDING, Way.ACTIVE])
    for place in going.select_related("city").annotate(
        named=Count("seats", filter=~Q(seats__status__in=[Chair.ENDED, Chair.PROPOSED])),
        proposed=Count("seats", filter=Q(seats__status=Chair.PROPOSED)),
        silent=Count("seats", filter=Q(seats__status=Chair.INVITED)),
    ):
        counted = vars(place)
        people = Numbers(counted["named"], counted["proposed"], counted["silent"])
        yield from _of_team(access, place, people)


class Numbers(NamedTuple):
    """People of a team: named by the mayor, only proposed, invited and silent."""

    named: int
    proposed: int
    silent: int


def _of_team(access: Access, place: Participation, people: Numbers) -> Iterator[Owed]:
    city = place.city
    choose, page = (link(f"cohorts:{name}", city.slug) for name in ("team_nominate", "team_detail"))
    is_mayor = Role.MAYOR in access.roles
    if people.proposed and is_mayor:
        yield Owed(_("Decide on the proposed team"), city.name, _("Decide"), choose, is_now=True)
    elif people.proposed and access.may(Permission.TEAM_PROPOSE):
        heading = _("The mayor decides on the proposed team")
        yield Owed(heading, city.name, _("Open"), page, is_for_others=True)
    elif not people.named and is_mayor:
        yield Owed(_("Choose the senior team"), city.name, _("Choose"), choose, is_now=True)
    elif not people.named and Role.DELEGATE in access.roles:
        yield Owed(_("Propose the senior team"), city.name, _("Propose"), choose, is_now=True)
    if people.silent and access.may(Permission.TEAM_INVITE):
        heading = ngettext(
            "%(count)s invited person has not answered",
            "%(count)s invited people have not answered",
            people.silent,
        ) % {"count": people.silent}
        yield Owed(heading, city.name, _("Invite again"), page, is_for_others=True)
    if not place.coach_names and access.may(Permission.COACH_ASSIGN):
        url = link("coaching:coach_assign", city.slug)
        yield Owed(_("Assign a coach"), city.name, _("Assign"), url, is_now=True)
