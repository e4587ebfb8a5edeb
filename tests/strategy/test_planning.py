"""The plan: rows in their order, versions that refuse stale words, sums that add up."""

from decimal import Decimal

import pytest

from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cohorts.models import Participation
from strategy.actions import planning
from strategy.actions.planning import Point
from strategy.models import Goal, Indicator, Initiative, Milestone, Objective, Strategy
from strategy.models.loads import spread
from strategy.models.plan_table import plan_of
from tests import factories


def verbs():
    return list(Entry.objects.order_by("seq").values_list("verb", flat=True))


def test_add_rows_one_after_the_other(strategy, lead):
    first = planning.add_row(Goal(strategy=strategy, block="use", title="A"), by=lead)
    second = planning.add_row(Goal(strategy=strategy, block="use", title="B"), by=lead)
    other = planning.add_row(Goal(strategy=strategy, block="quality", title="C"), by=lead)
    assert [first.position, second.position, other.position] == [0, 1, 0]
    objective = planning.add_row(Objective(goal=first, title="O"), by=lead)
    row = Initiative(objective=objective, title="I", owner=lead)
    initiative = planning.add_row(row, milestones=[Point("Act", 0), Point("List", 2)], by=lead)
    planning.add_row(Indicator(goal=first, name="K"), by=lead)
    assert list(
        Milestone.objects.filter(initiative=initiative)
        .order_by("position")
        .values_list("title", "quarter", "position")
    ) == [("Act", 0, 0), ("List", 2, 1)]
    assert Participation.objects.get().progress == [0, 0, 50, 0, 0]
    assert verbs() == ["goal.added"] * 3 + [
        "objective.added",
        "initiative.added",
        "indicator.added",
    ]
    assert {row.city_id for row in [first, objective, initiative]} == {strategy.city_id}


def test_edit_row_over_the_version_it_was_typed_on(initiative, lead):
    initiative.title = "Better"
    assert planning.edit_row(initiative, base_version=1, milestones=[Point("M", 3)], by=lead)
    stale = Initiative.objects.select_related("objective__goal").get(pk=initiative.pk)
    stale.title = "Late"
    assert not planning.edit_row(stale, base_version=1, by=lead)
    saved = Initiative.objects.get()
    assert (saved.title, saved.version, saved.position) == ("Better", 2, 0)
    assert Milestone.objects.get().title == "M"
    assert verbs() == ["initiative.changed"]


def test_milestones_are_known_by_their_place(initiative, lead):
    first = [Point("One", 0), Point("Two", 1), Point("Three", 2)]
    planning.edit_row(initiative, base_version=1, milestones=first, by=lead)
    keys = list(Milestone.objects.order_by("position").values_list("key", flat=True))
    planning.edit_row(initiative, base_version=2, milestones=[Point("Uno", 5)], by=lead)
    kept = Milestone.objects.get()
    assert (kept.key, kept.title, kept.quarter) == (keys[0], "Uno", 5)


def test_move_rows(strategy, lead):
    goals = [factories.GoalFactory(strategy=strategy, title=title) for title in "ABC"]

    def order():
        return "".join(Goal.objects.order_by("position").values_list("title", flat=True))

    planning.move_row(goals[2], step=-1, by=lead)
    assert order() == "ACB"
    planning.move_row(goals[2], step=-1, by=lead)
    planning.move_row(goals[2], step=-1, by=lead)
    assert order() == "CAB"
    planning.move_row(goals[1], step=1, by=lead)
    assert order() == "CAB"
    assert verbs() == ["goal.moved"] * 4


@pytest.mark.parametrize("name", ["objective", "initiative", "indicator"])
def test_move_rows_of_every_kind(goal, initiative, indicator, lead, name):
    row = {"objective": initiative.objective, "initiative": initiative, "indicator": indicator}[
        name
    ]
    planning.move_row(row, step=1, by=lead)
    assert verbs() == [f"{name}.moved"]


def test_delete_takes_what_is_under_it(goal, initiative, indicator, lead):
    planning.edit_row(initiative, base_version=1, milestones=[Point("M", 3)], by=lead)
    other = factories.InitiativeFactory(
        objective=factories.ObjectiveFactory(goal=factories.GoalFactory(strategy=goal.strategy)),
        depends_on=initiative,
    )
    planning.delete_row(goal, by=lead)
    assert list(Initiative.objects.all()) == [other]
    other.refresh_from_db()
    assert other.depends_on is None
    assert Indicator.objects.count() == 0
    assert Milestone.objects.count() == 0
    assert Entry.objects.get(verb="goal.deleted").note["title"] == "Every register has an owner"


def test_nothing_is_planned_while_others_read(goal, initiative, lead):
    Strategy.objects.update(status="mayor_review")
    acts = [
        lambda: planning.add_row(Goal(strategy=goal.strategy, block="use", title="A"), by=lead),
        lambda: planning.edit_row(initiative, base_version=1, by=lead),
        lambda: planning.move_row(goal, step=1, by=lead),
        lambda: planning.delete_row(goal, by=lead),
    ]
    for act in acts:
        with pytest.raises(RuleBroken, match="cannot be changed while"):
            act()


def test_plan_of_reads_everything_in_five_queries(strategy, lead, django_assert_num_queries):
    for block in ("use", "governance", "use"):
        goal = factories.GoalFactory(strategy=strategy, block=block, title=block)
        measure = factories.IndicatorFactory(goal=goal, name=f"{block} measured")
        objective = factories.ObjectiveFactory(goal=goal)
        factories.InitiativeFactory(
            objective=objective, owner=lead, cost=1200, is_funded=block == "use",
            measured_by=measure,
            budget_kind="people", start_quarter=2, end_quarter=5,
        )  # fmt: skip
        factories.InitiativeFactory(
            objective=objective, owner_department="Finance", cost=300, start_quarter=4,
            end_quarter=11,
        )  # fmt: skip
    with django_assert_num_queries(5):
        plan = plan_of(strategy)
        assert [goal.block for goal in plan.goals] == ["governance", "use", "use"]
        assert [block.value for block, goals in plan.blocks() if goals] == ["governance", "use"]
        assert plan.size == 6
        assert plan.count_ownerless == 3
        assert plan.bars[0].owner == "Carla Peña"
        assert plan.bars[0].words == "Jul 2027 to Jun 2028"
        assert plan.bars[0].measure == "governance measured"
        assert plan.bars[1].measure == ""
        assert plan.indicators[0].name == "governance measured"
        by_owner = plan.bars_by("owner")
        assert [(name, len(rows)) for name, rows in by_owner] == [("Carla Peña", 3), ("Finance", 3)]
        assert [name for name, _ in plan.bars_by("date")] == ["2", "4"]
        busy, finance = plan.loads
        assert (busy.owner, busy.most, busy.busiest) == ("Carla Peña", 3, 2)
        assert (finance.owner, finance.quarters[3], finance.quarters[11]) == ("Finance", 0, 3)
    totals = plan.totals
    assert totals.total == 4500
    assert totals.funded == 2400
    assert totals.open == 2100
    assert totals.by_kind == [("People", 3600), ("Practice", 900), ("Platform", 0)]
    assert sum(amount for _, amount in totals.by_year) == totals.total
    assert totals.by_year[2] == (3, Decimal("450.00"))
    assert {block: amount for block, _, amount in totals.by_block}["use"] == 3000


def test_plan_of_nothing(strategy):
    plan = plan_of(strategy)
    assert plan.totals.total == 0
    assert plan.loads == []
    assert plan.bars_by("owner") == []


@pytest.mark.parametrize("cost", ["0", "0.01", "100", "99.99", "1000000.01"])
@pytest.mark.parametrize(("start", "end"), [(0, 0), (0, 11), (3, 4), (2, 9)])
def test_spread_adds_up_to_the_cent(cost, start, end):
    row = Initiative(cost=Decimal(cost), start_quarter=start, end_quarter=end)
    shares = spread(row)
    assert sum(shares.values()) == Decimal(cost)
    assert list(shares) == sorted({quarter // 4 for quarter in range(start, end + 1)})
