"""The canonical content: the same text gives the same fingerprint, one letter more another."""

import json
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strategy.models import Milestone, Section, Strategy
from strategy.models.content import canonical, canonical_json, fingerprint
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def strategy(participation, lead):
    """Two sections and a small plan."""
    strategy = factories.StrategyFactory(participation=participation)
    factories.SectionFactory(
        strategy=strategy, code="V1", position=1, blocks=[{"id": "a", "html": "<p>Visión.</p>"}]
    )
    factories.SectionFactory(strategy=strategy, code="A6", position=2, title="Nuestra casa")
    plan(strategy, lead)
    return strategy


def plan(strategy, owner, block="governance"):
    goal = factories.GoalFactory(strategy=strategy, block=block)
    objective = factories.ObjectiveFactory(goal=goal)
    initiative = factories.InitiativeFactory(objective=objective, owner=owner, cost=Decimal(90000))
    Milestone.objects.create(initiative=initiative, city=strategy.city, title="Acta", quarter=1)
    factories.IndicatorFactory(
        goal=goal,
        owner=owner,
        baseline_value=Decimal("40"),
        baseline_on=date(2026, 5, 1),
        target_3=Decimal("100.00"),
    )
    return goal


def changed(strategy, row, **fields):
    """The fingerprint after a change that comes from the database, as in production."""
    type(row).objects.filter(pk=row.pk).update(**fields)
    return fingerprint(canonical(Strategy.objects.get(pk=strategy.pk)))


def test_content_names_city_text_and_plan(strategy):
    content = canonical(strategy)
    assert content["city"]["full_name"] == "Valle Sereno, Jalisco, México"
    assert [part["title"] for part in content["sections"]] == ["Visión a tres años", "Nuestra casa"]
    initiative = content["goals"][0]["objectives"][0]["initiatives"][0]
    assert initiative["owner"] == "Carla Peña"
    assert initiative["cost"] == "90000.00"
    assert initiative["milestones"] == [{"title": "Acta", "quarter": 1}]
    indicator = content["goals"][0]["indicators"][0]
    assert (indicator["baseline_value"], indicator["target_1"]) == ("40.00", None)
    assert indicator["baseline_on"] == "2026-05-01"


def test_content_survives_the_database(strategy):
    content = canonical(strategy)
    assert json.loads(canonical_json(content)) == content
    assert fingerprint(json.loads(json.dumps(content))) == fingerprint(content)


def test_canonical_json_is_sorted_and_without_spaces():
    assert canonical_json({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'.encode()


def test_fingerprint_is_the_same_for_composed_and_decomposed_letters(strategy):
    before = fingerprint(canonical(strategy))
    assert changed(strategy, strategy, title=unicodedata.normalize("NFD", strategy.title)) == before


def test_fingerprint_is_the_same_after_reading_again(strategy):
    once = fingerprint(canonical(strategy))
    assert fingerprint(canonical(Strategy.objects.get(pk=strategy.pk))) == once


@pytest.mark.parametrize(
    "letter", ["<p>Visión </p>", "<p>visión.</p>", "<p>Visi\u00f3n.\u00a0</p>"]
)
def test_fingerprint_moves_with_every_letter(strategy, letter):
    before = fingerprint(canonical(strategy))
    section = Section.objects.get(strategy=strategy, code="V1")
    assert changed(strategy, section, blocks=[{"id": "a", "html": letter}]) != before


@pytest.mark.parametrize(
    "fields",
    [
        {"cost": Decimal("90000.01")},
        {"end_quarter": 4},
        {"owner": None},
        {"is_funded": True},
        {"title": "City data committee."},
        {"description": "x"},
    ],
)
def test_fingerprint_moves_with_every_fact_of_the_plan(strategy, fields):
    before = fingerprint(canonical(strategy))
    goal = strategy.goals.get()
    initiative = goal.objectives.get().initiatives.get()
    assert changed(strategy, initiative, **fields) != before


def test_fingerprint_forgets_the_clock_and_the_address(strategy):
    before = fingerprint(canonical(strategy))
    assert changed(strategy, strategy, minor=7, due_on=date(2027, 1, 1)) == before


def test_hidden_sections_do_not_belong_to_the_text(strategy):
    section = Section.objects.get(strategy=strategy, code="V1")
    changed(strategy, section, is_hidden=True)
    assert [part["code"] for part in canonical(strategy)["sections"]] == ["A6"]


def test_goals_stand_in_the_order_of_the_building_blocks(strategy, lead):
    plan(strategy, lead, "transparency")
    plan(strategy, lead, "quality")
    blocks = [goal["block"] for goal in canonical(strategy)["goals"]]
    assert blocks == ["governance", "quality", "transparency"]


def test_content_costs_the_same_queries_for_one_goal_and_for_three(strategy, lead):
    def queries():
        fresh = Strategy.objects.select_related("city").get(pk=strategy.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            canonical(fresh)
        return len(queries)

    with_one = queries()
    plan(strategy, lead, "quality")
    plan(strategy, lead, "use")
    assert queries() == with_one == 10
