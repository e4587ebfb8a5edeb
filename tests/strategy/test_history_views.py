"""The pages of the history, of comparing, and of amending."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from strategy.actions import reviewing, signing
from strategy.actions.amending import open_amendment
from strategy.actions.drafting import write_section
from strategy.actions.history import keep_plan, mark_read, name_version
from strategy.models import (
    Goal,
    LastRead,
    PlanRevision,
    Review,
    Section,
    Strategy,
    Version,
)
from strategy.models.points import moment_code
from tests import factories
from tests.strategy.test_drafting_views import count_queries

pytestmark = pytest.mark.django_db

HERE = "valle-sereno"


def url(name, *keys):
    return reverse(f"strategy:{name}", args=[HERE, *keys])


def write(section, text, by, **given):
    fresh = Section.objects.get(pk=section.pk)
    return write_section(fresh, text=text, base_version=fresh.version, by=by, **given).section


def page(client, name, *keys, **asked):
    answer = client.get(url(name, *keys), asked)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


@pytest.fixture
def written(strategy, section, initiative, lead, member):
    """Two saves, a named version between them, and a plan that was kept."""
    keep_plan(strategy, by=lead)
    write(
        section,
        "The new office of data costs ninety thousand dollars in the first year.\n\nSecond.",
        lead,
    )
    name_version(strategy, "Workshop draft", by=lead)
    write(
        section,
        "The new office of data costs sixty thousand dollars in the first year.\n\nSecond.",
        member,
    )
    initiative.cost = 77000
    initiative.save()
    keep_plan(strategy, by=member)
    return section


# History ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["lead", "member", "mayor", "coach", "staff", "partner"])
def test_everybody_who_reads_the_strategy_reads_its_history(signed_in, request, written, who):
    text = page(signed_in(request.getfixturevalue(who)), "strategy_history")
    assert "0.1 “Workshop draft”" in text
    assert "4 saves" in text
    assert "Carla Peña, Diego Rojas" in text
    assert "Plan and outline" in text
    assert ("Name this state" in text) == (who in ("lead", "member"))


def test_an_empty_history_says_so(signed_in, lead, strategy):
    text = page(signed_in(lead), "strategy_history")
    assert "No state has a name yet" in text
    assert "Nothing has been saved yet" in text
    assert "Nothing to compare yet" in page(signed_in(lead), "strategy_compare")


def test_a_history_costs_the_same_with_more_in_it(signed_in, lead, strategy, section):
    def grow(day):
        with time_machine.travel(timezone.now() - timedelta(days=day)):
            write(section, f"Text {day}.", lead)
            name_version(strategy, f"State {day}", by=lead)

    grow(1)
    one = count_queries(signed_in(lead), url("strategy_history"))
    grow(2)
    grow(3)
    assert count_queries(signed_in(lead), url("strategy_history")) == one
    assert one <= 15


def test_a_section_shows_each_save(signed_in, lead, member, coach, written):
    write(written, "Suggested.", lead, suggested_by=coach, why="Clearer")
    text = page(signed_in(lead), "section_history", written.key)
    assert "in the words of Ana Duarte" in text
    assert "Clearer" in text
    assert text.count("Compare with now") == 2
    empty = factories.SectionFactory(strategy=written.strategy, code="P6", position=40)
    assert "Nothing has been saved yet" in page(signed_in(lead), "section_history", empty.key)


def test_any_state_can_be_read(signed_in, lead, coach, written):
    version = Version.objects.get()
    text = page(signed_in(coach), "history_state", at=f"v-{version.key}")
    assert "version 0.1 “Workshop draft”" in text
    assert "costs ninety thousand" in text
    assert "Bring this text back" not in text
    text = page(signed_in(lead), "history_state", at="now")
    assert "the same as now" in text
    assert "costs sixty thousand" in text
    other = factories.SectionFactory(strategy=written.strategy, code="P6", position=40)
    keep_plan(written.strategy, by=lead)
    write(other, "Of another section.", lead)
    assert "Of another section." not in page(
        signed_in(lead), "history_state", at="now", section=written.key
    )
    first = moment_code(written.revisions.get(number=1).saved_at)
    text = page(signed_in(lead), "history_state", at=first, section=written.key)
    assert "costs ninety thousand" in text
    assert "Bring this text back" in text
    assert "Bring all texts back" not in text


@pytest.mark.parametrize(
    "at", ["v-none", "d-2026-13-45", "d-9999-12-31", "t-x", "t-" + "9" * 30, "?"]
)
def test_what_is_no_state_is_not_there(signed_in, lead, written, at):
    assert signed_in(lead).get(url("history_state"), {"at": at}).status_code == 404
    assert signed_in(lead).get(url("strategy_compare"), {"before": at}).status_code == 404


def test_before_anything_was_kept_the_page_says_what_stands_in(signed_in, lead, strategy, section):
    text = page(signed_in(lead), "history_state", at="d-2020-01-01")
    assert "shown are those of today" in text
    assert "There was no text at that time" in text
    name_version(strategy, "First", by=lead)
    text = page(signed_in(lead), "history_state", at="d-2020-01-01")
    assert "shown are those of version 0.1" in text
    assert "shown are those of version 0.1" in page(
        signed_in(lead), "strategy_compare", before_day="2020-01-01"
    )


def test_a_state_gets_a_name(signed_in, member, strategy, section):
    client = signed_in(member)
    assert "Keep this state" in page(client, "history_name")
    assert client.post(url("history_name"), {"name": " "}).status_code == 422
    answer = client.post(url("history_name"), {"name": "Workshop  draft"}, follow=True)
    assert "Kept as 0.1 “Workshop draft”." in answer.content.decode()


def test_a_section_is_brought_back(signed_in, lead, written):
    version = Version.objects.get()
    sent = {"at": f"v-{version.key}", "base_version": 2}
    answer = signed_in(lead).post(url("section_restore", written.key), sent, follow=True)
    text = answer.content.decode()
    assert "says again what it said then" in text
    assert "Restored from version 0.1 “Workshop draft”" in text
    stale = signed_in(lead).post(url("section_restore", written.key), sent | {"base_version": 1})
    assert "/merge/" not in stale.url  # it says so already
    write(written, "Newer.", lead)
    stale = signed_in(lead).post(url("section_restore", written.key), sent | {"base_version": 1})
    assert "/merge/" in stale.url
    assert signed_in(lead).post(url("section_restore", written.key), {}).status_code == 409


def test_all_texts_are_brought_back(signed_in, lead, written):
    version = Version.objects.get()
    state = page(signed_in(lead), "history_state", at=f"v-{version.key}")
    seen = state.partition('name="seen" value="')[2].partition('"')[0]
    sent = {"at": f"v-{version.key}", "seen": seen}
    answer = signed_in(lead).post(url("history_restore"), sent, follow=True)
    assert "1 section says again what it said then" in answer.content.decode()
    assert signed_in(lead).post(url("history_restore"), sent).status_code == 409
    assert signed_in(lead).post(url("history_restore"), {}).status_code == 409


# Comparing ----------------------------------------------------------------------------------------


def test_what_is_new_begins_with_the_newest_version(signed_in, lead, written):
    text = page(signed_in(lead), "strategy_compare")
    assert "from version 0.1 “Workshop draft” to now" in text
    assert '<ins><span class="vh">now </span>sixty</ins>' in text
    assert '<del><span class="vh">was </span>ninety</del>' in text
    assert "1 unchanged paragraph" in text
    assert "2 changes" in text
    assert "MXN\xa077,000" in text
    assert "I have read this" in text


def test_who_says_i_have_read_this_is_shown_what_comes_after(signed_in, coach, lead, written):
    client = signed_in(coach)
    text = page(client, "strategy_compare")
    until = text.partition('name="until" value="')[2].partition('"')[0]
    write(written, "Written while the page was open.", lead)
    answer = client.post(url("compare_read"), {"until": until}, follow=True)
    assert "you are shown what comes after this" in answer.content.decode()
    text = page(client, "strategy_compare")
    assert "from what you read until" in text
    assert "Written while the page was open." in text
    assert "1 change<" in text
    for wrong in ("", "soon", "2026-01-01T10:00", "2026-99-99T10:00:00Z"):
        assert client.post(url("compare_read"), {"until": wrong}).status_code == 409


def test_reading_moves_forward_only_and_not_into_the_future(signed_in, lead, strategy):
    now = timezone.now()
    mark_read(strategy, now, by=lead)
    mark_read(strategy, now - timedelta(days=3), by=lead)
    assert LastRead.objects.get().read_at == now
    signed_in(lead).post(url("compare_read"), {"until": "2999-01-01T10:00:00Z"})
    assert LastRead.objects.get().read_at <= timezone.now()


def test_any_two_states_the_older_one_first(signed_in, lead, written):
    version = Version.objects.get()
    text = page(signed_in(lead), "strategy_compare", before="now", after=f"v-{version.key}")
    assert "from version 0.1 “Workshop draft” to now" in text
    today = factories.today().isoformat()
    text = page(signed_in(lead), "strategy_compare", before=f"v-{version.key}", after_day=today)
    assert "to the end of" in text
    assert "I have read this" not in text
    moment = moment_code(written.revisions.get(number=1).saved_at)
    text = page(signed_in(lead), "strategy_compare", before=moment, section=written.key)
    assert f'<option value="{moment}" selected>' in text
    assert "Show the whole strategy" in text
    assert "MXN" not in text


def test_without_a_version_it_begins_with_what_was_kept_first(signed_in, lead, strategy, section):
    keep_plan(strategy, by=lead)
    write(section, "First words.", lead)
    assert "First words." in page(signed_in(lead), "strategy_compare")


def test_comparing_costs_the_same_with_more_in_it(signed_in, lead, written, strategy):
    one = count_queries(signed_in(lead), url("strategy_compare"))
    for place in range(3):
        row = factories.SectionFactory(strategy=strategy, code=f"P{place + 1}", position=50 + place)
        write(row, "More.", lead)
        factories.GoalFactory(strategy=strategy)
    keep_plan(strategy, by=lead)
    assert count_queries(signed_in(lead), url("strategy_compare")) == one
    assert one <= 24  # two of them are the test’s own


def test_a_change_after_the_signature_stands_beside_its_reason(signed_in, lead, signature):
    strategy = open_amendment(signature.strategy, "The council moved the budget.", by=lead)
    section = Section.objects.get(strategy=strategy, code="V1")
    write(section, "Other words.", lead, why="The mayor asked")
    text = page(signed_in(lead), "strategy_compare")
    assert "Why it changed" in text
    assert "The mayor asked" in text
    assert "Other words." in text


# Amending -----------------------------------------------------------------------------------------


def test_the_lead_opens_and_closes_an_amendment(signed_in, lead, signature):
    client = signed_in(lead)
    assert "Why does the signed strategy change?" in page(client, "strategy_amend")
    assert client.post(url("strategy_amend"), {"why": ""}).status_code == 422
    answer = client.post(url("strategy_amend"), {"why": "New budget."}, follow=True)
    assert "The signature stands until the next one" in answer.content.decode()
    assert Strategy.objects.get().status == "amended"
    assert "Close the amendment without a change" in page(client, "strategy_amend")
    client.post(url("amendment_end"))
    assert Strategy.objects.get().status == "signed"


def test_only_what_is_signed_can_be_amended(signed_in, lead, strategy):
    assert "Only a strategy that is signed can be amended" in page(
        signed_in(lead), "strategy_amend"
    )


@pytest.mark.parametrize("who", ["member", "mayor", "coach", "staff", "partner"])
def test_amending_is_for_the_lead(signed_in, request, signature, who):
    client = signed_in(request.getfixturevalue(who))
    for name in ("strategy_amend", "amendment_end"):
        assert client.post(url(name), {"why": "x"}).status_code == 403


def open_again(signature, lead):
    """What was signed, opened by the lead."""
    open_amendment(signature.strategy, "New budget.", by=lead)
    return Section.objects.get(code="V1")


def test_the_editor_asks_why_once(signed_in, lead, member, signature):
    section = open_again(signature, lead)
    client = signed_in(member)
    assert "Why is this changed?" in page(client, "section_edit", section.key)
    typed = {"text": "Words that are new.", "base_version": section.version}
    refused = client.post(url("section_edit", section.key), typed)
    assert refused.status_code == 422
    assert "Say why." in refused.content.decode()
    assert "Words that are new." in refused.content.decode()
    autosave = url("section_autosave", section.key)
    assert "say why you change it" in client.post(autosave, typed).json()["error"]
    assert client.post(autosave, typed | {"why": "New figures"}).status_code == 200
    assert 'value="New figures"' in page(client, "section_edit", section.key)
    typed = {"text": "Newer words.", "base_version": section.version + 1}
    assert client.post(url("section_edit", section.key), typed).status_code == 302
    assert set(section.revisions.values_list("why", flat=True)) == {"New figures"}


def test_the_plan_asks_why_once(signed_in, lead, member, signature):
    open_again(signature, lead)
    goal = Goal.objects.filter(strategy=signature.strategy).first()
    client = signed_in(member)
    assert "Why is this changed?" in page(client, "goal_edit", goal.key)
    typed = {"block": goal.block, "title": "Another", "base_version": goal.version}
    assert client.post(url("goal_edit", goal.key), typed).status_code == 422
    assert client.post(url("goal_edit", goal.key), typed | {"why": "Prices"}).status_code == 302
    assert PlanRevision.objects.latest("pk").why == "Prices"
    assert 'value="Prices"' in page(client, "goal_delete", goal.key)
    assert client.post(url("goal_delete", goal.key)).status_code == 302


def test_a_reason_for_the_next_hours(signed_in, lead, member, signature):
    open_again(signature, lead)
    goal = Goal.objects.filter(strategy=signature.strategy).first()
    client = signed_in(member)
    assert client.post(url("goal_delete", goal.key)).status_code == 409
    assert "Why do you change the plan" in page(client, "strategy_detail")
    client.post(url("amendment_why"), {"why": "A shorter plan"})
    assert client.post(url("goal_delete", goal.key)).status_code == 302


def test_the_way_of_an_amendment_on_the_pages(signed_in, lead, mayor, signature):
    client = signed_in(lead)
    assert "Amend the signed strategy" in page(client, "strategy_detail")
    assert "Amend the signed strategy" in page(client, "strategy_signed")
    section = open_again(signature, lead)
    assert "The signed strategy is being amended" in page(client, "strategy_detail")
    assert "The signed strategy is being amended" in page(signed_in(mayor), "strategy_detail")
    client = signed_in(lead)
    write(section, "Other words.", lead, why="The mayor asked")
    assert "Send to the mayor</button>" in page(client, "mayor_send")
    client.post(url("mayor_send"), {"sentence": "Again, please."})
    assert Strategy.objects.get().status == "mayor_review"


def test_the_coach_and_the_mayor_come_here_from_what_changed(signed_in, coach, lead, mayor, sent):
    first, second = sent, None
    reviewing.recall_strategy(sent.strategy, by=lead)
    Strategy.objects.update(status="team_final")
    signing.open_brief(first, by=mayor)
    second = signing.send_to_mayor(
        Strategy.objects.get(), due_on=None, sentence="", whys={}, by=lead
    )
    link = f"?before=v-{first.key}&amp;after=v-{second.key}"
    assert link in signed_in(mayor).get(url("brief")).content.decode()
    for version in (first, second):
        review = Review.objects.create(
            strategy=sent.strategy,
            version=version,
            city=sent.city,
            due_on=factories.today(),
            asked_at=version.created_at,
        )
    assert link in signed_in(coach).get(url("review_detail", review.key)).content.decode()


def test_an_amendment_is_owed_by_the_lead(signed_in, lead, signature):
    open_again(signature, lead)
    assert "Send what was amended to the mayor" in signed_in(lead).get("/").content.decode()
