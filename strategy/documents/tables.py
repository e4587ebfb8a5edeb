"""The tables of a printed strategy: plan, indicators, money. In the active language."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cda.lib import charts, formats, plan_charts
from strategy.documents.figures import money_bars, target_path, titled
from strategy.models.blocks import Block, BudgetKind
from strategy.models.content import Content
from strategy.models.plan import Indicator, Initiative
from strategy.models.summary import Summary

Row = dict[str, Any]


class Tables:
    """What the plan adds to the text, ready to be written down."""

    def __init__(self, summary: Summary) -> None:
        self.summary, self.content = summary, summary.content
        self.city = self.content["city"]
        self.starts_on = date.fromisoformat(self.content["starts_on"])

    # Words ---------------------------------------------------------------------------------

    def number(self, value: str | Decimal | None) -> str:
        return "–" if value is None else formats.number(Decimal(value), self.city["locale"])

    def money(self, value: Decimal) -> str:
        return formats.money_short(value, self.city["currency"], self.city["locale"])

    def thousands(self, value: str | Decimal) -> str:
        return formats.number(round(Decimal(value) / 1000), self.city["locale"])

    def quarter(self, index: int) -> str:
        start = formats.quarter_start(self.starts_on, index)
        return formats.quarter_name(start, language())

    def span(self, row: Content) -> str:
        first, last = self.quarter(row["start_quarter"]), self.quarter(row["end_quarter"])
        if first == last:
            return first
        return _("%(first)s to %(last)s") % {"first": first, "last": last}

    def measure(self, row: Content) -> str:
        """How we will know: the indicator that an initiative names. Early editions name none."""
        named = row.get("measured_by", "")
        return next((one["name"] for one in self.summary.indicators if one["key"] == named), "")

    # Tables --------------------------------------------------------------------------------

    def glance(self) -> list[tuple[str, str]]:
        """Three numbers under the contents."""
        summary = self.summary
        return [
            (
                str(len(summary.initiatives)),
                _("initiatives; %(count)s start in the first 100 days") % {"count": summary.early},
            ),
            (
                self.money(summary.cost),
                _("over three years; %(percent)s is already in the budget")
                % {"percent": formats.percent(summary.funded_percent, language())},
            ),
            (str(len(summary.indicators)), _("indicators, measured and reported in public")),
        ]

    def initiatives(self) -> list[Row]:
        """The plan as a list, for a page."""
        return [
            {
                "title": row["title"],
                "owner": row["owner_department"] or row["owner"],
                "when": self.span(row),
                "phase": phase_of(row),
                "measure": self.measure(row),
                "cost": self.thousands(row["cost"]),
            }
            for row in self.summary.initiatives
        ]

    def page(self) -> list[tuple[str, str, list[str], list[str]]]:
        """The strategy on one page: each building block with its goals and its numbers."""
        goals = {block: rows for block, _name, rows in by_block(self.content["goals"])}
        return [
            (
                block.value,
                str(block.label),
                [goal["title"] for goal in goals[block]],
                [self._aim(row) for goal in goals[block] for row in goal["indicators"]],
            )
            for block in Block
            if block in goals
        ]

    def _aim(self, row: Content) -> str:
        values = {"name": row["name"], "unit": row["unit"], "last": self.number(row["target_3"])}
        return _("%(name)s: %(last)s %(unit)s") % values

    def initiatives_of(self, block: str) -> list[Row]:
        """What the city will do for one building block."""
        return [
            {
                "title": row["title"],
                "text": row["description"] or row["deliverable"],
                "owner": row["owner_department"] or row["owner"],
                "person": row["owner"] if row["owner_department"] else "",
                "when": self.span(row),
                "phase": phase_of(row),
                "measure": self.measure(row),
            }
            for row in self.summary.initiatives
            if row["block"] == block
        ]

    def indicators_of(self, block: str) -> list[Row]:
        """How the city will know for one building block."""
        rows = (row for row in self.summary.indicators if row["block"] == block)
        return [self._indicator(row) for row in rows]

    def indicators(self) -> list[tuple[str, str, list[Row]]]:
        """All of them, under their building blocks."""
        return [
            (block, name, [self._indicator(row) for row in rows])
            for block, name, rows in by_block(self.summary.indicators)
        ]

    def _indicator(self, row: Content) -> Row:
        values = [row["baseline_value"], row["target_1"], row["target_2"], row["target_3"]]
        shown = [self.number(value) for value in values]
        unit = {"name": row["name"], "unit": row["unit"], "today": shown[0], "last": shown[3]}
        chart = target_path(
            [None if value is None else Decimal(value) for value in values],
            row["block"],
            _("%(name)s: from %(today)s to %(last)s (%(unit)s)") % unit,
        )
        return {
            "name": row["name"],
            "definition": row["definition"],
            "unit": row["unit"],
            "today": shown[0],
            "today_note": self._baseline_note(row),
            "targets": shown[1:],
            "last": shown[3],
            "chart": chart,
            "frequency": str(Indicator.Frequency(row["frequency"]).label),
            "owner": row["owner"],
            "source": row["source"],
        }

    def _baseline_note(self, row: Content) -> str:
        """When it was measured, or by when it will be."""
        if row["baseline_on"]:
            day = formats.when(date.fromisoformat(row["baseline_on"]), "month", language())
            return _("measured in %(month)s") % {"month": day}
        if row["baseline_by"]:
            day = formats.when(date.fromisoformat(row["baseline_by"]), "month", language())
            return _("to be measured by %(month)s") % {"month": day}
        return ""

    def goals(self) -> list[tuple[str, str, list[Content]]]:
        return list(by_block(self.content["goals"]))

    def roadmap(self) -> Row:
        """The landscape plan: one bar per initiative, under the building blocks."""
        return {
            "scale": charts.gantt_scale(self.starts_on),
            "blocks": [
                (block, name, [self._bar(row) for row in rows])
                for block, name, rows in by_block(self.summary.initiatives)
            ],
            "total": self.thousands(self.summary.cost),
            "currency": self.city["currency"],
        }

    def _bar(self, row: Content) -> Row:
        drawing = plan_charts.bar(
            row["start_quarter"],
            row["end_quarter"],
            row["first_result_quarter"],
            [point["quarter"] for point in row["milestones"]],
            row["block"],
            "",
        )
        return {
            "title": row["title"],
            "owner": row["owner_department"] or row["owner"],
            "bar": titled(drawing, self._bar_words(row)),
            "phase": phase_of(row),
            "know": self.measure(row) or row["deliverable"],
            "cost": self.thousands(row["cost"]),
            "is_funded": row["is_funded"],
        }

    def _bar_words(self, row: Content) -> str:
        if row["first_result_quarter"] is None:
            return self.span(row)
        return _("%(span)s; first public result in %(quarter)s") % {
            "span": self.span(row),
            "quarter": self.quarter(row["first_result_quarter"]),
        }

    def budget(self) -> Row:
        """Money by kind and year, in thousands; each row and column adds up before rounding."""
        kinds = self.summary.budget()
        rows = [(str(kind.label), kinds[kind]) for kind in BudgetKind if kind in kinds]
        years = [sum(column, Decimal(0)) for column in zip(*kinds.values(), strict=True)]
        amounts = [[year[place] for _, year in rows] for place in range(len(years))]
        return {
            "rows": [self._budget_row(label, row) for label, row in rows],
            "total": self._budget_row(_("Total"), years),
            "funded": self.thousands(self.summary.funded),
            "missing": self.thousands(self.summary.cost - self.summary.funded),
            "currency": self.city["currency"],
            "bars": self._money_bars(amounts),
        }

    def _budget_row(self, label: str, row: list[Decimal]) -> Row:
        cells = [self.thousands(value) for value in row]
        return {"label": label, "years": cells, "total": self.thousands(sum(row, Decimal(0)))}

    def _money_bars(self, years: list[list[Decimal]]) -> SafeString:
        return money_bars(years, _("One bar for each year, divided into the kinds of cost"))


def by_block(rows: Iterable[Content]) -> Iterable[tuple[str, str, list[Content]]]:
    """Rows that come in the order of the building blocks, under the name of each."""
    for block, group in groupby(rows, lambda row: row["block"]):
        yield block, str(Block(block).label), list(group)


def phase_of(row: Content) -> str:
    """In words; early editions know no phases."""
    phase = row.get("phase", "")
    return str(Initiative.Phase(phase).label) if phase else ""


def language() -> str:
    return get_language() or "en"
