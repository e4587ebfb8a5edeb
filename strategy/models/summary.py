"""What a content amounts to: numbers, first lines and minutes. No row is read."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from lxml import html as markup

from cda.lib.blocks import BLOCKS
from strategy.models.content import Content
from strategy.models.text import plain

WORDS_A_MINUTE = 200
FIRST_RISKS = 3
YEARS, QUARTERS_A_YEAR = 3, 4
VISION, RISKS, POLICIES = "V1", "P6", "P7"
RISK_ROWS, POLICY_ROWS = ("risks", "risk"), ("policies", "title")
_SENTENCE = re.compile(r"(?<=[.!?])\s")
_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Summary:
    """A content, read by somebody who has three minutes."""

    content: Content

    @cached_property
    def initiatives(self) -> list[Content]:
        """All of them, each with its building block and goal, in reading order."""
        return [
            row | {"block": goal["block"], "goal": goal["title"]}
            for goal in self.content["goals"]
            for objective in goal["objectives"]
            for row in objective["initiatives"]
        ]

    @cached_property
    def indicators(self) -> list[Content]:
        return [
            row | {"block": goal["block"]}
            for goal in self.content["goals"]
            for row in goal["indicators"]
        ]

    @staticmethod
    def price(row: Content) -> Decimal:
        return Decimal(row["cost"])

    @cached_property
    def cost(self) -> Decimal:
        return sum((Decimal(row["cost"]) for row in self.initiatives), Decimal(0))

    @cached_property
    def funded(self) -> Decimal:
        """The part that is already in the budget."""
        paid = (Decimal(row["cost"]) for row in self.initiatives if row["is_funded"])
        return sum(paid, Decimal(0))

    @property
    def funded_percent(self) -> int:
        return int(100 * self.funded / self.cost) if self.cost else 100

    @property
    def early(self) -> int:
        """How many begin in the first quarter: the first hundred days."""
        return sum(row["start_quarter"] == 0 for row in self.initiatives)

    @cached_property
    def vision(self) -> str:
        """The first paragraph of the vision."""
        return next(iter(self._texts(VISION)), "")

    @cached_property
    def risks(self) -> list[str]:
        """The worst that are listed; else the first rows, items or sentences of the chapter."""
        listed = self._rows(*RISK_ROWS)
        return (listed or list(_lines(self._blocks(RISKS))))[:FIRST_RISKS]

    @cached_property
    def policies(self) -> int:
        """How many policies are listed: the signature covers them."""
        return len(self._rows(*POLICY_ROWS)) or sum(1 for _ in _lines(self._blocks(POLICIES)))

    def _rows(self, register: str, field: str) -> list[str]:
        """The rows of a register by their headings; of risks the worst ones first."""
        rows = [row["values"] for row in self.content.get("registers", {}).get(register, [])]
        rows.sort(key=_danger, reverse=True)
        return [str(row.get(field) or "") for row in rows]

    @cached_property
    def pillars(self) -> list[tuple[str, str]]:
        """Each building block with its first goal."""
        goals = {goal["block"]: goal["title"] for goal in reversed(self.content["goals"])}
        return [(block, goals.get(block, "")) for block in BLOCKS]

    @property
    def dearest(self) -> Content | None:
        return max(self.initiatives, key=lambda row: Decimal(row["cost"]), default=None)

    @property
    def first_result(self) -> Content | None:
        """The initiative whose first public result comes first."""
        known = [row for row in self.initiatives if row["first_result_quarter"] is not None]
        return min(known, key=lambda row: row["first_result_quarter"], default=None)

    @property
    def busiest(self) -> tuple[str, int] | None:
        """The department in charge of most initiatives."""
        departments = Counter(row["owner_department"] for row in self.initiatives)
        departments.pop("", None)
        return departments.most_common(1)[0] if departments else None

    @cached_property
    def minutes(self) -> int:
        """To read all of it."""
        count = sum(
            len(_TAGS.sub(" ", block["html"]).split())
            for section in self.content["sections"]
            for block in section["blocks"]
        )
        return minutes_for(count)

    def budget(self) -> dict[str, list[Decimal]]:
        """Money by kind and year: as the lines of the budget say, else as the plan costs."""
        return self.lines() or self.planned()

    def lines(self) -> dict[str, list[Decimal]]:
        """The lines of the budget, added up by kind and year; those without either are no part."""
        kinds: dict[str, list[Decimal]] = {}
        for row in self.content.get("registers", {}).get("budget", []):
            values = row["values"]
            kind, year, amount = (values.get(name) or "" for name in ("kind", "year", "amount"))
            if kind and year and amount:
                kinds.setdefault(kind, [Decimal(0)] * YEARS)[int(year) - 1] += Decimal(amount)
        return kinds

    def planned(self) -> dict[str, list[Decimal]]:
        """What the initiatives cost, spread evenly over the quarters of each."""
        kinds: dict[str, list[Decimal]] = {}
        for row in self.initiatives:
            years = kinds.setdefault(row["budget_kind"], [Decimal(0)] * YEARS)
            quarters = range(row["start_quarter"], row["end_quarter"] + 1)
            for quarter in quarters:
                years[quarter // QUARTERS_A_YEAR] += Decimal(row["cost"]) / len(quarters)
        return kinds

    def _blocks(self, code: str) -> list[str]:
        return [
            block["html"]
            for section in self.content["sections"]
            if section["code"] == code
            for block in section["blocks"]
        ]

    def _texts(self, code: str) -> Iterator[str]:
        return (plain(html) for html in self._blocks(code) if html.startswith("<p"))


def _danger(values: Content) -> int:
    """Likelihood and impact together; other rows stay in their order."""
    said = (str(values.get(name) or "0") for name in ("likelihood", "impact"))
    return sum(int(value) for value in said if value.isdigit())


def minutes_for(words: int) -> int:
    return max(1, round(words / WORDS_A_MINUTE))


def _lines(blocks: list[str]) -> Iterator[str]:
    """One line for each row or item; where there is neither, the first sentences."""
    listed = [html for html in blocks if html.startswith(("<table", "<ul", "<ol"))]
    if not listed:
        paragraphs = [plain(html) for html in blocks if html.startswith("<p")]
        yield from (_SENTENCE.split(text, maxsplit=1)[0] for text in paragraphs)
        return
    for html in listed[:1]:
        for row in markup.fragment_fromstring(html, create_parent="div").iter("td", "li"):
            if row.tag == "li" or row.getprevious() is None:
                yield " ".join(row.text_content().split())
