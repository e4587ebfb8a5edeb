"""A strategy, or a section of it with all that stands around it, for pages open all day.

Questions written by hand: Django takes ten times as long to write them as the database to
answer. Only in the open cities do they find anything: the wall stands behind them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from cda.accounts.models import City, User
from cda.lib.rows import columns, made, width
from cohorts.models import Participation
from strategy.models.document import Strategy
from strategy.models.presence import (
    AT_THE_DESK,
    DESK_WIDTH,
    NAMED,
    THE_PEN,
    Desk,
    asked_at,
    desk_in,
)
from strategy.models.section import Section
from strategy.models.suggestion import Suggestion
from strategy.models.translating import COLUMN

SECTION = f"""
    SELECT {columns(Section, "s")}, {columns(Strategy, "st")}, assignee.name, touched.name,
           (SELECT count(*) FROM strategy_citation c WHERE c.section_id = s.id)
    FROM strategy_section s
    JOIN strategy_strategy st ON st.id = s.strategy_id
    LEFT JOIN accounts_user assignee ON assignee.id = s.assignee_id
    LEFT JOIN accounts_user touched ON touched.id = s.touched_by_id
    WHERE s.key = %s AND s.city_id = ANY(%s)
"""  # noqa: S608  (names of our own columns)

STRATEGY = f"""
    SELECT {columns(Strategy, "st")}, {columns(Participation, "p")}
    FROM strategy_strategy st JOIN cohorts_participation p ON p.id = st.participation_id
    WHERE st.city_id = %s ORDER BY st.starts_on DESC, st.id DESC LIMIT 1
"""  # noqa: S608  (names of our own columns)
FOUND_OF_SECTION = ("id", "city_id", "key", "code", "strategy_id")
FOUND = f"""
    SELECT {", ".join(FOUND_OF_SECTION)} FROM strategy_section
    WHERE key = %s AND city_id = ANY(%s)
"""  # noqa: S608  (names of our own columns)


def read_strategy(city: City) -> Strategy | None:
    """The city's newest, with its way through a cohort."""
    with connection.cursor() as cursor:
        cursor.execute(STRATEGY, [city.pk])
        row = cursor.fetchone()
    if row is None:
        return None
    strategy = made(Strategy, row[: width(Strategy)])
    strategy.participation = made(Participation, row[width(Strategy) :])
    strategy.city = strategy.participation.city = city
    return strategy


def read_section(key: str, cities: Iterable[int]) -> Section | None:
    """A section with its strategy, the names of those who write it, the number of its sources.

    Its `city` is not read: whoever asks stands in it.
    """
    with connection.cursor() as cursor:
        cursor.execute(SECTION, [key, list(cities)])
        row = cursor.fetchone()
    return _section(row) if row else None


def find_section(key: str, cities: Iterable[int]) -> Section | None:
    """Only which one it is: what a save needs before it locks."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND, [key, list(cities)])
        row = cursor.fetchone()
    return made(Section, row, FOUND_OF_SECTION) if row else None


def _section(row: tuple[Any, ...]) -> Section:
    own, both = width(Section), width(Section) + width(Strategy)
    section = made(Section, row[:own])
    section.strategy = made(Strategy, row[own:both])
    assignee, touched, section.sources = row[both:]  # type: ignore[attr-defined]  # counted
    if section.assignee_id is not None:
        section.assignee = made(User, (section.assignee_id, assignee), NAMED)
    if section.touched_by_id is not None:
        section.touched_by = made(User, (section.touched_by_id, touched), NAMED)
    return section


@dataclass(frozen=True)
class Around:
    """What one writer finds at a section besides its text.

    `unmerged`: (key, when) of own texts that are not put together yet, newest first. `terms`:
    (word, key) of the glossary in the language asked for.
    """

    desk: Desk
    unmerged: list[tuple[str, datetime]]
    proposals: int
    terms: list[tuple[str, str]]


def around(section: Section, reader: User, *, language: str, now: datetime) -> Around:
    with connection.cursor() as cursor:
        cursor.execute(
            AROUND[language],
            asked_at(section, reader, now)
            | {"strategy": section.strategy_id, "waiting": Suggestion.Verdict.WAITING},
        )
        row = cursor.fetchone()
    keys, times, proposals, terms = row[DESK_WIDTH:]
    return Around(
        desk=desk_in(row, reader),
        unmerged=list(zip(keys, times, strict=True)),
        proposals=proposals,
        terms=[(word, key) for word, key in terms],
    )


def _mine(column: str) -> str:
    return f"""ARRAY(
        SELECT t.{column} FROM strategy_unmergedtext t
        WHERE t.section_id = %(section)s AND t.author_id = %(reader)s AND t.merged_at IS NULL
        ORDER BY t.typed_at DESC, t.id)"""  # noqa: S608  (names of our own columns)


AROUND = {
    language: f"""
    SELECT {AT_THE_DESK}, {_mine("key")}, {_mine("typed_at")},
        (SELECT count(*) FROM strategy_suggestion g
         WHERE g.section_id = %(section)s AND g.verdict = %(waiting)s),
        ARRAY(
            SELECT ARRAY[t.{column}, t.key] FROM strategy_term t
            WHERE t.strategy_id = %(strategy)s AND t.{column} <> '' ORDER BY t.position, t.id)
    FROM {THE_PEN}"""  # noqa: S608  (names of our own columns)
    for language, column in COLUMN.items()
}
