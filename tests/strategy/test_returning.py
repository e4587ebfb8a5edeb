"""The plan of a former state comes back: changed rows, removed rows, the outline, and no more."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from strategy.actions.history import keep_plan
from strategy.actions.planning import delete_row
from strategy.actions.returning import newest_plan, restore_plan
from strategy.models import (
    Goal,
    Indicator,
    Initiative,
    Milestone,
    Objective,
    Pillar,
    PlanRevision,
    RegisterRow,
    Section,
    Strategy,
    Term,
)
from strategy.models.content import structure
from strategy.models.points import moment_code
from strategy.models.returning import way_back
from tests import factories
from tests.strategy.test_drafting_views import count_queries

pytestmark = pytest.mark.django_db


def fresh(strategy):
    return Strategy.objects.select_related("city").get(pk=strategy.pk)


def content(strategy):
    return structure(fresh(strategy))


def restore(strategy, was, by, **given):
    return restore_plan(strategy, content=was, seen=newest_plan(strategy), by=by, **given)


@pytest.fixture
def planned(strategy, outline, initiative, indicator, lead):
    """A plan with something of everything, and kept."""
    city = {"city": strategy.city, "strategy": strategy}
    second = factories.InitiativeFactory(objective=initiative.objective, title="Second")
    second.depends_on, second.measured_by = initiative, indicator
    second.save()
    Milestone.objects.create(city=strategy.city, initiative=initiative, title="Decree", quarter=2)
    Pillar.objects.create(**city, title="People", blocks=["capacity"])
    Term.objects.create(**city, en="steward", es="custodio")
    RegisterRow.objects.create(**city, register="risks", values={"risk": "Change of mayor"})
    keep_plan(strategy, by=lead)
    return strategy


def test_everything_that_was_changed_is_as_it_was(planned, initiative, indicator, lead):
    was = content(planned)
    initiative.title, initiative.cost, initiative.end_quarter = "Other", Decimal(1), 11
    initiative.owner = None
    initiative.save()
    Indicator.objects.update(target_1=99, baseline_value=None, baseline_by="2027-01-01")
    Initiative.objects.filter(title="Second").update(depends_on=None, measured_by=None)
    initiative.milestones.all().delete()
    Goal.objects.update(title="Other goal")
    Pillar.objects.update(blocks=[], title="P")
    Term.objects.update(es="")
    RegisterRow.objects.update(values={"risk": "None"})
    done = restore(planned, was, lead, why="Restored from Monday")
    assert content(planned) == was
    assert len(done.written) == 7
    assert (done.told, done.removed) == ([], 0)
    newest = PlanRevision.objects.order_by("-pk").first()
    assert (newest.content, newest.why) == (was, "Restored from Monday")
    # What it said before the way back was kept as well.
    assert "Other goal" in str(PlanRevision.objects.order_by("-pk")[1].content)
    assert Entry.objects.get(verb="strategy.plan_restored").note == {"rows": 7, "removed": 0}


def test_what_is_open_somewhere_learns_that_it_changed(planned, initiative, lead):
    was, version = content(planned), initiative.version
    Initiative.objects.filter(pk=initiative.pk).update(cost=1)
    restore(planned, was, lead)
    untouched = Initiative.objects.get(title="Second")
    assert Initiative.objects.get(pk=initiative.pk).version == version + 1
    assert untouched.version == 1


def test_rows_that_were_deleted_are_there_again_under_their_old_keys(planned, lead):
    was = content(planned)
    delete_row(Goal.objects.get(), by=lead)
    Pillar.objects.all().delete()
    Term.objects.all().delete()
    RegisterRow.objects.all().delete()
    done = restore(planned, was, lead)
    assert content(planned) == was
    assert done.removed == 0


def test_what_came_later_stays_behind_what_was_there(planned, goal, lead):
    was = content(planned)
    Goal.objects.update(position=7)
    later = factories.GoalFactory(strategy=planned, title="Later", position=0)
    pillar = Pillar.objects.create(
        city=planned.city, strategy=planned, title="New", blocks=["use", "capacity"]
    )
    Pillar.objects.filter(title="People").update(blocks=[])
    restore(planned, was, lead)
    assert list(Goal.objects.order_by("position").values_list("title", flat=True)) == [
        goal.title,
        later.title,
    ]
    pillar.refresh_from_db()
    assert pillar.blocks == ["use"]


def test_what_came_later_goes_where_it_is_asked(planned, goal, lead):
    was = content(planned)
    later = factories.GoalFactory(strategy=planned, title="Later")
    objective = factories.ObjectiveFactory(goal=later)
    factories.InitiativeFactory(objective=objective)
    # One of then stands under a goal of today: it does not go with it.
    Objective.objects.filter(goal=goal).update(goal=later)
    RegisterRow.objects.create(
        city=planned.city, strategy=planned, register="risks", position=1, values={}
    )
    done = restore(planned, was, lead, is_without_later=True)
    assert content(planned) == was
    assert done.removed == 4
    assert sorted(
        Entry.objects.filter(verb__endswith=".deleted").values_list("verb", flat=True)
    ) == [
        "goal.deleted",
        "initiative.deleted",
        "objective.deleted",
        "registerrow.deleted",
    ]


def test_who_left_is_not_named_again(planned, initiative, lead):
    was = content(planned)
    row = was["goals"][0]["objectives"][0]["initiatives"][0]
    row["owner"] = "Somebody Else"
    done = restore(planned, was, lead)
    assert done.told == [
        f"“{initiative.title}”: Somebody Else is not in the team any more, and is not named."
    ]
    initiative.refresh_from_db()
    assert initiative.owner == lead
    delete_row(initiative, by=lead)
    restore(planned, was, lead)
    assert Initiative.objects.get(key=initiative.key).owner is None


def test_the_outline_comes_back_and_no_text_is_touched(planned, outline, lead):
    own = next(row for row in outline.values() if row.is_hidden)
    Section.objects.filter(pk=own.pk).update(is_hidden=False, title="Ours")
    was = content(planned)
    own_key = own.key
    Strategy.objects.filter(pk=planned.pk).update(title="Other title")
    Section.objects.filter(code="V1").update(title="Our vision", words=3)
    optional = Section.objects.filter(level="O").exclude(pk=own.pk).first()
    Section.objects.filter(pk=optional.pk).update(is_hidden=True)
    Section.objects.filter(pk=own.pk)._raw_delete("default")
    done = restore(planned, was, lead)
    assert content(planned) == was
    assert done.removed == 0
    assert Section.objects.get(key=own_key).title == "Ours"
    assert Section.objects.get(code="V1").words == 3


def test_sections_that_were_left_out_then_are_left_out_again(planned, outline, lead):
    optional = Section.objects.filter(level="O").first()
    Section.objects.filter(pk=optional.pk).update(is_hidden=True)
    was = content(planned)
    Section.objects.update(is_hidden=False)
    restore(planned, was, lead)
    assert Section.objects.get(pk=optional.pk).is_hidden
    # One that the city invented came later: it stays.
    assert set(Section.objects.filter(is_hidden=True)) == {optional}


def test_a_section_of_an_older_catalogue_is_not_made_again(planned, lead):
    was = content(planned)
    Section.objects.filter(code="V1")._raw_delete("default")
    restore(planned, was, lead)
    assert not Section.objects.filter(code="V1").exists()


def test_what_an_older_format_did_not_say_stays(planned, initiative, indicator, lead):
    was = content(planned)
    for row in was["goals"][0]["objectives"][0]["initiatives"]:
        del row["phase"], row["measured_by"]
    Initiative.objects.update(phase="expansion", measured_by=indicator)
    restore(planned, was, lead)
    assert {*Initiative.objects.values_list("phase", "measured_by")} == {
        ("expansion", indicator.pk)
    }


def test_while_somebody_works_on_the_plan_nothing_is_done(planned, goal, lead):
    was, seen = content(planned), newest_plan(planned)
    Goal.objects.update(title="Newer")
    keep_plan(planned, by=lead)
    with pytest.raises(RuleBroken, match="since you opened this page"):
        restore_plan(planned, content=was, seen=seen, by=lead)
    assert Goal.objects.get().title == "Newer"
    Strategy.objects.update(status="coach_review")
    with pytest.raises(RuleBroken, match="cannot be changed while"):
        restore(planned, was, lead)


def test_the_way_back_is_told_in_words(planned, outline, initiative, lead):
    was = content(planned)
    Initiative.objects.filter(pk=initiative.pk).update(cost=1)
    factories.GoalFactory(strategy=planned, title="Later")
    Strategy.objects.filter(pk=planned.pk).update(title="Other title")
    Section.objects.filter(code="V1").update(title="Our vision")
    first = Section.objects.filter(level="O", is_hidden=False).first()
    Section.objects.filter(pk=first.pk).update(is_hidden=True)
    way = way_back(content(planned), was)
    assert [words["text"] for group in way.later for words in group.words] == ["Goal: Later"]
    assert any("Cost of" in words["text"] for group in way.groups for words in group.words)
    told = [words["text"] for words in way.outline]
    assert told[0] == "Title of the strategy"
    assert "Title of the section" in told
    assert any(text.startswith("Section: ") for text in told)
    back = way_back(was, content(planned))
    assert any("It is left out" in words["text"] for words in back.outline)
    moved = {**was, "sections": was["sections"][::-1]}
    assert [row["kind"] for row in way_back(was, moved).outline] == ["moved"]
    assert not way_back(was, was)


# Pages --------------------------------------------------------------------------------------------


def url(name):
    return reverse(f"strategy:{name}", args=["valle-sereno"])


def test_each_act_on_the_plan_leads_to_its_way_back(signed_in, planned, goal, lead, coach):
    first = PlanRevision.objects.get()
    Goal.objects.update(title="Newer")
    keep_plan(planned, by=lead)
    text = signed_in(lead).get(url("plan_history")).content.decode()
    assert "the newest" in text
    assert text.count("What it changed") == 1
    assert f"restore/?at={moment_code(first.saved_at)}" in text
    assert "Bring back" not in signed_in(coach).get(url("plan_history")).content.decode()


def test_a_plan_without_a_history_says_so(signed_in, strategy, lead):
    text = signed_in(lead).get(url("plan_history")).content.decode()
    assert "Nothing has been saved yet" in text


def test_the_list_of_acts_costs_the_same_with_more_of_them(signed_in, planned, goal, lead):
    one = count_queries(signed_in(lead), url("plan_history"))
    for number in range(3):
        Goal.objects.update(title=f"Newer {number}")
        keep_plan(planned, by=lead)
    assert count_queries(signed_in(lead), url("plan_history")) == one


def test_the_plan_is_brought_back_after_it_was_seen(signed_in, planned, goal, lead):
    at = moment_code(PlanRevision.objects.get().saved_at)
    client = signed_in(lead)
    assert "says the same today" in client.get(url("plan_restore"), {"at": at}).content.decode()
    Goal.objects.update(title="Newer")
    factories.GoalFactory(strategy=planned, title="Later")
    keep_plan(planned, by=lead)
    text = client.get(url("plan_restore"), {"at": at}).content.decode()
    assert "Newer" in text
    assert "Goal: Later" in text
    sent = {"at": at, "seen": newest_plan(planned), "is_without_later": "on"}
    answer = client.post(url("plan_restore"), sent, follow=True).content.decode()
    assert "says again what it said then" in answer
    assert "Restored from" in answer
    assert list(Goal.objects.values_list("title", flat=True)) == [goal.title]
    assert client.post(url("plan_restore"), sent).status_code == 409
    assert client.post(url("plan_restore"), {"at": at}).status_code == 409


def test_a_plan_that_was_not_kept_cannot_come_back(signed_in, strategy, section, lead):
    asked = {"at": moment_code(timezone.now() - timedelta(days=400)), "seen": "0"}
    client = signed_in(lead)
    text = client.get(url("plan_restore"), asked).content.decode()
    assert "The plan of that moment was not kept" in text
    assert client.post(url("plan_restore"), asked).status_code == 404


def test_a_closed_plan_shows_the_way_and_no_button(signed_in, planned, lead):
    at = moment_code(PlanRevision.objects.get().saved_at)
    Goal.objects.update(title="Newer")
    Strategy.objects.update(status="coach_review")
    text = signed_in(lead).get(url("plan_restore"), {"at": at}).content.decode()
    assert "cannot be changed at the moment" in text
    assert "btn btn-1" not in text
