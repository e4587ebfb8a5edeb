"""Nothing reaches the mayor that nobody answers for; and what contradicts itself is said."""

import pytest
from django.urls import reverse

from cda.accounts.models import Part
from strategy.actions.translating import Typed, translate
from strategy.models import Initiative, RegisterRow
from strategy.models.checks import Facts, find_contradictions
from strategy.models.content import canonical
from strategy.models.facts import facts_of
from strategy.models.orphans import find_orphans
from strategy.models.units import units_of
from tests import factories
from tests.strategy.conftest import fill
from tests.strategy.contents import a_content, a_goal, a_section, an_indicator, an_initiative


def sentences(content, **facts):
    return [gap.sentence for gap in find_contradictions(content, Facts(**facts))]


def with_plan(initiatives=(), indicators=(), **more):
    objective = {"key": "o", "title": "Weekly", "initiatives": list(initiatives)}
    goal = a_goal(objectives=[objective], indicators=list(indicators))
    return a_content(goals=[goal], **more)


GOOD = {
    "baseline_value": "10.00",
    "baseline_on": None,
    "baseline_by": None,
    "target_1": "20.00",
    "target_2": None,
    "target_3": "30.00",
    "direction": "up",
}


def test_a_content_that_agrees_with_itself():
    content = with_plan([an_initiative()], [an_indicator(**GOOD)])
    assert sentences(content) == []


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"target_3": "5.00"}, "do not go the way"),
        ({"direction": "down"}, "do not go the way"),
        ({"target_3": None}, "no target for the third year"),
        ({"baseline_by": "2031-01-01"}, "after the last day"),
    ],
)
def test_an_indicator_that_contradicts_itself(changes, part):
    (sentence,) = sentences(with_plan([], [an_indicator(**GOOD | changes)]))
    assert part in sentence


def test_work_that_starts_before_what_it_depends_on():
    first = an_initiative(key="a", title="Register", start_quarter=4, end_quarter=6, depends_on="")
    then = an_initiative(
        key="b", title="Portal", start_quarter=2, end_quarter=8, depends_on="Register"
    )
    assert any("starts before “Register”" in words for words in sentences(with_plan([first, then])))


def test_a_milestone_outside_its_initiative():
    row = an_initiative(
        start_quarter=2, end_quarter=4, milestones=[{"title": "Opening", "quarter": 9}]
    )
    assert any("“Opening” lies outside" in words for words in sentences(with_plan([row])))


def test_an_indicator_that_is_named_and_not_there():
    section = a_section("V1", "<p>See the indicator “Waiting time”.</p>", title="Vision")
    known = an_indicator(**GOOD, name="Waiting  TIME")
    assert sentences(with_plan([], [known], sections=[section])) == []
    (sentence,) = sentences(with_plan([], [], sections=[section]))
    assert "Waiting time" in sentence


def test_the_budget_chapter_and_the_plan():
    row = an_initiative(cost="100.00", budget_kind="people")
    lines = [{"key": "r", "values": {"kind": "people", "amount": "90.00"}}]
    (sentence,) = sentences(with_plan([row], registers={"budget": lines}))
    assert "USD\u00a090, " in sentence
    assert "USD\u00a0100." in sentence
    lines[0]["values"]["amount"] = "100.00"
    assert sentences(with_plan([row], registers={"budget": lines})) == []


def test_numbers_that_differ_between_languages():
    content = a_content(
        goals=[], sections=[a_section("V1", "<p>85 % of 1,400.</p>", title="Vision")]
    )
    same = {"section:section-V1:V1-0": "<p>85 % de 1.400.</p>"}
    other = {"section:section-V1:V1-0": "<p>58 % de 1.400.</p>"}
    assert sentences(content, translations={"es": same}) == []
    (sentence,) = sentences(content, translations={"es": other})
    assert "Español" in sentence


def test_seats_that_nobody_works_in():
    found = sentences(a_content(goals=[]), seats=[("Ana", True), ("Bo", False)])
    assert any("Bo" in words for words in found)
    assert any("Fewer than three" in words for words in found)


def test_a_section_of_somebody_who_left():
    (sentence,) = sentences(a_content(goals=[]), assigned=[("Vision", "k", "Bo")])
    assert "Bo" in sentence


@pytest.mark.django_db
def test_orphans_have_no_measure_no_place_or_an_owner_who_left(complete, lead, outline):
    row = Initiative.objects.first()
    measure = factories.IndicatorFactory(goal=row.objective.goal, baseline_value=1, owner=lead)
    Initiative.objects.update(measured_by=measure, section_code="P2")
    assert find_orphans(complete) == []
    outline["P2"].is_hidden = True
    outline["P2"].save()
    assert all("no section" in gap.sentence for gap in find_orphans(complete))
    Initiative.objects.exclude(pk=row.pk).delete()
    Initiative.objects.update(measured_by=None, section_code="V1")
    (gap,) = find_orphans(complete)
    assert "no indicator" in gap.sentence
    Initiative.objects.update(measured_by=measure)
    Part.objects.filter(user=lead).update(starts_on="2020-01-01", ends_on="2020-02-01")
    assert [gap.page for gap in find_orphans(complete)] == ["initiative_edit", "indicator_edit"]


@pytest.mark.django_db
def test_facts_name_whoever_left(complete, outline, coach, participation):
    section = outline["V1"]
    section.assignee = coach
    section.save()
    factories.SeatFactory(participation=participation, status="invited", name="Bo")
    facts = facts_of(complete)
    assert facts.assigned == [(section.heading, section.key, coach.name)]
    assert facts.seats == [("Bo", False)]


@pytest.mark.django_db
def test_the_page_leads_those_who_write_to_each_place(signed_in, member, coach, complete, city):
    url = reverse("strategy:readiness", args=[city.slug])
    Initiative.objects.update(measured_by=None)
    body = signed_in(member).get(url).content.decode()
    row = Initiative.objects.first()
    assert reverse("strategy:initiative_edit", args=[city.slug, row.key]) in body
    body = signed_in(coach).get(url).content.decode()
    assert "how will we know?" in body
    assert reverse("strategy:initiative_edit", args=[city.slug, row.key]) not in body


@pytest.mark.django_db
def test_the_page_costs_the_same_for_one_initiative_and_for_three(
    signed_in, member, complete, city, django_assert_num_queries
):
    url = reverse("strategy:readiness", args=[city.slug])
    client = signed_in(member)
    client.get(url)
    with django_assert_num_queries(26):
        client.get(url)
    Initiative.objects.exclude(pk=Initiative.objects.first().pk).delete()
    with django_assert_num_queries(26):
        client.get(url)


def test_a_policy_for_after_the_last_day():
    rows = [
        {"key": "p", "values": {"title": "Open data", "on": "2031-05-01"}},
        {"key": "q", "values": {"title": "Privacy", "on": ""}},
        {"key": "r", "values": {"title": "Access", "on": None}},
    ]
    content = with_plan(registers={"policies": rows, "forgotten": rows})
    (gap,) = find_contradictions(content, Facts())
    assert gap.sentence == "“Open data” (Policies) has a date after the strategy’s last day."
    assert (gap.page, gap.key) == ("register_row_edit", "p")


@pytest.mark.django_db
def test_a_place_that_nobody_took_over(strategy, participation):
    factories.SeatFactory(participation=participation, name="Ana Left", status="ended")
    came = factories.SeatFactory(participation=participation, name="Eva Came", status="active")
    factories.SeatFactory(
        participation=participation, name="Leo Gone", status="ended", replaced_by=came
    )
    assert facts_of(strategy).vacant == ["Ana Left"]
    (first, *_others) = sentences(with_plan(), vacant=["Ana Left"])
    assert first == "The place that Ana Left had in the senior team is vacant."


@pytest.mark.django_db
def test_each_contradiction_leads_to_its_place(signed_in, member, complete, outline, city):
    late = RegisterRow.objects.create(
        city=city, strategy=complete, register="policies", values={"title": "P", "on": "2040-01-01"}
    )
    fill(outline["V1"], "We promise 85 % of all permits.")
    unit = next(one for one in units_of(canonical(complete)) if "85" in one.source)
    translate(complete, "en", [Typed(unit, "58 %", 0)], is_draft=False, by=member)
    body = signed_in(member).get(reverse("strategy:readiness", args=[city.slug])).content.decode()
    assert reverse("strategy:register_row_edit", args=[city.slug, late.key]) in body
    assert reverse("strategy:translation_edit", args=[city.slug, "en", unit.place]) in body
