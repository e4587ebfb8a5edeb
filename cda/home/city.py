"""What the cards of a city page say. Few queries: each card is one, whatever it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cda.accounts.access import Access
from cda.accounts.models import City
from cda.accounts.permissions import Permission, Role
from cda.home import questions
from cda.home.links import link
from cda.home.questions import Remarks
from cda.lib.blocks import BLOCKS
from cda.lib.formats import days_quiet
from cda.lib.rows import columns, made, width
from cda.lib.translated import localised
from cohorts.models import CityMilestone, Cohort, Participation, Seat
from events.models import CitySession
from strategy.models import Block, Review, Strategy

QUIET_AFTER = 10
STEPS_OF_BLOCK = 4
ALL = 100
# What the cards show of each row, and nothing else.
SHOWN_OF_SESSIONS = (
    "key", "kind", "title", "on", "precision", "starts_at", "place", "link",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A city in its cohort, with what every card needs to know."""

    city: City
    participation: Participation
    strategy: Strategy | None
    mayor: str
    mayor_form: str
    review_due_on: date | None
    opened_at: datetime | None

    @property
    def stage(self) -> str:
        """The state of the strategy; a city without one has not started."""
        return self.strategy.status if self.strategy else Strategy.Status.NOT_STARTED


# Everything the head of the page asks for, in one question.
PLACE = f"""
    SELECT {columns(Participation, "p")}, {columns(Cohort, "c")}, {columns(Strategy, "s")},
           mayor.name, mayor.form, review.due_on, reading.read_at
    FROM cohorts_participation p
    JOIN cohorts_cohort c ON c.id = p.cohort_id
    LEFT JOIN strategy_strategy s ON s.participation_id = p.id
    LEFT JOIN LATERAL (
        SELECT t.name, t.form, t.user_id FROM cohorts_mayoralterm t
        WHERE t.city_id = p.city_id AND t.starts_on <= %(today)s
          AND (t.ends_on IS NULL OR t.ends_on >= %(today)s) LIMIT 1) mayor ON true
    LEFT JOIN LATERAL (
        SELECT r.due_on FROM strategy_review r
        WHERE r.strategy_id = s.id AND s.status = %(coach)s AND r.verdict = %(waiting)s
        ORDER BY r.id LIMIT 1) review ON true
    LEFT JOIN LATERAL (
        SELECT max(r.read_at) AS read_at FROM strategy_reading r
        WHERE r.strategy_id = s.id AND s.status = %(mayor)s AND r.user_id = mayor.user_id
        ) reading ON true
    WHERE p.city_id = %(city)s ORDER BY c.starts_on DESC LIMIT 1
"""  # noqa: S608  (names of our own columns)


def place_of(access: Access) -> Place | None:
    """The participation with its cohort and strategy, the mayor, and what is waited for."""
    values: dict[str, int | str | date] = {
        "today": timezone.localdate(),
        "coach": Strategy.Status.COACH_REVIEW,
        "mayor": Strategy.Status.MAYOR_REVIEW,
        "waiting": Review.Verdict.WAITING,
        "city": access.here.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(PLACE, values)
        row = cursor.fetchone()
    return _place(access.here, row) if row else None


def _place(city: City, row: tuple[Any, ...]) -> Place:
    ends = list(accumulate(width(model) for model in (Participation, Cohort, Strategy)))
    participation = made(Participation, row[: ends[0]])
    participation.city = city
    participation.cohort = made(Cohort, row[ends[0] : ends[1]])
    has_strategy = row[ends[1]] is not None
    strategy = made(Strategy, row[ends[1] : ends[2]]) if has_strategy else None
    if strategy:
        strategy.city, strategy.participation = city, participation
    name, form, review_due_on, opened_at = row[ends[2] :]
    return Place(
        city=city,
        participation=participation,
        strategy=strategy,
        mayor=name or "",
        mayor_form=form or "neutral",
        review_due_on=review_due_on,
        opened_at=opened_at,
    )


def timeline(place: Place, today: date) -> dict[str, Any]:
    """The eight milestones: done, the one that counts now, and those to come."""
    milestones = questions.milestones(place.participation)
    now = next((one for one in milestones if one.status != CityMilestone.Status.DONE), None)
    steps = [
        {
            "label": localised(one.label),
            "state": _state(one, now),
            "on": one.done_on or one.counts_on,
            "precision": "day" if one.done_on else one.precision,
            "note": _note(one, today) if one is now else "",
        }
        for one in milestones
    ]
    before = milestones.index(now) if now else len(milestones)
    return {"steps": steps, "folded": max(before - 1, 0), "milestone": now}


def _state(milestone: CityMilestone, now: CityMilestone | None) -> str:
    if milestone.status == CityMilestone.Status.DONE:
        return "done"
    return "now" if milestone is now else "next"


def _note(milestone: CityMilestone, today: date) -> str:
    days = milestone.days_late(today)
    if days:
        return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
    return {
        CityMilestone.Status.UNDERWAY.value: _("Under way"),
        CityMilestone.Status.IN_REVIEW.value: _("In review"),
    }.get(milestone.status, "")


@dataclass(frozen=True)
class Meter:
    """One building block: how far, and always a reason in words."""

    block: str
    heading: str
    value: int
    text: str
    kind: str = "plain"
    icon: str = ""


def meters(strategy: Strategy, progress: Sequence[int], now: datetime) -> list[Meter]:
    """Five, in their order."""
    found = questions.remarks(strategy)
    is_drafting = strategy.status == Strategy.Status.DRAFTING
    return [
        _meter(block, value, found.get(block, Remarks()), now if is_drafting else None)
        for block, value in zip(BLOCKS, progress or [0] * len(BLOCKS), strict=True)
    ]


def _meter(block: str, value: int, said: Remarks, now: datetime | None) -> Meter:
    heading = str(Block(block).label)
    if said.open and now:
        text = ngettext("%(count)s comment open", "%(count)s comments open", said.open)
        return Meter(block, heading, value, text % {"count": said.open}, "info", "message-square")
    if value >= ALL:
        return Meter(block, heading, value, _("Ready"), "ok", "check")
    quiet = (now - said.touched).days if now and said.touched else 0
    if quiet >= QUIET_AFTER:
        return Meter(block, heading, value, days_quiet(quiet), "warn", "triangle-alert")
    if not value:
        return Meter(block, heading, value, _("Not started"))
    counts = {"done": value * STEPS_OF_BLOCK // ALL, "total": STEPS_OF_BLOCK}
    return Meter(block, heading, value, _("%(done)s of %(total)s steps") % counts)


def next_session(access: Access) -> CitySession | None:
    """The next meeting with this city, exact dates before rough ones."""
    upcoming = CitySession.objects.visible_to(access).upcoming().only(*SHOWN_OF_SESSIONS)
    return upcoming.order_by("on", F("starts_at").asc(nulls_last=True)).first()


def team_rows(seats: list[Seat], today: date) -> list[dict[str, Any]]:
    """Name, function, and silence: it is shown, not hidden."""
    return [_team_row(seat, today) for seat in seats]


def _team_row(seat: Seat, today: date) -> dict[str, Any]:
    row = {
        "name": seat.name,
        "sub": seat.function_label,
        "tag": "",
        "kind": "",
        "lead": seat.is_lead,
    }
    if seat.status != Seat.Status.ACTIVE:
        return {**row, "tag": seat.status_label, "kind": "warn"}
    seen = seat.user.seen_on if seat.user else None
    quiet = (today - seen).days if seen else 0
    return {**row, "tag": days_quiet(quiet) if quiet >= QUIET_AFTER else ""}


def coach_rows(access: Access, place: Place) -> list[dict[str, Any]]:
    """The lead coach stands first in the list that assignments keep."""
    roles = [_("Lead coach"), _("Backup coach")]
    mine = access.user.name if Role.COACH in access.roles else ""
    return [
        {"name": name, "sub": roles[min(at, 1)], "note": _("you") if name == mine else ""}
        for at, name in enumerate(place.participation.coach_names)
    ]


def links_of(access: Access, city: City) -> dict[str, str]:
    """The pages that this reader may open from here."""
    wanted = {
        "strategy": ("strategy:strategy_detail", Permission.STRATEGY_VIEW),
        "steps": ("coaching:step_list", Permission.STEP_VIEW),
        "sessions": ("coaching:session_list", Permission.SESSION_VIEW),
        "log": ("coaching:session_log", Permission.SESSION_LOG),
        "plan": ("events:city_session_add", Permission.AGENDA_EDIT),
        "team": ("cohorts:team_detail", Permission.TEAM_VIEW),
        "brief": ("strategy:brief", Permission.BRIEF_VIEW),
    }
    return {
        name: link(page, city.slug) if access.may(permission) else ""
        for name, (page, permission) in wanted.items()
    }
