"""The sheet on which a session is logged: what its forms offer, and what is most likely.

One question, written by hand: as eight questions of Django it took half of the page that a coach
opens after every session. Only in the open city does it find anything: the wall stands behind it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from cda.accounts.models import City, Part, User
from cda.lib.rows import columns, made, width
from coaching.models.people import OWNERS
from cohorts.models import Participation, Seat
from strategy.models import Initiative
from strategy.models.section import heading_of

SHEET = f"""
    SELECT {columns(Participation, "p")}, last.blocks,
        ARRAY(
            SELECT a.user_id FROM coaching_attendance a
            WHERE a.log_id = last.id AND a.is_present AND a.user_id IS NOT NULL),
        ARRAY(
            SELECT ARRAY[t.role, u.id::text, u.name]
            FROM accounts_part t JOIN accounts_user u ON u.id = t.user_id
            WHERE t.city_id = p.city_id AND t.role = ANY(%(roles)s) AND t.starts_on <= %(today)s
              AND (t.ends_on IS NULL OR t.ends_on >= %(today)s)
            ORDER BY t.role, u.name, t.id),
        ARRAY(
            SELECT ARRAY[s.key, s.name] FROM cohorts_seat s
            WHERE s.participation_id = p.id AND s.user_id IS NULL AND s.status <> ALL(%(empty)s)
            ORDER BY s.id),
        ARRAY(
            SELECT ARRAY[s.key, s.code, s.title]
            FROM strategy_section s JOIN strategy_strategy st ON st.id = s.strategy_id
            WHERE st.participation_id = p.id AND NOT s.is_hidden ORDER BY s.position),
        ARRAY(
            SELECT ARRAY[i.id::text, i.key, i.title]
            FROM strategy_initiative i
            JOIN strategy_objective o ON o.id = i.objective_id
            JOIN strategy_goal g ON g.id = o.goal_id
            WHERE g.strategy_id = (
                SELECT st.id FROM strategy_strategy st WHERE st.city_id = p.city_id
                ORDER BY st.starts_on DESC, st.id DESC LIMIT 1)
            ORDER BY i.title, i.id)
    FROM cohorts_participation p JOIN cohorts_cohort c ON c.id = p.cohort_id
    LEFT JOIN LATERAL (
        SELECT l.id, l.blocks FROM coaching_coachinglog l WHERE l.participation_id = p.id
        ORDER BY l.held_at DESC, l.id DESC LIMIT 1) last ON true
    WHERE p.city_id = %(city)s ORDER BY c.starts_on DESC LIMIT 1
"""  # noqa: S608  (names of our own columns)


@dataclass(frozen=True)
class Sheet:
    """Of a city's present way through a cohort.

    `parts`: who plays a part in this city today (leads and members, mayor's office, coaches).
    `seats`: filled, without an account. `sections`: keys and titles, in their order.
    `initiatives`: of the city's newest strategy, by title. `blocks` and `present` (numbers of
    people) are those of the newest session that was logged.
    """

    participation: Participation
    parts: list[Part]
    seats: list[Seat]
    sections: list[tuple[str, str]]
    initiatives: list[Initiative]
    blocks: list[str]
    present: list[int]


def sheet_of(city: City) -> Sheet | None:
    """None for a city that goes through no cohort."""
    values: dict[str, Any] = {
        "city": city.pk,
        "today": timezone.localdate(),
        "roles": [str(role) for role in OWNERS],
        "empty": [str(Seat.Status.ENDED), str(Seat.Status.PROPOSED)],
    }
    with connection.cursor() as cursor:
        cursor.execute(SHEET, values)
        row = cursor.fetchone()
    return _sheet(city, row) if row else None


def _sheet(city: City, row: tuple[Any, ...]) -> Sheet:
    participation = made(Participation, row[: width(Participation)])
    participation.city = city
    blocks, present, parts, seats, sections, initiatives = row[width(Participation) :]
    return Sheet(
        participation=participation,
        parts=_parts(parts),
        seats=[made(Seat, seat, ("key", "name")) for seat in seats],
        sections=[(key, heading_of(code, title)) for key, code, title in sections],
        initiatives=[
            made(Initiative, (int(pk), key, title), ("id", "key", "title"))
            for pk, key, title in initiatives
        ],
        blocks=blocks or [],
        present=present,
    )


def _parts(rows: Iterable[tuple[str, str, str]]) -> list[Part]:
    """One instance of each person, whatever they play."""
    people: dict[str, User] = {}
    for _role, pk, name in rows:
        people.setdefault(pk, made(User, (int(pk), name), ("id", "name")))
    return [Part(role=role, user=people[pk]) for role, pk, _name in rows]
