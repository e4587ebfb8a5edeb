"""What lies on the mayor's desk, for one reader: everything the brief asks of the database.

One question, written by hand: as six questions of Django it took three times as long as all of
the rest of the page. Only in the open city does it find anything: the wall stands behind it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from cda.accounts.models import City, User
from cda.accounts.permissions import Role
from cda.lib.rows import made
from strategy.models.document import Strategy, Version

ON_THE_DESK = """
    SELECT s.id, s.key, s.city_id, s.participation_id, s.title, s.status, s.language, s.starts_on,
           s.ends_on, s.due_on, s.cover_sentence,
           v.id, v.key, v.city_id, v.number, v.sha256, v.created_at,
           author.name, known.key, known.read_at, printed.size, coach.name, coach.email
    FROM strategy_version v
    JOIN strategy_strategy s ON s.id = v.strategy_id
    JOIN accounts_user author ON author.id = v.created_by_id
    LEFT JOIN LATERAL (
        SELECT other.key, r.read_at FROM strategy_reading r
        JOIN strategy_version other ON other.id = r.version_id
        WHERE r.strategy_id = s.id AND r.user_id = %(user)s AND r.version_id <> v.id
        ORDER BY r.read_at DESC LIMIT 1) known ON true
    LEFT JOIN LATERAL (
        SELECT length(d.content) AS size FROM strategy_document d
        WHERE d.version_id = v.id AND d.language = s.language AND d.paper = %(paper)s
        LIMIT 1) printed ON true
    LEFT JOIN LATERAL (
        SELECT u.name, u.email FROM accounts_part p JOIN accounts_user u ON u.id = p.user_id
        WHERE p.city_id = v.city_id AND p.role = %(coach)s AND u.is_active
          AND p.starts_on <= %(today)s AND (p.ends_on IS NULL OR p.ends_on >= %(today)s)
        ORDER BY u.name, u.id LIMIT 1) coach ON true
    WHERE v.city_id = %(city)s AND v.reason = %(reason)s
    ORDER BY s.starts_on DESC, s.id DESC, v.created_at DESC, v.id DESC LIMIT 1
"""
STRATEGY = (
    *("id", "key", "city_id", "participation_id", "title", "status", "language", "starts_on"),
    *("ends_on", "due_on", "cover_sentence"),
)
VERSION = ("id", "key", "city_id", "number", "sha256", "created_at")


@dataclass(frozen=True)
class Desk:
    """The newest version that was sent to the mayor, and what belongs to it for this reader.

    `known_key` and `known_at`: the version they read before, and when. `printed` is the size of
    the document, 0 while there is none.
    """

    strategy: Strategy
    version: Version
    lead_name: str
    known_key: str
    known_at: datetime | None
    printed: int
    coach_name: str
    coach_email: str


def desk_of(city: City, reader: User) -> Desk | None:
    """None while no strategy of the city was sent to its mayor."""
    values: dict[str, int | str | date] = {
        "user": reader.pk,
        "paper": city.paper,
        "coach": Role.COACH,
        "today": timezone.localdate(),
        "city": city.pk,
        "reason": Version.Reason.MAYOR,
    }
    with connection.cursor() as cursor:
        cursor.execute(ON_THE_DESK, values)
        row = cursor.fetchone()
    return _desk(row) if row else None


def _desk(row: tuple[Any, ...]) -> Desk:
    ends = len(STRATEGY) + len(VERSION)
    strategy = made(Strategy, row[: len(STRATEGY)], STRATEGY)
    version = made(Version, row[len(STRATEGY) : ends], VERSION)
    version.strategy = strategy
    lead_name, known_key, known_at, printed, coach_name, coach_email = row[ends:]
    return Desk(
        strategy=strategy,
        version=version,
        lead_name=lead_name,
        known_key=known_key or "",
        known_at=known_at,
        printed=printed or 0,
        coach_name=coach_name or "",
        coach_email=coach_email or "",
    )
