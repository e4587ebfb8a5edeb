"""What the cards of a city page ask of the database, written by hand.

This page is opened more often than any other: as questions of Django the cards took half of it.
Only in the open city do they find anything: the wall stands behind them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from cda.accounts.models import City, User
from cda.lib.rows import made
from coaching.models import ActionItem, CoachingLog
from cohorts.models import CityMilestone, Participation, Seat
from strategy.models import Strategy

SHOWN_OF_SEATS = ("id", "name", "function", "function_text", "is_lead", "status", "user_id")
SHOWN_OF_MILESTONES = (
    "id", "city_id", "label", "due_on", "precision", "status", "done_on", "answer_on",
)  # fmt: skip
SHOWN_OF_STEPS = (
    "id", "key", "text", "due_on", "status", "carried", "closing_note", "owner_id", "log_id",
)  # fmt: skip
SHOWN_OF_LOGS = ("id", "key", "kind", "held_at", "summary")

SEATS = f"""
    SELECT {", ".join(f"s.{name}" for name in SHOWN_OF_SEATS)}, u.seen_on
    FROM cohorts_seat s LEFT JOIN accounts_user u ON u.id = s.user_id
    WHERE s.participation_id = %s AND s.status <> %s ORDER BY s.is_lead DESC, s.name
"""  # noqa: S608  (names of our own columns)
MILESTONES = f"""
    SELECT {", ".join(SHOWN_OF_MILESTONES)} FROM cohorts_citymilestone
    WHERE participation_id = %s ORDER BY position
"""  # noqa: S608  (names of our own columns)
STEPS = f"""
    SELECT {", ".join(f"i.{name}" for name in SHOWN_OF_STEPS)}, u.name, l.key, l.held_at,
           count(*) OVER ()
    FROM coaching_actionitem i
    LEFT JOIN accounts_user u ON u.id = i.owner_id
    LEFT JOIN coaching_coachinglog l ON l.id = i.log_id
    WHERE i.city_id = %s AND i.status <> ALL(%s)
    ORDER BY i.due_on NULLS LAST, i.id LIMIT %s
"""  # noqa: S608  (names of our own columns)
LOGS = f"""
    SELECT {", ".join(SHOWN_OF_LOGS)}, count(*) OVER () FROM coaching_coachinglog
    WHERE city_id = %s ORDER BY held_at DESC LIMIT %s
"""  # noqa: S608  (names of our own columns)
REMARKS = """
    SELECT s.block, max(s.touched_at),
           count(c.id) FILTER (WHERE c.resolved_at IS NULL AND c.parent_id IS NULL)
    FROM strategy_section s LEFT JOIN strategy_comment c ON c.section_id = s.id
    WHERE s.strategy_id = %s AND NOT s.is_hidden AND s.block <> '' GROUP BY s.block
"""


class Remarks(NamedTuple):
    """Of one building block: when it was last written in, and how many threads are open."""

    touched: datetime | None = None
    open: int = 0


def _ask(question: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def seats(participation: Participation) -> list[Seat]:
    """The team, the lead first; of their accounts only when they were here last."""
    return [_seat(row) for row in _ask(SEATS, participation.pk, Seat.Status.ENDED)]


def _seat(row: Sequence[Any]) -> Seat:
    seat = made(Seat, row[:-1], SHOWN_OF_SEATS)
    if seat.user_id is not None:
        seat.user = made(User, (seat.user_id, row[-1]), ("id", "seen_on"))
    return seat


def milestones(participation: Participation) -> list[CityMilestone]:
    """In their order."""
    found = _ask(MILESTONES, participation.pk)
    return [made(CityMilestone, row, SHOWN_OF_MILESTONES) for row in found]


def first_steps(city: City, number: int) -> tuple[list[ActionItem], int]:
    """The first open agreements, what is late before what has no date; how many there are."""
    finished = [str(ActionItem.Status.DONE), str(ActionItem.Status.CANCELLED)]
    found = _ask(STEPS, city.pk, finished, number)
    return [_step(row) for row in found], found[0][-1] if found else 0


def _step(row: Sequence[Any]) -> ActionItem:
    item = made(ActionItem, row[: len(SHOWN_OF_STEPS)], SHOWN_OF_STEPS)
    owner, log_key, held_at, _of_all = row[len(SHOWN_OF_STEPS) :]
    if item.owner_id is not None:
        item.owner = made(User, (item.owner_id, owner), ("id", "name"))
    if item.log_id is not None:
        item.log = made(CoachingLog, (item.log_id, log_key, held_at), ("id", "key", "held_at"))
    return item


def last_logs(city: City, number: int) -> tuple[list[CoachingLog], int]:
    """The newest sessions that were logged, and how many there are."""
    found = _ask(LOGS, city.pk, number)
    logs = [made(CoachingLog, row[:-1], SHOWN_OF_LOGS) for row in found]
    return logs, found[0][-1] if found else 0


def remarks(strategy: Strategy) -> dict[str, Remarks]:
    """By building block."""
    found = _ask(REMARKS, strategy.pk)
    return {block: Remarks(touched, number) for block, touched, number in found}
