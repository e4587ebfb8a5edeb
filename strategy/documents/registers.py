"""The registers of a printed strategy: drawn from frozen content, as tables and a few figures.

A content of before there were registers has none, and prints as it did.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cda.lib import formats
from cda.lib.blocks import block_number
from cda.lib.charts import PRINTED
from strategy.documents.drawings import Bar, Body, Stack, bars, organisation, stacks
from strategy.models import catalogue
from strategy.models.blocks import Block, BudgetKind
from strategy.models.content import Content
from strategy.models.register_schemas import Register, of_section
from strategy.models.register_schemas.blocks import DECISIONS, PARTS
from strategy.models.register_schemas.money import YEARS as YEAR_NAMES
from strategy.models.register_schemas.words import LEVELS
from strategy.models.register_tables import Kept, Table
from strategy.models.register_values import Frame, decimal, frame_of_content, heading
from strategy.models.summary import YEARS, Summary

HIGHEST_LEVEL, ALL = 5, 100
FEW_LETTERS = 32  # such a note has room under a heading
Row = dict[str, Any]


@dataclass(frozen=True)
class Drawn(Table):
    """A register with the drawing that shows its rows, if it has one."""

    @property
    def block(self) -> str:
        """The building block that it stands in."""
        return catalogue.section(self.register.section).block

    @property
    def colour(self) -> str:
        return PRINTED[block_number(self.block)]

    @property
    def figure(self) -> SafeString:
        draw = FIGURES.get(self.register.figure)
        return draw(self) if draw and self.rows else SafeString("")


@dataclass(frozen=True)
class Printed(Drawn):
    """A register on paper."""

    summary: Summary = field(kw_only=True)

    @cached_property
    def wordy(self) -> bool:
        """What stands under the headings needs the whole width."""
        under = (cell for line in self.lines for cell in line.under)
        return any(cell.url or len(cell.text) > FEW_LETTERS for cell in under)

    @property
    def wide(self) -> int:
        """How many cells a row has, with its heading."""
        return len(self.columns) + 1

    @property
    def decisions(self) -> list[tuple[str, list[str]]]:
        """For the layers of governance: each decision with what each layer does in it."""
        if self.register.code != "layers":
            return []
        words = {code: str(label) for code, label in PARTS}
        rows = [
            (str(label), [words.get(row.values.get(f"on_{code}") or "", "") for row in self.rows])
            for code, label in DECISIONS
        ]
        return [row for row in rows if any(row[1])]

    @property
    def names(self) -> list[str]:
        return [heading(self.register, row.values) for row in self.rows]

    @property
    def heat(self) -> list[tuple[str, list[tuple[int, list[str]]]]]:
        """For risks: from high to low likelihood, the risks under each impact; 2 to 6 is hot."""
        if self.register.figure != "heat":
            return []
        return [
            (str(label), [(int(high) + int(wide), self._at(high, wide)) for wide, _label in LEVELS])
            for high, label in reversed(LEVELS)
        ]

    def _at(self, likelihood: str, impact: str) -> list[str]:
        return [
            heading(self.register, row.values)
            for row in self.rows
            if (row.values.get("likelihood"), row.values.get("impact")) == (likelihood, impact)
        ]

    @property
    def money(self) -> list[Row]:
        """For the budget: each kind by year, and what the initiatives of the plan cost."""
        if self.register.figure != "money":
            return []
        lines, plan = self.summary.lines(), self.summary.planned()
        none = [Decimal(0)] * YEARS
        kinds = [kind for kind in BudgetKind if kind.value in lines or kind.value in plan]
        rows = [
            self._money(str(kind.label), lines.get(kind.value, none), plan.get(kind.value, none))
            for kind in kinds
        ]
        both = [_added(one.values()) for one in (lines, plan)]
        return [*rows, self._money(_("Total"), *both)] if len(rows) > 1 else rows

    def _money(self, label: str, years: Sequence[Decimal], planned: Sequence[Decimal]) -> Row:
        return {
            "label": label,
            "years": [self._thousands(year) for year in years],
            "total": self._thousands(sum(years, Decimal(0))),
            "plan": self._thousands(sum(planned, Decimal(0))),
        }

    def _thousands(self, value: Decimal) -> str:
        return formats.number(round(value / 1000), self.frame.locale)


@dataclass(frozen=True)
class Registers:
    """All registers of one content."""

    content: Content

    @cached_property
    def frame(self) -> Frame:
        return frame_of_content(self.content)

    @cached_property
    def summary(self) -> Summary:
        return Summary(self.content)

    def of(self, code: str) -> list[Printed]:
        """Those of a section that have rows."""
        kept: Mapping[str, list[Row]] = self.content.get("registers", {})
        return [
            self._printed(schema, kept[schema.code])
            for schema in of_section(code)
            if kept.get(schema.code)
        ]

    def _printed(self, schema: Register, rows: list[Row]) -> Printed:
        lines = [Kept(row["key"], row["values"]) for row in rows]
        return Printed(schema, lines, self.frame, summary=self.summary)


def _added(kinds: Iterable[Sequence[Decimal]]) -> list[Decimal]:
    """Year by year."""
    return [sum(year, Decimal(0)) for year in zip(*kinds, strict=True)] or [Decimal(0)] * YEARS


def pillars(content: Content) -> list[Row]:
    """The city's own pillars with the names of the building blocks under them."""
    return [
        {
            "title": row["title"],
            "description": row["description"],
            "blocks": [
                (block.value, str(block.label)) for block in Block if block in row["blocks"]
            ],
        }
        for row in content.get("pillars", [])
    ]


def draw_organisation(table: Drawn) -> SafeString:
    bodies = [_body(table, row) for row in table.rows]
    return organisation(bodies, table.colour, _told(bodies))


def _body(table: Drawn, row: Kept) -> Body:
    members = len([line for line in str(row.values.get("members") or "").splitlines() if line])
    count = ngettext("%(count)s post", "%(count)s posts", members) % {"count": members}
    cadence = table.register.field("cadence").words.get(row.values.get("cadence") or "", "")
    note = f"{count} · {cadence}" if cadence else count
    above = str(row.values.get("reports_to") or "")
    return Body(row.key, heading(table.register, row.values), note, above)


def _told(bodies: list[Body]) -> str:
    """The same as the picture, for who does not see it."""
    names = {body.key: body.name for body in bodies}
    sentences = [
        _("%(body)s reports to %(above)s.") % {"body": body.name, "above": names[body.above]}
        for body in bodies
        if body.above in names
    ]
    return " ".join([_("Diagram of who reports to whom."), *sentences])


def draw_skills(table: Drawn) -> SafeString:
    rows = [
        Bar(
            heading(table.register, row.values),
            float(decimal(row.values.get("today")) or 0),
            _skill_words(table, row),
            table.colour,
            _float(row.values.get("target")),
        )
        for row in table.rows
    ]
    title = _("Per cent of the staff for each skill today; the stroke marks the aim for year 3")
    return bars(rows, ALL, title)


def _float(value: Any) -> float | None:
    number = decimal(value)
    return None if number is None else float(number)


def _skill_words(table: Drawn, row: Kept) -> str:
    today, target = decimal(row.values.get("today")), decimal(row.values.get("target"))
    shown = formats.number(today or 0, table.frame.locale)
    if target is None:
        return _("%(today)s %%") % {"today": shown}
    wanted = formats.number(target, table.frame.locale)
    return _("%(today)s %%, aim %(target)s %%") % {"today": shown, "target": wanted}


def draw_levels(table: Drawn) -> SafeString:
    words = table.register.field("score").words
    rows = [
        Bar(
            heading(table.register, row.values),
            float(decimal(row.values.get("score")) or 0),
            str(words.get(row.values.get("score") or "", "")),
            PRINTED[block_number(str(row.values.get("block")))],
        )
        for row in table.rows
    ]
    return bars(rows, HIGHEST_LEVEL, _("Level of each building block, from 1 to 5"))


def draw_money(table: Drawn) -> SafeString:
    kinds = [(kind.value, str(kind.label)) for kind in BudgetKind]
    years = [
        Stack(str(label), _year_words(table, amounts), amounts)
        for year, label in YEAR_NAMES
        if (amounts := [_amount(table, kind, year) for kind, _label in kinds])
    ]
    title = _("One bar for each year, divided into the kinds of cost")
    return stacks(years, [label for _kind, label in kinds], title)


def _year_words(table: Drawn, amounts: Sequence[float]) -> str:
    whole = Decimal(round(sum(amounts)))
    return formats.money_short(whole, table.frame.currency, table.frame.locale)


def _amount(table: Drawn, kind: str, year: str) -> float:
    rows = (row.values for row in table.rows)
    said = (row for row in rows if (row.get("kind"), row.get("year")) == (kind, year))
    return float(sum((decimal(row.get("amount")) or 0 for row in said), Decimal(0)))


FIGURES: Mapping[str, Callable[[Drawn], SafeString]] = {
    "organisation": draw_organisation,
    "skills": draw_skills,
    "levels": draw_levels,
    "money": draw_money,
}
