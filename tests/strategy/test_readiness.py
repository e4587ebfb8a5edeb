"""What is missing, in sentences with a way to the place; how far each block is."""

import pytest
from django.utils import translation

from cohorts.models import Participation
from strategy.models import Indicator, Initiative
from strategy.models import catalogue as rows
from strategy.models.progress import keep_progress, progress_of
from strategy.models.readiness import find_doubts, find_gaps, gaps
from tests import factories
from tests.strategy.conftest import fill


def test_catalogue_reads_in_the_readers_language():
    entry = rows.section("B1")
    assert entry.title == "Governance"
    with translation.override("es"):
        assert entry.title == "Gobernanza"
        assert entry.purpose
        assert entry.hint
    assert entry.title_in("pt-br") == "Governança"
    assert len(entry.good) == 3
    assert entry.questions
    assert entry.subsections
    assert entry.is_required
    assert entry.is_prose
    assert not rows.section("F1").is_prose
    assert len(rows.sections()) == 40
    assert rows.parts()[0][0] == "front"


def test_a_code_that_the_catalogue_does_not_know_is_a_custom_section():
    assert rows.section("X9").is_custom


def test_gaps_of_a_complete_strategy(complete):
    assert gaps(complete) == []


def test_gaps_name_empty_required_sections(complete, outline):
    section = outline["V1"]
    section.words = 0
    section.save()
    (gap,) = find_gaps(complete)
    assert gap == ("The section “Three-year vision” is empty.", "section_edit", section.key)


def test_gaps_leave_out_what_is_hidden_or_not_written_by_people(strategy, outline):
    codes = {gap.key for gap in find_gaps(strategy) if gap.page == "section_edit"}
    required = {"F2", "C4", "C5", "V1", "V3", "B1", "B2", "B3", "B4", "B5", "P7", "P8"}
    assert codes == {outline[code].key for code in required}


def test_gaps_name_blocks_without_goal_or_owned_work(strategy, goal):
    sentences = gaps(strategy)
    assert "The building block “Governance” has no initiative with an owner." in sentences
    assert "The building block “Quality” has no goal." in sentences
    assert "There is no indicator yet." in sentences


def test_gaps_name_initiatives_without_owner(complete):
    initiative = Initiative.objects.order_by("pk").first()
    second = factories.InitiativeFactory(objective=initiative.objective, title="Open data")
    (gap,) = find_gaps(complete)
    assert gap.sentence == "The initiative “Open data” has no accountable person."
    assert (gap.page, gap.key) == ("initiative_edit", second.key)


def test_gaps_name_indicators_without_baseline(complete):
    Indicator.objects.update(baseline_value=None, name="Trust")
    (gap,) = find_gaps(complete)
    assert "“Trust” has neither a value of today nor a date" in gap.sentence
    Indicator.objects.update(baseline_by="2027-06-30")
    assert gaps(complete) == []


def test_gaps_speak_the_readers_language(strategy, outline):
    with translation.override("es"):
        titles = [gap.sentence for gap in find_gaps(strategy)]
    assert any("Gobernanza" in title for title in titles)


def test_gaps_ask_the_same_number_of_questions(complete, django_assert_num_queries):
    with django_assert_num_queries(4):
        gaps(complete)


def test_doubts(complete, outline, lead):
    first = Initiative.objects.order_by("pk").first()
    Initiative.objects.update(cost=10)
    Initiative.objects.filter(pk=first.pk).update(
        start_quarter=0, end_quarter=11, first_result_quarter=None
    )
    odd = factories.InitiativeFactory(
        objective=first.objective, owner=lead, title="Late", first_result_quarter=9
    )
    sentences = [doubt.sentence for doubt in find_doubts(complete)]
    assert "The suggested section “Executive summary” is empty." in sentences
    assert "Nobody has said that “Three-year vision” is ready." in sentences
    assert "The first result of “Late” lies outside its own time." in sentences
    assert "The initiative “Late” has no cost." in sentences
    assert any("takes all three years" in sentence for sentence in sentences)
    assert not any("initiatives are many" in sentence for sentence in sentences)
    for number in range(12):
        factories.InitiativeFactory(objective=odd.objective, title=f"More {number}")
    sentences = [doubt.sentence for doubt in find_doubts(complete)]
    assert "18 initiatives are many. Mayors remember five: which five?" in sentences


def test_progress_counts_what_people_did(strategy, outline, goal, lead):
    assert progress_of(strategy) == [0, 0, 0, 0, 0]
    section = fill(outline["B1"])
    assert progress_of(strategy)[0] == 25
    section.declare_ready()
    section.save()
    assert progress_of(strategy)[0] == 50
    objective = factories.ObjectiveFactory(goal=goal)
    factories.InitiativeFactory(objective=objective)
    assert progress_of(strategy)[0] == 50
    factories.InitiativeFactory(objective=objective, owner=lead)
    assert progress_of(strategy)[0] == 75
    factories.IndicatorFactory(goal=goal)
    assert progress_of(strategy) == [100, 0, 0, 0, 0]


def test_keep_progress_on_the_participation(strategy, outline):
    fill(outline["B3"])
    assert keep_progress(strategy) == [0, 0, 25, 0, 0]
    assert Participation.objects.get().progress == [0, 0, 25, 0, 0]


@pytest.mark.parametrize("year", [1, 2])
def test_months_and_the_usual_horizon(strategy, year):
    assert strategy.months == 36
    assert strategy.has_usual_horizon
    strategy.ends_on = strategy.ends_on.replace(year=strategy.starts_on.year + year - 1)
    assert strategy.months == 12 * year
    assert not strategy.has_usual_horizon
