"""The rows of a plan, read once for everything that asks about them."""

from collections.abc import Sequence
from typing import NamedTuple

from strategy.models.document import Strategy
from strategy.models.plan import Goal, Indicator, Initiative, Milestone, Objective


class PlanRows(NamedTuple):
    """All of them, each kind in its own order within its parent, and joined to their parents."""

    goals: Sequence[Goal]
    objectives: Sequence[Objective]
    initiatives: Sequence[Initiative]
    milestones: Sequence[Milestone]
    indicators: Sequence[Indicator]


def plan_rows(strategy: Strategy) -> PlanRows:
    """Five queries, whatever the size of the plan."""
    goals = list(Goal.objects.filter(strategy=strategy).order_by("position", "pk"))
    objectives = list(
        Objective.objects.filter(goal__strategy=strategy).order_by("goal_id", "position", "pk")
    )
    initiatives = list(
        Initiative.objects.filter(objective__goal__strategy=strategy)
        .select_related("owner", "depends_on", "measured_by")
        .order_by("objective_id", "position", "pk")
    )
    indicators = Indicator.objects.filter(goal__strategy=strategy).select_related("owner")
    points = Milestone.objects.filter(initiative__objective__goal__strategy=strategy)
    _join(goals, objectives, initiatives)
    return PlanRows(
        goals,
        objectives,
        initiatives,
        list(points.order_by("initiative_id", "position", "pk")),
        list(indicators.order_by("goal_id", "position", "pk")),
    )


def _join(goals: list[Goal], objectives: list[Objective], initiatives: list[Initiative]) -> None:
    """Each knows its parent without another question."""
    goal_of = {goal.pk: goal for goal in goals}
    objective_of = {objective.pk: objective for objective in objectives}
    for objective in objectives:
        objective.goal = goal_of[objective.goal_id]
    for initiative in initiatives:
        initiative.objective = objective_of[initiative.objective_id]
