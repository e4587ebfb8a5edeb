"""What was there at any moment, and who wrote when."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from strategy.actions.drafting import hide_section, write_section
from strategy.actions.history import keep_plan, mark_read, name_version
from strategy.models import Initiative, PlanRevision, Section, Strategy
from strategy.models.content import canonical
from strategy.models.timeline import Basis, complete, content_at, days_of, end_of, works_on
from tests import factories

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 15, tzinfo=UTC)
ZONE = "America/Mexico_City"
DAY = timedelta(days=1)


def at(moment):
    return time_machine.travel(moment, tick=False)


def write(section, text, by):
    fresh = Section.objects.get(pk=section.pk)
    return write_section(fresh, text=text, base_version=fresh.version, by=by).section


def again(strategy):
    return Strategy.objects.select_related("city").get(pk=strategy.pk)


def test_the_content_of_a_moment_is_what_was_canonical_then(strategy, section, initiative, lead):
    seen = {}
    for step, text in enumerate(("One.", "One.\n\nTwo.", "Two.")):
        moment = START + step * DAY
        with at(moment):
            write(section, text, lead)
            Initiative.objects.update(cost=1000 * (step + 1))
            keep_plan(strategy, by=lead)
            seen[moment] = canonical(again(strategy))
    for moment, content in seen.items():
        past = content_at(strategy, moment + timedelta(hours=1))
        assert past.content == content
        assert past.basis == Basis.KEPT


def test_a_section_that_was_hidden_later_is_still_there(strategy, lead):
    optional = factories.SectionFactory(strategy=strategy, code="C1", level="O", position=3)
    with at(START):
        keep_plan(strategy, by=lead)
        write(optional, "Kept.", lead)
    with at(START + DAY):
        hide_section(optional, by=lead)
    assert len(content_at(strategy, START).content["sections"]) == 1
    assert content_at(strategy, START + DAY).content["sections"] == []


def test_before_the_plan_was_kept_a_version_stands_in(strategy, section, initiative, lead):
    with at(START):
        write(section, "One.", lead)
    with at(START + DAY):
        name_version(strategy, "Workshop", by=lead)
    with at(START + 2 * DAY):
        write(section, "Two.", lead)
    for days, text in ((0, "One."), (1, "One."), (2, "Two.")):
        past = content_at(strategy, START + days * DAY)
        assert (past.basis, past.number) == (Basis.VERSION, "0.1")
        assert past.content["sections"][0]["blocks"][0]["html"] == f"<p>{text}</p>"
        assert past.content["goals"][0]["key"] == initiative.objective.goal.key


def test_without_any_version_the_plan_of_today_stands_in(strategy, section, lead):
    with at(START):
        write(section, "One.", lead)
    past = content_at(again(strategy), START - DAY)
    assert past.basis == Basis.PRESENT
    assert [row["blocks"] for row in past.content["sections"]] == [[]]


def test_contents_of_older_formats_are_completed():
    assert complete({"title": "T", "terms": [1]}) == {
        "title": "T",
        "pillars": [],
        "registers": {},
        "terms": [1],
        "citations": [],
        "pictures": {},
    }


def test_sixty_sections_cost_as_many_queries_as_one(
    strategy, outline, lead, django_assert_num_queries
):
    with at(START):
        keep_plan(strategy, by=lead)
        for section in list(outline.values())[:8]:
            write(section, "One.", lead)
    with django_assert_num_queries(2):
        content_at(strategy, START)


def test_the_saves_of_a_day_are_folded(strategy, section, lead, member):
    other = factories.SectionFactory(strategy=strategy, code="P6", position=20, title="Our risks")
    with at(START):
        write(section, "One.", lead)
    for minutes, text in enumerate(("A.", "B.", "C.")):
        with at(START + DAY + timedelta(minutes=minutes)):
            write(section, text, member)
    with at(START + DAY + timedelta(hours=1)):
        write(other, "Risk.", lead)
        keep_plan(strategy, by=lead, why="New numbers")
    assert days_of(strategy, ZONE) == [date(2026, 3, 3), date(2026, 3, 2)]
    newest, oldest = works_on(strategy, days_of(strategy, ZONE), ZONE)
    assert (newest.saves, oldest.saves) == (5, 1)
    assert newest.people == ["Carla Peña", "Diego Rojas"]
    by_place = {work.heading: work for work in newest.works}
    assert by_place[""].whys == ["New numbers"]
    assert by_place["Our risks"].section == other.key
    mine = by_place[section.heading]
    assert (mine.who, mine.saves, mine.last - mine.first) == (
        "Diego Rojas",
        3,
        timedelta(minutes=2),
    )
    assert works_on(strategy, [], ZONE) == []


def test_a_day_is_a_day_of_the_readers_zone(strategy, section, lead):
    with at(datetime(2026, 3, 3, 3, tzinfo=UTC)):
        write(section, "Late in the evening.", lead)
    assert days_of(strategy, ZONE) == [date(2026, 3, 2)]
    assert end_of(date(2026, 3, 2), ZONE).astimezone(UTC) == datetime(
        2026, 3, 3, 5, 59, 59, 999999, tzinfo=UTC
    )
    assert PlanRevision.objects.count() == 0


def test_rows_of_the_history_have_names(strategy, lead):
    with at(START):
        keep_plan(strategy, by=lead)
        read = mark_read(strategy, START, by=lead)
    assert str(PlanRevision.objects.get()) == f"{strategy.pk} 2026-03-02 15:00"
    assert str(read) == f"{strategy.pk} {lead.pk}"
