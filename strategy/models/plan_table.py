"""The plan as people read it: by building block, by owner or by date, with its sums."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import get_language

from cda.lib.blocks import block_number
from cda.lib.formats import month_span, quarter_start
from strategy.models.blocks import Block
from strategy.models.document import Strategy
from strategy.models.loads import Load, Totals, loads_of, totals_of
from strategy.models.plan import Goal, Indicator, Initiative, Milestone, Objective

Keep = Callable[["Bar"], bool]


@dataclass(frozen=True)
class Bar:
    """An initiative as a row with a bar."""

    initiative: Initiative
    goal: Goal
    starts_on: date
    ends_on: date

    @property
    def owner(self) -> str:
        return owner_of(self.initiative)

    @property
    def measure(self) -> str:
        """How we will know: the indicator that was named for it."""
        return self.initiative.measured_by.name if self.initiative.measured_by else ""

    @property
    def points(self) -> list[int]:
        """The quarters of its milestones."""
        return [point.quarter for point in self.initiative.points]  # type: ignore[attr-defined]  # prefetched

    @property
    def is_early(self) -> bool:
        """Does it begin in the first hundred days?"""
        return self.initiative.start_quarter == 0

    @property
    def words(self) -> str:
        """Apr 2026 to Dec 2028, in the reader's language."""
        return month_span(self.starts_on, self.ends_on, get_language() or "en")


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

    def departments(self) -> list[str]:
        """Who is in charge of anything, in the order of the alphabet."""
        return sorted({bar.initiative.owner_department for bar in self.bars} - {""})

    def only(self, keep: Keep) -> "Plan":
        """The same plan with these initiatives: the other rows are left out of sight."""
        for goal in self.goals:
            for objective in goal.rows:  # type: ignore[attr-defined]  # prefetched
                objective.bars = [bar for bar in objective.bars if keep(bar)]
        return replace(self, bars=[bar for bar in self.bars if keep(bar)])


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
        Initiative.objects.select_related("owner", "measured_by", "depends_on").order_by(
            "position", "pk"
        ),
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
    return Bar(
        initiative=row,
        goal=goal,
        starts_on=quarter_start(strategy.starts_on, row.start_quarter),
        ends_on=quarter_start(strategy.starts_on, row.end_quarter + 1) - timedelta(days=1),
    )


def owner_of(row: Initiative) -> str:
    """The accountable person, and the department they answer for."""
    return ", ".join(filter(None, [row.owner.name if row.owner else "", row.owner_department]))
