"""The table of the plan as an editor, cell by cell; the ways to look at it; what it adds up."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from strategy.actions import planning
from strategy.models import Indicator, Initiative, Milestone, PlanRevision, Strategy
from strategy.models.plan_table import plan_of
from strategy.models.roadmap import bands_of, waits_of
from strategy.models.targets import targets_chart, targets_words
from tests import factories
from tests.strategy.test_drafting_views import count_queries

HERE = "valle-sereno"
HTMX = {"hx-request": "true", "hx-current-url": "https://testserver/x?view=owner&hide=budget"}


def url(name, *keys):
    return reverse(f"strategy:{name}", args=[HERE, *keys])


def cell(row, name):
    noun = type(row).__name__.lower()
    return url(f"{noun}_cell", row.key, name)


@pytest.fixture
def page(signed_in, lead):
    """The plan as its lead sees it."""
    client = signed_in(lead)
    return lambda **words: client.get(url("plan_detail"), words).content.decode()


@pytest.mark.parametrize("name", ["owner", "when", "phase", "measure", "cost"])
def test_every_cell_of_an_initiative_opens_and_closes(signed_in, lead, initiative, name):
    client, path = signed_in(lead), cell(initiative, name)
    opened = client.get(path, headers=HTMX).content.decode()
    assert opened.lstrip().startswith("<form")
    assert "autofocus" in opened
    closed = client.get(path, {"read": 1}, headers=HTMX).content.decode()
    assert "<form" not in closed
    assert re.search(r'<a class="cl"[^>]* autofocus', closed)
    assert "<html" in client.get(path).content.decode()
    assert client.get(path, {"read": 1}).status_code == 302


@pytest.mark.parametrize("name", ["today", "targets", "owner"])
def test_every_cell_of_an_indicator_opens_and_closes(signed_in, lead, indicator, name):
    client, path = signed_in(lead), cell(indicator, name)
    assert "<form" in client.get(path, headers=HTMX).content.decode()
    assert "autofocus" in client.get(path, {"read": 1}, headers=HTMX).content.decode()
    data = {"base_version": 1, "direction": "down", "frequency": "yearly", "target_1": "5"}
    assert client.post(path, data, headers=HTMX).status_code == 200


def test_a_cell_writes_its_own_field_and_nothing_else(signed_in, lead, initiative):
    planning.edit_row(
        Initiative.objects.select_related("objective__goal").get(pk=initiative.pk),
        base_version=1,
        milestones=[planning.Point("Act signed", 2)],
        by=lead,
    )
    data = {"base_version": 2, "cost": "90,000.5", "budget_kind": "people", "is_funded": "on"}
    answer = signed_in(lead).post(cell(initiative, "cost"), data, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "90,000.50" in text
    assert 'id="sums"' in text
    assert 'id="facts"' in text
    initiative.refresh_from_db()
    assert (initiative.cost, initiative.version, initiative.title) == (
        Decimal("90000.50"), 3, "City data committee",
    )  # fmt: skip
    assert Milestone.objects.get().title == "Act signed"


def test_a_page_whose_address_is_none(signed_in, lead, initiative):
    strange = HTMX | {"hx-current-url": "http://[x?view=owner"}
    data = {"base_version": 1, "phase": "expansion"}
    assert signed_in(lead).post(cell(initiative, "phase"), data, headers=strange).status_code == 200


def test_a_cell_says_what_is_wrong_and_keeps_what_was_typed(signed_in, lead, initiative):
    client = signed_in(lead)
    data = {"base_version": 1, "start_quarter": 5, "end_quarter": 2}
    answer = client.post(cell(initiative, "when"), data, headers=HTMX)
    assert answer.status_code == 422
    assert "It cannot end before it starts." in answer.content.decode()
    answer = client.post(cell(initiative, "cost"), {"base_version": 1, "cost": "many"})
    assert answer.status_code == 422
    assert 'value="many"' in answer.content.decode()


def test_a_cell_of_a_signed_plan_asks_why_once(signed_in, lead, initiative):
    Strategy.objects.update(status=Strategy.Status.AMENDED)
    client, path = signed_in(lead), cell(initiative, "phase")
    assert "Why is this changed?" in client.get(path, headers=HTMX).content.decode()
    data = {"base_version": 1, "phase": "expansion"}
    answer = client.post(path, data, headers=HTMX)
    assert answer.status_code == 422
    assert "Say why." in answer.content.decode()
    assert client.post(path, data | {"why": "Late money"}, headers=HTMX).status_code == 200
    assert PlanRevision.objects.latest("pk").why == "Late money"
    data = {"base_version": 1, "phase": "quick_wins", "was": "x", "why": "Sooner"}
    assert 'value="Sooner"' in client.post(path, data, headers=HTMX).content.decode()


def test_a_cell_that_somebody_else_saved_first(signed_in, lead, member, initiative):
    path = cell(initiative, "owner")
    theirs = {"base_version": 1, "owner_department": "Finance"}
    assert signed_in(member).post(path, theirs).status_code == 302
    mine = {"base_version": 1, "owner_department": "Works"}
    answer = signed_in(lead).post(path, mine, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Finance" in text
    assert 'value="Works"' in text
    again = signed_in(lead).post(path, mine | {"base_version": 2}, headers=HTMX)
    assert again.status_code == 200
    assert "Works" in again.content.decode()


def test_two_people_in_two_cells_of_one_row(signed_in, lead, member, initiative):
    opened = signed_in(lead).get(cell(initiative, "cost"), headers=HTMX)
    was = re.search(r'name="was" value="(\w+)"', opened.content.decode())[1]
    theirs = {"base_version": 1, "owner_department": "Finance"}
    signed_in(member).post(cell(initiative, "owner"), theirs)
    mine = {"base_version": 1, "was": was, "cost": "5", "budget_kind": "people"}
    answer = signed_in(lead).post(cell(initiative, "cost"), mine, headers=HTMX)
    assert answer.status_code == 200
    initiative.refresh_from_db()
    assert (initiative.owner_department, initiative.cost, initiative.version) == ("Finance", 5, 3)
    again = mine | {"cost": "6"}
    assert signed_in(lead).post(cell(initiative, "cost"), again, headers=HTMX).status_code == 409


def test_no_such_cell(signed_in, lead, mayor, initiative):
    assert signed_in(lead).get(cell(initiative, "key")).status_code == 404
    assert signed_in(mayor).get(cell(initiative, "cost")).status_code == 403
    Strategy.objects.update(status="coach_review")
    data = {"base_version": 1, "phase": "expansion"}
    answer = signed_in(lead).post(cell(initiative, "phase"), data, headers=HTMX)
    assert answer.status_code == 409


def test_only_those_who_write_get_ways_into_cells(signed_in, coach, page, initiative, indicator):
    assert 'class="cl"' in page()
    text = signed_in(coach).get(url("plan_detail")).content.decode()
    assert 'class="cl"' not in text
    assert "hx-get" not in text


def test_views_filters_and_columns(page, initiative, strategy):
    other = factories.InitiativeFactory(
        objective=initiative.objective, title="Open data page", owner_department="Press",
        start_quarter=4, end_quarter=6, is_quick_win=True,
    )  # fmt: skip
    assert f"initiatives/{other.key}/cells" not in page(view="early")
    wins = page(view="wins")
    assert "Open data page" in wins
    assert "City data committee" not in wins.split('id="group-1"')[1].split("sums")[0]
    assert "only what is shown" in wins
    by_press = page(department="Press", block="governance")
    assert "Show all" in by_press
    assert f"initiatives/{initiative.key}/cells" not in by_press
    assert f"initiatives/{other.key}/cells" in by_press
    assert "No initiative is like this yet." in page(view="wins", block="use")
    assert "gbar" not in page(hide="picture")
    assert "/cells/cost/" not in page(hide="budget")
    assert "/cells/cost/" in page(hide="nonsense", block="nonsense")
    for view in ("owner", "date"):
        assert "City data committee" in page(view=view)


def test_the_roadmap_in_picture_and_words(page, initiative, strategy):
    needed = factories.InitiativeFactory(
        objective=initiative.objective, title="T" * 60, start_quarter=3, end_quarter=9,
        phase="foundations",
    )  # fmt: skip
    factories.InitiativeFactory(objective=initiative.objective, title="Later", start_quarter=10,
                                end_quarter=11, depends_on=needed)  # fmt: skip
    Initiative.objects.filter(pk=initiative.pk).update(depends_on=needed, first_result_quarter=2)
    Milestone.objects.create(city=strategy.city, initiative=initiative, title="Act", quarter=1)
    text = page(view="roadmap")
    for words in ('class="roadmap"', "Foundations", "No phase yet", 'class="mark"', 'class="ring"'):
        assert words in text
    plan = plan_of(strategy)
    assert [name for name, _ in bands_of(plan, str)] == ["Foundations", "No phase yet"]
    first, second = waits_of(plan)
    assert first.endswith("which ends after it begins.")
    assert second.startswith("“Later” waits for")


def test_the_roadmap_of_nothing(page, strategy):
    assert "There is nothing to show yet." in page(view="roadmap")


@pytest.mark.parametrize("view", ["block", "owner", "date", "early", "wins", "roadmap"])
def test_every_view_asks_the_same_number_of_questions(signed_in, lead, strategy, goal, view):
    client, path = signed_in(lead), f"{url('plan_detail')}?view={view}"
    few = None
    for count in (1, 3):
        for number in range(count):
            objective = factories.ObjectiveFactory(goal=goal)
            measure = factories.IndicatorFactory(goal=goal, owner=lead)
            row = factories.InitiativeFactory(
                objective=objective, owner=lead, measured_by=measure, is_quick_win=True,
            )  # fmt: skip
            Milestone.objects.create(city=row.city, initiative=row, title="M", quarter=number)
        few = few or count_queries(client, path)
    assert count_queries(client, path) == few <= 15


def test_an_indicator_in_words():
    row = Indicator(name="Permits", baseline_value=Decimal("40.00"), target_1=Decimal("70.50"))
    assert targets_words(row, "en_US") == "Year 1: 70.5 · year 2: no target · year 3: no target"
    drawing = targets_chart(row, "use", "en_US")
    assert "Permits, today: 40. Year 1: 70.5" in drawing
    assert drawing.count("<circle") == 2
    assert drawing.count('class="path"') == 1
    assert "not measured yet" in targets_chart(Indicator(name="P"), "use", "en_US")
