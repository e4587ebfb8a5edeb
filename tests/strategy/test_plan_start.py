"""An initiative begun from an example, or from the city's earlier plan."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from strategy.models import Block, Goal, Initiative, Milestone, Objective, Strategy
from strategy.models.examples import example, examples
from strategy.models.plan import QUARTERS
from tests import factories

HERE = "valle-sereno"


def path():
    return reverse("strategy:plan_start", args=[HERE])


def test_three_examples_for_each_block_in_three_languages():
    assert list(examples()) == [block.value for block in Block]
    seen = set()
    for block, rows in examples().items():
        assert len(rows) == 3
        for row in rows:
            seen.add(row.code)
            assert len(row.above("es")) == 2
            for language in ("en", "es", "pt-br"):
                with override(language):
                    assert row.title
                    assert row.description
                initiative = row.row(language)
                initiative.clean_fields(exclude=["objective", "city", "owner"])
                first, end = initiative.first_result_quarter, initiative.end_quarter
                assert initiative.start_quarter <= first <= end < QUARTERS, (block, row.code)
                assert all(0 <= point < QUARTERS for _, point in row.milestones(language))
    assert len(seen) == 15
    assert example("nothing") is None


def test_an_empty_block_begins_with_an_example(signed_in, lead, strategy):
    client = signed_in(lead)
    page = client.get(reverse("strategy:plan_detail", args=[HERE])).content.decode()
    assert page.count("Use as a start") == 15
    answer = client.post(path(), {"example": "data-school"})
    row = Initiative.objects.get()
    assert answer.url.endswith(f"/initiatives/{row.key}/")
    assert (row.title, row.objective.goal.block) == (
        "Escuela de datos para el personal",
        "capacity",
    )
    assert Milestone.objects.get().initiative == row
    client.post(path(), {"example": "data-posts"})
    assert (Goal.objects.count(), Objective.objects.count()) == (1, 1)


def test_under_an_objective(signed_in, lead, initiative):
    client = signed_in(lead)
    objective = initiative.objective
    page = client.get(path(), {"objective": objective.key}).content.decode()
    assert page.count("Use as a start") == 3
    client.post(path(), {"example": "data-policy", "objective": objective.key})
    assert objective.initiatives.count() == 2
    assert client.post(path()).status_code == 422
    assert client.get(path()).content.decode().count("Use as a start") == 15
    assert client.get(path(), {"objective": "x"}).status_code == 404
    assert client.get(path(), {"objective": "x" * 22}).status_code == 404
    assert client.post(path(), {"objective": "\x00"}).status_code == 404


def test_from_the_earlier_plan(signed_in, lead, strategy, initiative):
    cohort = factories.CohortFactory(number=9)
    before = factories.ParticipationFactory(city=strategy.city, cohort=cohort)
    old = factories.StrategyFactory(
        participation=before, starts_on=date(2023, 1, 1), ends_on=date(2025, 12, 31), title="Old"
    )
    objective = factories.ObjectiveFactory(goal=factories.GoalFactory(strategy=old))
    row = factories.InitiativeFactory(objective=objective, title="Once", owner=lead, cost=70)
    Milestone.objects.create(city=strategy.city, initiative=row, title="Done", quarter=2)
    client, here = signed_in(lead), initiative.objective.key
    assert "Once" in client.get(path(), {"objective": here}).content.decode()
    client.post(path(), {"earlier": row.key, "objective": here})
    copy = Initiative.objects.get(title="Once", objective=initiative.objective)
    assert (copy.owner, copy.cost, copy.milestones.get().title) == (None, 70, "Done")
    assert client.post(path(), {"earlier": row.key}).status_code == 404
    assert client.post(path(), {"earlier": "x", "objective": here}).status_code == 404


@pytest.mark.parametrize("who", ["coach", "mayor"])
def test_only_the_team_starts(signed_in, request, strategy, who):
    assert signed_in(request.getfixturevalue(who)).post(path()).status_code == 403


def test_a_closed_plan_starts_nothing(signed_in, lead, strategy):
    Strategy.objects.update(status="coach_review")
    assert signed_in(lead).post(path(), {"example": "data-school"}).status_code == 409
