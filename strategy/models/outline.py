"""The outline of a strategy: every section with what a person wants to know at a glance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext

from cda.accounts.models import User
from cda.lib.rows import made
from cda.lib.translated import localised
from strategy.models.catalogue import PLAN, Entry, parts, parts_along
from strategy.models.catalogue import section as catalogue_entry
from strategy.models.document import Strategy
from strategy.models.presence import NAMED as NAME
from strategy.models.presence import Lease
from strategy.models.section import Section

A_WEEK = 7
BLOCKS = "blocks"  # the part that a city may group by pillars of its own
# All that an outline shows: the texts themselves stay where they are.
READ = (
    "id", "key", "strategy_id", "code", "level", "block", "position", "title", "is_hidden",
    "words", "rows", "status", "due_on", "touched_at", "assignee_id",
)  # fmt: skip
PEN = ("id", "since", "until", "section_id", "holder_id")
LINES = f"""
    SELECT {", ".join(f"s.{name}" for name in READ)},
           assignee.name, cardinality(s.imported), pillar.title, pillar.position,
           remarks.open, holder.name,
           {", ".join(f"pen.{name}" for name in PEN)}
    FROM strategy_section s
    LEFT JOIN accounts_user assignee ON assignee.id = s.assignee_id
    LEFT JOIN strategy_lease pen ON pen.section_id = s.id AND pen.until > %s
    LEFT JOIN accounts_user holder ON holder.id = pen.holder_id
    LEFT JOIN LATERAL (
        SELECT p.title, p.position FROM strategy_pillar p
        WHERE p.strategy_id = s.strategy_id AND s.block = ANY(p.blocks)
        ORDER BY p.position, p.id LIMIT 1
        ) pillar ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS open FROM strategy_comment c
        WHERE c.section_id = s.id AND c.resolved_at IS NULL AND c.parent_id IS NULL
        ) remarks ON true
    WHERE s.strategy_id = %s ORDER BY s.position
"""  # noqa: S608  (names of our own columns)
# All that the list beside the editor shows.
NAMED = ("id", "key", "strategy_id", "code", "position", "title", "words", "rows", "status")
WRITTEN = f"""
    SELECT {", ".join(NAMED)} FROM strategy_section
    WHERE strategy_id = %s AND NOT is_hidden ORDER BY position
"""  # noqa: S608  (names of our own columns)
# The sign beside the word of each state; "plain" is for what has not begun.
SIGNS: dict[str, tuple[str, str]] = {
    Section.Status.EMPTY: ("plain", ""),
    Section.Status.DRAFTING: ("", "pencil-line"),
    Section.Status.READY: ("info", "eye"),
    Section.Status.COMMENTED: ("warn", "message-square"),
    Section.Status.ACCEPTED: ("ok", "check"),
}


class Link(NamedTuple):
    """What the outline beside a text needs of a section: four words a template reads at once."""

    key: str
    heading: str
    mark: str
    label: str


@dataclass(frozen=True)
class Line:
    """One section in the outline."""

    section: Section
    entry: Entry
    open_comments: int = 0
    quiet: int = 0
    pen: Lease | None = None
    untouched: int = 0
    pillar: str = ""
    pillar_place: int = 0

    @property
    def is_prose(self) -> bool:
        return self.entry.is_prose

    @property
    def is_own(self) -> bool:
        """One that the city invented."""
        return self.entry.is_custom

    @property
    def heading(self) -> str:
        return self.section.heading

    @property
    def kind(self) -> str:
        """The colour of the state."""
        return SIGNS[self.section.status][0]

    @property
    def icon(self) -> str:
        return SIGNS[self.section.status][1]

    @property
    def mark(self) -> str:
        """The sign of the state where there is no room for its word."""
        if self.section.status in {Section.Status.EMPTY, Section.Status.DRAFTING}:
            return "pencil-line" if self.section.words else "circle"
        return "message-square" if self.section.status == Section.Status.COMMENTED else "check"

    @property
    def link(self) -> Link:
        return Link(self.section.key, self.heading, self.mark, self.section.status_label)

    @property
    def is_imported(self) -> bool:
        """Are there paragraphs that came from a file and that nobody has touched since?"""
        return self.untouched > 0

    @property
    def is_missing(self) -> bool:
        """Nothing goes out without it."""
        return self.entry.is_required and not self.section.has_content

    @property
    def is_plan(self) -> bool:
        """Filled in on the pages of the plan."""
        return self.entry.kind == PLAN


@dataclass(frozen=True)
class Part:
    """A group of sections under one heading."""

    code: str
    title: str
    lines: Sequence[Line]

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        """The lines under the city's own pillars, if it groups them so; else all together."""
        if self.code != BLOCKS or not any(line.pillar for line in self.lines):
            return [("", list(self.lines))]
        rest = gettext("Without a pillar")
        found: dict[str, list[Line]] = {}
        for line in sorted(self.lines, key=lambda line: (not line.pillar, line.pillar_place)):
            found.setdefault(line.pillar or rest, []).append(line)
        return list(found.items())

    @property
    def links(self) -> list[Link]:
        return [line.link for line in self.lines]

    @property
    def slug(self) -> str:
        return f"part-{self.code}"

    @property
    def written(self) -> int:
        """How many sections of this part people write."""
        return sum(line.is_prose for line in self.lines)

    @property
    def ready(self) -> int:
        return sum(line.is_prose and line.section.is_declared_ready for line in self.lines)


def lines_of(strategy: Strategy) -> list[Line]:
    """All sections in order, hidden ones too, and who writes in which: one query.

    By hand, as Django takes longer to write it than the database to answer it.
    """
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(LINES, [now, strategy.pk])
        return [_line(row, now) for row in cursor.fetchall()]


def _line(row: Sequence[Any], now: datetime) -> Line:
    section = made(Section, row[: len(READ)], READ)
    assignee, untouched, pillar, place, remarks, holder, *of_pen = row[len(READ) :]
    if section.assignee_id is not None:
        section.assignee = made(User, (section.assignee_id, assignee), NAME)
    return Line(
        section=section,
        entry=catalogue_entry(section.code),
        open_comments=remarks,
        quiet=_quiet(section, now),
        pen=_pen(of_pen, holder),
        untouched=untouched,
        pillar=pillar or "",
        pillar_place=place or 0,
    )


def written_lines(strategy: Strategy) -> list[Line]:
    """The sections that people write, in order, to go from one to the other; no hidden ones."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [strategy.pk])
        sections = [made(Section, row, NAMED) for row in cursor.fetchall()]
    lines = [Line(section, catalogue_entry(section.code)) for section in sections]
    return [line for line in lines if line.is_prose]


def _pen(values: Sequence[Any], holder: str) -> Lease | None:
    """Who writes here at this moment."""
    if values[0] is None:
        return None
    pen = made(Lease, values, PEN)
    pen.holder = made(User, (pen.holder_id, holder), NAME)
    return pen


def _quiet(section: Section, now: datetime) -> int:
    """Days of silence worth saying: begun, not finished, and nobody came back for a week."""
    days = section.quiet_days(now) or 0
    return days if days >= A_WEEK and not section.is_declared_ready else 0


def in_parts(lines: Iterable[Line]) -> list[Part]:
    """The lines under the headings of the catalogue; empty headings are left out."""
    groups: dict[str, list[Line]] = {}
    lines = list(lines)
    for line, part in zip(lines, parts_along(line.section.code for line in lines), strict=True):
        groups.setdefault(part, []).append(line)
    return [Part(code, localised(title), groups[code]) for code, title in parts() if code in groups]


def neighbours(lines: Sequence[Line], section: Section) -> tuple[Line | None, Line | None]:
    """The written sections before and after this one, which may be hidden."""
    before = [line for line in lines if line.section.position < section.position]
    after = [line for line in lines if line.section.position > section.position]
    return (before[-1] if before else None, after[0] if after else None)
