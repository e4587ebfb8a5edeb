"""A content as it is written down one section after the other: text, then what the plan adds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from strategy.documents.registers import Printed, Registers, pillars
from strategy.documents.tables import Tables
from strategy.models.blocks import Block, BudgetKind
from strategy.models.content import Content
from strategy.models.summary import Summary
from strategy.models.text import clean

# Cover, contents, roadmap and signature page belong to the printed document.
ELSEWHERE = {"F1", "F5", "P3", "A5"}


@dataclass(frozen=True)
class Grid:
    """A table of the plan or of a register: plain words, the first row is its head."""

    title: str
    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Part:
    """One section."""

    code: str
    title: str
    htmls: list[str] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)


def parts_of(content: Content) -> list[Part]:
    """Every section that says something, in the order of the document. In the active language."""
    makers = _Makers(content)
    found = []
    for section in content["sections"]:
        code = section["code"]
        htmls = [str(clean(block["html"])) for block in section["blocks"]]
        grids = [] if code in ELSEWHERE else makers.of(code)
        if code not in ELSEWHERE and (htmls or grids):
            found.append(Part(code, section["title"], htmls, grids))
    return found


class _Makers:
    """The tables of one content."""

    def __init__(self, content: Content) -> None:
        self.content, self.summary = content, Summary(content)
        self.tables, self.registers = Tables(self.summary), Registers(content)

    def of(self, code: str) -> list[Grid]:
        makers: dict[str, Callable[[], Grid]] = {
            "P1": self._goals,
            "P2": self._initiatives,
            "P4": self._indicators,
            "P5": self._budget,
            "V5": self._pillars,
        }
        made = [makers[code]()] if code in makers else []
        registers = [_register(table) for table in self.registers.of(code)]
        return [grid for grid in [*made, *registers] if grid.rows]

    def _goals(self) -> Grid:
        rows = [
            [
                str(Block(goal["block"]).label),
                goal["title"],
                "\n".join(objective["title"] for objective in goal["objectives"]),
                goal["practice_target"],
                goal["resident_outcome"],
            ]
            for goal in self.content["goals"]
        ]
        head = [_("Building block"), _("Goal"), _("Objectives"), _("Practice target")]
        return Grid(_("Goals and objectives"), [*head, _("Resident outcome")], rows)

    def _initiatives(self) -> Grid:
        rows = [self._initiative(row) for row in self.summary.initiatives]
        head = [_("Building block"), _("Initiative"), _("Owner"), _("When"), _("Cost")]
        return Grid(_("Action plan"), [*head, _("Deliverable"), _("Milestones")], rows)

    def _initiative(self, row: Content) -> list[str]:
        points = [f"{p['title']} ({self.tables.quarter(p['quarter'])})" for p in row["milestones"]]
        return [
            str(Block(row["block"]).label),
            row["title"],
            row["owner_department"] or row["owner"],
            self.tables.span(row),
            self.tables.money(Decimal(row["cost"])),
            row["deliverable"],
            "\n".join(points),
        ]

    def _indicators(self) -> Grid:
        number = self.tables.number
        rows = [
            [row["name"], row["unit"], number(row["baseline_value"])]
            + [number(row[f"target_{year}"]) for year in (1, 2, 3)]
            + [row["owner"], row["source"]]
            for row in self.summary.indicators
        ]
        years = [_("Year %(number)s") % {"number": year} for year in (1, 2, 3)]
        head = [_("Indicator"), _("Unit"), _("Baseline"), *years, _("Owner"), _("Source")]
        return Grid(_("Indicators"), head, rows)

    def _budget(self) -> Grid:
        kinds = self.summary.budget()
        rows = [
            [str(kind.label), *(self.tables.money(year) for year in kinds[kind])]
            for kind in BudgetKind
            if kind in kinds
        ]
        years = [_("Year %(number)s") % {"number": year} for year in (1, 2, 3)]
        return Grid(_("Budget"), [_("Kind of cost"), *years], rows)

    def _pillars(self) -> Grid:
        rows = [
            [row["title"], row["description"], ", ".join(name for _code, name in row["blocks"])]
            for row in pillars(self.content)
        ]
        return Grid(_("Pillars"), [_("Pillar"), _("Description"), _("Building blocks")], rows)


def _register(table: Printed) -> Grid:
    """The columns of a register; what stands under a row comes last."""
    head = [str(column.label) for column in (table.register.heading, *table.columns)]
    rows = [
        [cell.text for cell in line.cells]
        + ["\n".join(f"{cell.label}: {cell.text}" for cell in line.under)]
        for line in table.lines
    ]
    titles = [line.heading for line in table.lines]
    rows = [[title, *row] for title, row in zip(titles, rows, strict=True)]
    return _without_empty(Grid(str(table.register.title), [*head, _("More")], rows))


def _without_empty(grid: Grid) -> Grid:
    """Columns in which nothing stands say nothing."""
    used = [place for place in range(len(grid.head)) if any(row[place] for row in grid.rows)]
    head = [grid.head[place] for place in used]
    return Grid(grid.title, head, [[row[place] for place in used] for row in grid.rows])
