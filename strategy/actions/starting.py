"""Begin an initiative from another one: an example, or one of an earlier plan."""

from django.db import transaction

from cda.accounts.models import User
from strategy.actions.planning import Point, add_row
from strategy.models import Goal, Initiative, Objective, Strategy
from strategy.models.examples import Example, copy_of


@transaction.atomic
def start_from_example(
    strategy: Strategy, example: Example, objective: Objective | None, *, by: User
) -> Initiative:
    """Under the objective, or, where the block is empty, under a goal and objective of its own."""
    row = example.row(strategy.language)
    row.objective = objective or _objective_for(strategy, example, by=by)
    points = [Point(*point) for point in example.milestones(strategy.language)]
    add_row(row, milestones=points, by=by)
    return row


def _objective_for(strategy: Strategy, example: Example, *, by: User) -> Objective:
    """The first objective of the block; made where there is none."""
    goals = Goal.objects.filter(strategy=strategy, block=example.block).order_by("position", "pk")
    goal_title, objective_title = example.above(strategy.language)
    goal = goals.first()
    if goal is None:
        goal = Goal(strategy=strategy, block=example.block, title=goal_title)
        add_row(goal, by=by)
    objective = Objective.objects.filter(goal=goal).order_by("position", "pk").first()
    if objective is None:
        objective = Objective(goal=goal, title=objective_title)
        add_row(objective, by=by)
    return objective


@transaction.atomic
def start_from_earlier(earlier: Initiative, objective: Objective, *, by: User) -> Initiative:
    """A copy of an earlier initiative with its milestones, to be owned and dated anew."""
    row = copy_of(earlier)
    row.objective = objective
    points = earlier.milestones.order_by("position", "pk").values_list("title", "quarter")
    add_row(row, milestones=[Point(*point) for point in points], by=by)
    return row
