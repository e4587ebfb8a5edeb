"""The pages of the plan, with numbers as the city writes them."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import escape

from strategy.actions import planning
from strategy.forms.numbers import CityDecimalField
from strategy.models import Goal, Indicator, Initiative, Milestone, Objective, Strategy
from strategy.models.catalogue import section as catalogue_entry
from tests import factories
from tests.conftest import person
from tests.strategy.test_drafting_views import count_queries

HERE = "valle-sereno"
NOUNS = ["goal", "objective", "initiative", "indicator"]


def url(name, *keys):
    return reverse(f"strategy:{name}", args=[HERE, *keys])


@pytest.fixture
def rows(goal, initiative, indicator):
    return {
        "goal": goal,
        "objective": initiative.objective,
        "initiative": initiative,
        "indicator": indicator,
    }


def values_of(row, **changes):
    """What the form of a row sends when nothing was typed, plus changes."""
    data = {"base_version": row.version}
    if isinstance(row, Goal):
        data |= {"block": row.block, "title": row.title}
    if isinstance(row, Objective):
        data |= {"title": row.title}
    if isinstance(row, Initiative):
        data |= {
            "title": row.title, "start_quarter": 0, "end_quarter": 3, "cost": "60,000",
            "budget_kind": "practice", "priority": 2, "owner": row.owner_id or "",
            "milestones-TOTAL_FORMS": 2, "milestones-INITIAL_FORMS": 0,
            "milestones-0-quarter": 0, "milestones-1-quarter": 0,
        }  # fmt: skip
    if isinstance(row, Indicator):
        data |= {"name": row.name, "direction": "up", "frequency": "quarterly", "unit": "%"}
    return data | changes


@pytest.mark.parametrize(
    ("typed", "locale", "value"),
    [
        ("1,234.56", "es_MX", "1234.56"),
        ("1.234,56", "es_CO", "1234.56"),
        ("1.234,56", "pt_BR", "1234.56"),
        ("1234,5", "es_AR", "1234.5"),
        ("1 234,5", "es_CR", "1234.5"),
        (" 60000 ", "en_US", "60000"),
        ("−5", "en_US", "-5"),
        ("0", "es_CL", "0"),
    ],
)
def test_numbers_as_the_city_writes_them(typed, locale, value):
    field = CityDecimalField()
    field.locale = locale
    assert field.clean(typed) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "locale"),
    [
        ("1.5", "es_CO"), ("1,5", "es_MX"), ("12.34", "es_CO"), ("1e5", "en_US"),
        ("NaN", "en_US"), ("Infinity", "en_US"), ("0x10", "en_US"), ("1_000", "en_US"),
        ("٣", "en_US"), ("--1", "en_US"), ("½", "en_US"), ("1;2", "en_US"), (".", "en_US"),
        ("1 234.5", "en_US"), ("null", "en_US"),
    ],
)  # fmt: skip
def test_numbers_that_could_mean_two_things_are_refused(typed, locale):
    field = CityDecimalField()
    field.locale = locale
    with pytest.raises(ValidationError, match="Write a number like 1"):
        field.clean(typed)


def test_numbers_are_shown_as_they_are_typed():
    class Price(forms.Form):
        cost = CityDecimalField(required=False)

    form = Price(initial={"cost": Decimal("1400000.50")})
    form.fields["cost"].locale = "es_CO"
    assert 'value="1.400.000,5"' in str(form["cost"])
    assert form.fields["cost"].prepare_value(Decimal("60000.00")) == "60.000"
    assert form.fields["cost"].prepare_value("x") == "x"
    assert form.fields["cost"].clean("") is None
    assert form.fields["cost"].to_python(Decimal(3)) == 3


@pytest.mark.parametrize("view", ["block", "owner", "date", "nonsense"])
@pytest.mark.parametrize("who", ["lead", "member", "mayor", "coach", "staff", "partner"])
def test_plan_detail(who, view, request, signed_in, rows):
    client = signed_in(request.getfixturevalue(who))
    page = client.get(url("plan_detail"), {"view": view})
    assert page.status_code == 200
    text = page.content.decode()
    assert "City data committee" in text
    assert "MXN\u00a060,000" in text
    assert ("Add a goal" in text) == (who in {"lead", "member"})
    assert "<svg" in text


def test_plan_detail_asks_the_same_number_of_questions(signed_in, lead, strategy, rows):
    client = signed_in(lead)
    few = count_queries(client, url("plan_detail"))
    for block in ("use", "use", "quality"):
        goal = factories.GoalFactory(strategy=strategy, block=block)
        objective = factories.ObjectiveFactory(goal=goal)
        factories.InitiativeFactory(objective=objective, owner=lead)
        factories.InitiativeFactory(objective=objective)
        factories.IndicatorFactory(goal=goal, owner=lead)
    assert count_queries(client, url("plan_detail")) == few <= 16


def test_plan_detail_says_what_is_odd(signed_in, lead, rows, strategy):
    factories.InitiativeFactory(objective=rows["objective"], title="Orphan")
    page = signed_in(lead).get(url("plan_detail")).content.decode()
    assert "The initiative “Orphan” has no accountable person." in page
    assert "Carla Peña: 1 at once in Q1 2027" in page
    assert "The building block “Quality” has no goal." in page
    Strategy.objects.update(status="coach_review")
    page = signed_in(lead).get(url("plan_detail")).content.decode()
    assert "Add a goal" not in page


def test_details_of_initiative_and_indicator(signed_in, coach, rows, lead):
    initiative = rows["initiative"]
    needed = factories.InitiativeFactory(objective=rows["objective"], title="First things")
    Initiative.objects.filter(pk=initiative.pk).update(
        depends_on=needed, first_result_quarter=2, section_code="B1", description="Words.",
        is_quick_win=True, core_process="hr", support="Finance", partner="A university",
        deliverable="A list", funding_source="Own money",
    )  # fmt: skip
    planning.edit_row(
        Initiative.objects.get(pk=initiative.pk),
        base_version=1,
        milestones=[planning.Point("Act signed", 1)],
        by=lead,
    )
    page = signed_in(coach).get(url("initiative_detail", initiative.key)).content.decode()
    for words in ("First things", "Q3 2027", "Governance", "Act signed", "quick win", "A list"):
        assert words in page
    assert "Change" not in page
    page = signed_in(coach).get(url("initiative_detail", needed.key)).content.decode()
    assert "no owner" in page
    path = url("indicator_detail", rows["indicator"].key)
    Indicator.objects.update(target_3=85, baseline_on="2026-05-01")
    page = signed_in(coach).get(path).content.decode()
    assert "May 1, 2026" in page
    assert "target 85\u00a0%" in page
    Indicator.objects.update(target_3=None, baseline_on=None, baseline_value=None)
    assert "no baseline" in signed_in(coach).get(path).content.decode()
    Indicator.objects.update(baseline_by="2027-06-30")
    assert "June 30, 2027" in signed_in(coach).get(path).content.decode()


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_is_added_changed_moved_and_deleted(signed_in, lead, rows, noun):
    client, row = signed_in(lead), rows[noun]
    parent = {
        "goal": [],
        "objective": [rows["goal"].key],
        "initiative": [rows["objective"].key],
        "indicator": [rows["goal"].key],
    }[noun]
    add = url(f"{noun}_add", *parent)
    assert client.get(add).status_code == 200
    assert client.post(add, {"base_version": 1}).status_code == 422
    assert client.post(add, values_of(row)).status_code == 302
    assert type(row).objects.count() == 2
    edit = url(f"{noun}_edit", row.key)
    assert client.get(edit).status_code == 200
    name = "name" if noun == "indicator" else "title"
    assert client.post(edit, values_of(row, **{name: "Renamed"})).status_code == 302
    assert getattr(type(row).objects.get(pk=row.pk), name) == "Renamed"
    assert client.post(edit, values_of(row, **{name: ""})).status_code == 422
    for to in ("up", "down"):
        assert client.post(url(f"{noun}_move", row.key), {"to": to}).status_code == 302
    delete = url(f"{noun}_delete", row.key)
    assert "?" in client.get(delete).content.decode()
    assert client.post(delete).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("noun", NOUNS)
def test_a_version_from_far_ahead_is_stale_and_no_error(signed_in, lead, rows, noun):
    path, data = url(f"{noun}_edit", rows[noun].key), values_of(rows[noun])
    answer = signed_in(lead).post(path, {**data, "base_version": 2**31 - 1})
    assert answer.status_code == 409


@pytest.mark.parametrize("noun", NOUNS)
def test_stale_rows_show_both_values_and_keep_the_typed_ones(signed_in, lead, member, rows, noun):
    row, name = rows[noun], "name" if noun == "indicator" else "title"
    path = url(f"{noun}_edit", row.key)
    signed_in(member).post(path, values_of(row, **{name: "By Diego"}))
    answer = signed_in(lead).post(path, values_of(row, **{name: "By Carla"}))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "By Diego" in page
    assert "By Carla" in page
    assert 'name="base_version" value="2"' in page
    again = signed_in(lead).post(path, values_of(row, **{name: "By Carla"}, base_version=2))
    assert again.status_code == 302
    assert getattr(type(row).objects.get(pk=row.pk), name) == "By Carla"


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("who", ["mayor", "coach", "staff", "partner", "delegate"])
def test_the_plan_is_written_by_the_team_alone(signed_in, request, rows, noun, who):
    client, row = signed_in(request.getfixturevalue(who)), rows[noun]
    for act in ("edit", "delete", "move"):
        assert client.post(url(f"{noun}_{act}", row.key)).status_code == 403


@pytest.mark.parametrize("noun", NOUNS)
def test_the_plan_of_another_city_is_nowhere(client, other_city, rows, noun):
    other_lead = person("lead", other_city, email="lead@santa-brisa.example")
    client.force_login(other_lead)
    path = reverse(f"strategy:{noun}_edit", args=["santa-brisa", rows[noun].key])
    assert client.get(path).status_code == 404
    assert client.post(path, values_of(rows[noun])).status_code == 404


@pytest.mark.parametrize("noun", NOUNS)
def test_a_closed_plan_keeps_what_was_typed(signed_in, lead, rows, noun):
    Strategy.objects.update(status="coach_review")
    client, row = signed_in(lead), rows[noun]
    name = "name" if noun == "indicator" else "title"
    page = client.get(url(f"{noun}_edit", row.key)).content.decode()
    assert "cannot be changed while it is “Coach review”" in page
    long = "A title of more than twenty letters"
    answer = client.post(url(f"{noun}_edit", row.key), values_of(row, **{name: long}))
    assert answer.status_code == 409
    assert long in answer.content.decode()


def test_initiative_form_in_words(signed_in, lead, rows):
    row = rows["initiative"]
    path = url("initiative_edit", row.key)
    client = signed_in(lead)

    def errors(**changes):
        answer = client.post(path, values_of(row, **changes))
        assert answer.status_code == 422, changes
        return answer.content.decode()

    assert "It cannot end before it starts." in errors(start_quarter=5, end_quarter=2)
    assert "Write a number like 1,234.5." in errors(cost="1.234,56")
    assert "greater than or equal to 0" in errors(cost="-1")
    assert "Ensure that there are no more than 14 digits" in errors(cost="9" * 20)
    assert "Select a valid choice" in errors(start_quarter=12)
    assert "Select a valid choice" in errors(owner=99999)
    assert "Check the milestones." in errors(**{"milestones-TOTAL_FORMS": "x"})
    assert "Check the milestones." in errors(**{"milestones-0-title": "M" * 201})
    many = {f"milestones-{n}-title": "M" for n in range(13)}
    many |= {f"milestones-{n}-quarter": 0 for n in range(13)}
    assert "Check the milestones." in errors(**{"milestones-TOTAL_FORMS": 13} | many)


def test_initiatives_do_not_wait_for_each_other(signed_in, lead, rows):
    row = rows["initiative"]
    other = factories.InitiativeFactory(objective=row.objective, depends_on=row)
    third = factories.InitiativeFactory(objective=row.objective, depends_on=other)
    client = signed_in(lead)
    path = url("initiative_edit", row.key)
    answer = client.post(path, values_of(row, depends_on=third.pk))
    assert "That one waits for this one already." in answer.content.decode()
    answer = client.post(path, values_of(row, depends_on=row.pk))
    assert answer.status_code == 422
    path = url("initiative_edit", third.key)
    assert client.post(path, values_of(third, depends_on=row.pk)).status_code == 302


def test_depends_on_offers_nothing_of_another_city(signed_in, lead, rows, other_city):
    cohort = factories.CohortFactory(number=9)
    elsewhere = factories.ParticipationFactory(city=other_city, cohort=cohort)
    goal = factories.GoalFactory(strategy=factories.StrategyFactory(participation=elsewhere))
    foreign = factories.InitiativeFactory(objective=factories.ObjectiveFactory(goal=goal))
    answer = signed_in(lead).post(
        url("initiative_edit", rows["initiative"].key),
        values_of(rows["initiative"], depends_on=foreign.pk),
    )
    assert answer.status_code == 422


def test_milestones_as_rows(signed_in, lead, rows):
    row = rows["initiative"]
    data = {"milestones-0-title": "Act", "milestones-0-quarter": 1}
    signed_in(lead).post(url("initiative_edit", row.key), values_of(row, **data))
    assert list(Milestone.objects.values_list("title", "quarter")) == [("Act", 1)]
    page = signed_in(lead).get(url("initiative_edit", row.key)).content.decode()
    assert 'value="Act"' in page
    assert "__prefix__" in page


def test_indicator_form_in_words(signed_in, lead, rows):
    row = rows["indicator"]
    client, path = signed_in(lead), url("indicator_edit", row.key)
    answer = client.post(path, values_of(row, baseline_value="5"))
    assert "Say when this value was measured." in answer.content.decode()
    good = values_of(row, baseline_value="1,200.5", baseline_on="2026-05-01", target_3="2,000")
    assert client.post(path, good).status_code == 302
    row.refresh_from_db()
    assert (row.baseline_value, row.target_3) == (Decimal("1200.50"), 2000)
    later = values_of(row, baseline_by="2027-06-30", base_version=2)
    assert client.post(path, later).status_code == 302


def test_stale_rows_name_every_kind_of_value(signed_in, lead, member, rows):
    row = rows["initiative"]
    path = url("initiative_edit", row.key)
    changed = {"is_quick_win": "on", "cost": "70,000.5", "owner": "", "priority": 1}
    signed_in(member).post(path, values_of(row, **changed))
    page = signed_in(lead).post(path, values_of(row)).content.decode()
    for words in ("<td>yes</td>", "<td>no</td>", "<td>70,000.5</td>", "<td>60,000</td>",
                  "<td>Carla Peña</td>", "<td>–</td>", "<td>high</td>"):  # fmt: skip
        assert words in page


def test_goal_add_begins_in_the_block_one_came_from(signed_in, lead, strategy):
    page = signed_in(lead).get(url("goal_add"), {"block": "transparency"}).content.decode()
    assert '<option value="transparency" selected>' in page
    page = signed_in(lead).get(url("goal_add"), {"block": "x"}).content.decode()
    assert '<option value="governance" selected>' in page


def test_the_owner_of_before_stays_although_they_left_the_team(signed_in, lead, rows):
    gone = factories.UserFactory(name="Left Long Ago")
    row = rows["initiative"]
    Initiative.objects.filter(pk=row.pk).update(owner=gone)
    row.refresh_from_db()
    page = signed_in(lead).get(url("initiative_edit", row.key)).content.decode()
    assert "Left Long Ago" in page
    answer = signed_in(lead).post(url("initiative_edit", row.key), values_of(row))
    assert answer.status_code == 302


def test_who_writes_the_plan_sees_what_good_looks_like(signed_in, member, coach, strategy, city):
    url = reverse("strategy:plan_detail", args=[city.slug])
    text = signed_in(member).get(url).content.decode()
    for code in ("P1", "P2", "P4"):
        assert escape(catalogue_entry(code).good[0]) in text
    assert "Before you write" not in signed_in(coach).get(url).content.decode()
