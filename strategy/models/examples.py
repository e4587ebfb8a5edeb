"""Initiatives to start from: three of our own for each building block, and the city's earlier ones.

The examples stand in `strategy/data/initiatives.json`, in three languages; they are read once.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from cda.lib.translated import localised
from strategy.models.document import Strategy
from strategy.models.plan import Initiative

DATA = Path(__file__).resolve().parent.parent / "data" / "initiatives.json"
# What an example says besides its words, and what a copy takes from an earlier row.
FACTS = (
    "start_quarter", "end_quarter", "first_result_quarter", "budget_kind", "phase", "is_quick_win",
)  # fmt: skip
COPIED = (
    "title", "description", "owner_department", "support", "partner", "cost", "funding_source",
    "deliverable", "priority", "core_process", "section_code", *FACTS,
)  # fmt: skip
WORDS = ("title", "description", "deliverable")
MOST_EARLIER = 60


@dataclass(frozen=True)
class Example:
    """One initiative in our own words."""

    code: str
    block: str
    told: Mapping[str, Any]

    @property
    def title(self) -> str:
        """In the reader's language."""
        return localised(self.told["title"])

    @property
    def description(self) -> str:
        return localised(self.told["description"])

    def row(self, language: str) -> Initiative:
        """As a row in the language of the strategy, not saved and without a place."""
        words = {name: localised(self.told[name], language) for name in WORDS}
        return Initiative(**words, **{name: self.told[name] for name in FACTS})

    def milestones(self, language: str) -> list[tuple[str, int]]:
        return [
            (localised(point["title"], language), point["quarter"])
            for point in self.told["milestones"]
        ]

    def above(self, language: str) -> tuple[str, str]:
        """A goal and an objective under which it can stand."""
        block = _data()[self.block]
        return localised(block["goal"], language), localised(block["objective"], language)


def examples() -> dict[str, list[Example]]:
    """Three for each building block."""
    return {
        block: [Example(row["code"], block, row) for row in told["initiatives"]]
        for block, told in _data().items()
    }


def example(code: str) -> Example | None:
    found = (row for rows in examples().values() for row in rows if row.code == code)
    return next(found, None)


def earlier(strategy: Strategy) -> QuerySet[Initiative]:
    """The initiatives of the city's earlier strategies, the newest first."""
    rows = Initiative.objects.filter(city_id=strategy.city_id)
    others = rows.exclude(objective__goal__strategy_id=strategy.pk)
    around = others.select_related("objective__goal__strategy", "owner")
    return around.order_by("-objective__goal__strategy__starts_on", "title", "pk")[:MOST_EARLIER]


def copy_of(row: Initiative) -> Initiative:
    """The same words and facts, without owner, place and links: those are decided anew."""
    return Initiative(**{name: getattr(row, name) for name in COPIED})


@functools.cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))["blocks"]
    return data
