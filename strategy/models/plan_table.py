"""The plan as people read it: by building block, by owner or by date, with its sums."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language

from cda.lib.blocks import block_number
from cda.lib.formats import month_span, quarter_start
from strategy.models.blocks import Block, BudgetKind
from strategy.models.document import HORIZON_YEARS, Strategy
from strategy.models.plan import QUARTERS, Goal, Indicator, Initiative, Milestone, Objective

QUARTERS_A_YEAR = QUARTERS // HORIZON_YEARS
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Bar:
    """An initiative as a row with a bar."""

    initiative: Initiative
    goal: Goal
    starts_on: date
    ends_on: date
    measure: str

    @property
    def owner(self) -> str:
        return owner_of(self.initiative)

    @property
    def words(self) -> str:
        """Apr 2026 to Dec 2028, in the reader's language."""
        return month_span(self.starts_on, self.ends_on, get_language() or "en")


@dataclass(frozen=True)
class Totals:
    """What it costs: by year, by kind, and what of it has its money."""

    total: Decimal
    funded: Decimal
    by_kind: Sequence[tuple[str, Decimal]]
    by_year: Sequence[tuple[int, Decimal]]

    @property
    def open(self) -> Decimal:
        return self.total - self.funded


@dataclass(frozen=True)
class Load:
    """How many initiatives one owner has at once, quarter by quarter."""

    owner: str
    quarters: Sequence[int]

    @property
    def most(self) -> int:
        return max(self.quarters)

    @property
    def busiest(self) -> int:
        """The first quarter with the most."""
        return list(self.quarters).index(self.most)


@dataclass(frozen=True)
class Plan:
    """Everything on the page of the plan, read in five queries."""

    strategy: Strategy
    goals: Sequence[Goal]
    bars: Sequence[Bar]
    indicators: Sequence[Indicator]

    @property
    def size(self) -> int:
        """How many initiatives."""
        return len(self.bars)

    @property
    def count_ownerless(self) -> int:
        return sum(bar.initiative.owner_id is None for bar in self.bars)

    @property
    def totals(self) -> Totals:
        return totals_of([bar.initiative for bar in self.bars])

    @property
    def loads(self) -> list[Load]:
        return loads_of([bar.initiative for bar in self.bars])

    def bars_by(self, view: str) -> list[tuple[str, list[Bar]]]:
        """The rows under headings: the owner's name, or the quarter in which they begin."""
        if view == "owner":
            return _grouped(sorted(self.bars, key=lambda bar: bar.owner.lower()), lambda b: b.owner)
        ordered = sorted(self.bars, key=lambda bar: bar.initiative.start_quarter)
        return _grouped(ordered, lambda bar: str(bar.initiative.start_quarter))

    def blocks(self) -> list[tuple[Block, list[Goal]]]:
        """All five, in their order, with their goals."""
        return [(block, [goal for goal in self.goals if goal.block == block]) for block in Block]


def _grouped(bars: Iterable[Bar], key: Any) -> list[tuple[str, list[Bar]]]:
    return [(name, list(rows)) for name, rows in groupby(bars, key)]


def plan_of(strategy: Strategy) -> Plan:
    """The whole plan; each goal carries `rows` (objectives with `bars`) and `measures`."""
    goals = sorted(
        Goal.objects.filter(strategy=strategy).prefetch_related(*_under_goals()),
        key=lambda goal: (block_number(goal.block), goal.position, goal.pk),
    )
    bars: list[Bar] = []
    for goal in goals:
        for objective in goal.rows:  # type: ignore[attr-defined]  # prefetched
            for row in objective.works:
                row.objective, objective.goal = objective, goal
            objective.bars = [_bar(strategy, goal, row) for row in objective.works]
            bars += objective.bars
    indicators = [row for goal in goals for row in goal.measures]  # type: ignore[attr-defined]  # prefetched
    return Plan(strategy, goals, bars, indicators)


def _under_goals() -> list[Prefetch]:
    works = Prefetch(
        "initiatives",
        Initiative.objects.select_related("owner").order_by("position", "pk"),
        to_attr="works",
    )
    points = Prefetch(
        "rows__works__milestones", Milestone.objects.order_by("position", "pk"), to_attr="points"
    )
    return [
        Prefetch(
            "objectives",
            Objective.objects.order_by("position", "pk").prefetch_related(works),
            to_attr="rows",
        ),
        points,
        Prefetch(
            "indicators",
            Indicator.objects.select_related("owner").order_by("position", "pk"),
            to_attr="measures",
        ),
    ]


def _bar(strategy: Strategy, goal: Goal, row: Initiative) -> Bar:
    measures: Sequence[Indicator] = goal.measures  # type: ignore[attr-defined]  # prefetched
    return Bar(
        initiative=row,
        goal=goal,
        starts_on=quarter_start(strategy.starts_on, row.start_quarter),
        ends_on=quarter_start(strategy.starts_on, row.end_quarter + 1) - timedelta(days=1),
        measure=measures[0].name if measures else "",
    )


def owner_of(row: Initiative) -> str:
    """The accountable person, and the department they answer for."""
    return ", ".join(filter(None, [row.owner.name if row.owner else "", row.owner_department]))


def totals_of(rows: Sequence[Initiative]) -> Totals:
    """The sums. A cost is spread evenly over the quarters of its initiative."""
    kinds: dict[str, Decimal] = defaultdict(Decimal)
    years = [Decimal(0)] * HORIZON_YEARS
    for row in rows:
        kinds[row.budget_kind] += row.cost
        for year, amount in spread(row).items():
            years[year] += amount
    return Totals(
        total=sum((row.cost for row in rows), Decimal(0)),
        funded=sum((row.cost for row in rows if row.is_funded), Decimal(0)),
        by_kind=[(str(kind.label), kinds[kind]) for kind in BudgetKind],
        by_year=list(enumerate(years, start=1)),
    )


def spread(row: Initiative) -> Mapping[int, Decimal]:
    """Its cost by year, to the cent: the last year takes what rounding left."""
    quarters = range(row.start_quarter, row.end_quarter + 1)
    years = [quarter // QUARTERS_A_YEAR for quarter in quarters]
    shares = {
        year: (row.cost * years.count(year) / len(years)).quantize(CENT) for year in set(years)
    }
    shares[years[-1]] += row.cost - sum(shares.values())
    return shares


def loads_of(rows: Sequence[Initiative]) -> list[Load]:
    """Owners with their quarters, the busiest first."""
    counts: dict[str, list[int]] = {}
    for row in rows:
        if owner := (row.owner.name if row.owner else row.owner_department):
            quarters = counts.setdefault(owner, [0] * QUARTERS)
            for quarter in range(row.start_quarter, row.end_quarter + 1):
                quarters[quarter] += 1
    loads = [Load(owner, quarters) for owner, quarters in counts.items()]
    return sorted(loads, key=attrgetter("most"), reverse=True)
