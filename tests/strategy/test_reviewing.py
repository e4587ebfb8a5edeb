"""The coach's review and the team's last word: every arrow, who hears of it, what is kept."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core import mail
from django.utils import timezone, translation

from cda.accounts.models import Part
from cda.accounts.permissions import Role
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cda.outbox.letters import COMPOSERS
from cda.outbox.models import Letter
from cohorts.models import CityMilestone
from strategy.actions import commenting, drafting, reviewing
from strategy.models import Agreement, Comment, Review, Section, Strategy, Version
from strategy.models.review import working_days_after
from strategy.models.text import to_blocks
from strategy.models.threads import discussion_of, paragraphs
from tests import factories
from tests.conftest import person

SUNDAY = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def verbs():
    return list(
        Entry.objects.filter(target_type="strategy.strategy")
        .order_by("seq")
        .values_list("verb", flat=True)
    )


def letters(kind):
    rows = Letter.objects.filter(kind=kind).order_by("reader__name")
    return list(rows.values_list("reader__name", flat=True))


@pytest.fixture
def milestones(participation):
    for place, code in enumerate(["draft", "peers", "mayor"]):
        factories.CityMilestoneFactory(participation=participation, code=code, position=place)

    def read():
        return dict(CityMilestone.objects.values_list("code", "status"))

    return read


@pytest.fixture
def review(complete, lead, coach):
    return reviewing.send_to_coach(complete, by=lead)


@pytest.fixture
def cleared(review, coach):
    reviewing.clear_strategy(review, checklist=Review.CHECKLIST, note="Well done.", by=coach)
    return Strategy.objects.get()


def comment_of(user, outline, code="B1", **fields):
    values = {"text": "Who decides?", "block": ""} | fields
    return commenting.add_comment(outline[code], **values, by=user)


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 11, 22), date(2026, 11, 27)),
        (date(2026, 11, 23), date(2026, 11, 30)),
        (date(2026, 11, 27), date(2026, 12, 4)),
        (date(2026, 11, 28), date(2026, 12, 4)),
    ],
)
def test_working_days(day, after):
    assert working_days_after(day, 5) == after


@time_machine.travel(SUNDAY, tick=False)
def test_send_to_coach(complete, lead, coach, milestones):
    review = reviewing.send_to_coach(complete, by=lead)
    strategy = Strategy.objects.get()
    assert (strategy.status, strategy.number) == ("coach_review", "0.1")
    assert review.version.number == "0.1"
    assert review.version.reason == "coach"
    assert review.due_on == date(2026, 11, 27)
    assert milestones()["draft"] == "in_review"
    assert letters("review_asked") == ["Ana Duarte"]
    due = Letter.objects.get(kind="review_due")
    assert due.send_after == datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
    assert verbs() == ["strategy.sent_to_coach"]


def test_send_to_coach_when_something_is_missing(strategy, outline, lead):
    with pytest.raises(RuleBroken, match=r"Not yet: The section “Letter from the mayor” is empty"):
        reviewing.send_to_coach(strategy, by=lead)
    assert Version.objects.count() == 0


def test_send_to_coach_twice(review, complete, lead):
    with pytest.raises(RuleBroken, match="cannot become"):
        reviewing.send_to_coach(complete, by=lead)


def test_return_needs_a_comment_of_a_coach_in_this_round(review, outline, coach, member):
    comment_of(member, outline)
    with pytest.raises(RuleBroken, match="at least one comment"):
        reviewing.return_strategy(review, note="", by=coach)
    mine = comment_of(coach, outline)
    commenting.resolve_comment(mine, by=coach)
    with pytest.raises(RuleBroken, match="at least one comment"):
        reviewing.return_strategy(review, note="", by=coach)
    Comment.objects.filter(pk=mine.pk).update(
        resolved_at=None, written_at=review.asked_at - timezone.timedelta(days=1)
    )
    with pytest.raises(RuleBroken, match="at least one comment"):
        reviewing.return_strategy(review, note="", by=coach)


def test_return_strategy(review, outline, coach, lead, member, milestones):
    comment_of(coach, outline, "B1")
    comment_of(coach, outline, "V2")
    reviewing.return_strategy(review, note="See governance.", by=coach)
    strategy, review = Strategy.objects.get(), Review.objects.get()
    assert strategy.status == "drafting"
    assert (review.verdict, review.note, review.reviewer) == ("returned", "See governance.", coach)
    assert Section.objects.get(code="B1").status == "commented"
    assert Section.objects.get(code="V2").status == "empty"
    assert milestones()["draft"] == "underway"
    assert letters("strategy_returned") == ["Carla Peña", "Diego Rojas"]
    assert verbs() == ["strategy.sent_to_coach", "strategy.returned"]
    with pytest.raises(RuleBroken, match="This review is over: it was returned"):
        reviewing.return_strategy(review, note="", by=coach)


def test_clear_needs_the_whole_checklist(review, coach):
    with pytest.raises(RuleBroken, match="Tick every point"):
        reviewing.clear_strategy(review, checklist=["blocks", "x"], note="", by=coach)
    assert Strategy.objects.get().status == "coach_review"


def test_clear_strategy(cleared, milestones, lead, member):
    review = Review.objects.get()
    assert cleared.status == "coach_cleared"
    assert review.verdict == "cleared"
    assert review.checklist == list(Review.CHECKLIST)
    assert letters("strategy_cleared") == ["Carla Peña"]
    assert verbs()[-1] == "strategy.cleared"


def test_milestones_of_clearing_and_finishing(milestones, review, coach, lead):
    reviewing.clear_strategy(review, checklist=Review.CHECKLIST, note="", by=coach)
    assert milestones() == {"draft": "done", "peers": "underway", "mayor": "pending"}
    strategy = Strategy.objects.get()
    reviewing.say_agreement(strategy, agrees=True, note="", by=lead)
    reviewing.finish_by_team(strategy, by=lead)
    assert milestones()["peers"] == "done"


def test_a_second_round_has_its_own_version(review, complete, outline, coach, lead):
    comment_of(coach, outline)
    reviewing.return_strategy(review, note="", by=coach)
    second = reviewing.send_to_coach(complete, by=lead)
    assert second.version.number == "0.2"
    with pytest.raises(RuleBroken, match="at least one comment"):
        reviewing.return_strategy(second, note="", by=coach)


@pytest.mark.parametrize(
    ("status", "who"),
    [
        ("coach_review", ["Ana Duarte"]),
        ("coach_cleared", ["Ana Duarte"]),
        ("team_final", ["Ana Duarte"]),
        ("mayor_review", ["Ana Duarte", "Lucía Montes", "Pía Soto"]),
    ],
)
def test_recall(review, status, who, lead, mayor, delegate, milestones):
    CityMilestone.objects.update(status="in_review")
    Strategy.objects.update(status=status)
    strategy = reviewing.recall_strategy(Strategy.objects.get(), by=lead)
    assert strategy.status == "drafting"
    assert Review.objects.get().verdict == "recalled"
    assert letters("strategy_recalled") == who
    assert milestones()["draft"] == "underway"
    is_mayors = status == "mayor_review"
    assert (milestones()["mayor"] == "underway") == is_mayors
    assert Entry.objects.get(verb="strategy.recalled").note == {"was": status}


@pytest.mark.parametrize("status", ["drafting", "signed", "published"])
def test_recall_of_what_is_not_out_or_signed(complete, lead, status):
    Strategy.objects.update(status=status)
    with pytest.raises(RuleBroken, match="cannot become"):
        reviewing.recall_strategy(complete, by=lead)


def test_resume_after_the_mayors_wishes(complete, lead, milestones):
    with pytest.raises(RuleBroken):
        reviewing.resume_strategy(complete, by=lead)
    Strategy.objects.update(status="changes_requested")
    assert reviewing.resume_strategy(complete, by=lead).status == "drafting"
    assert milestones()["draft"] == "underway"
    assert verbs() == ["strategy.resumed"]


def test_agreement_of_everybody(cleared, lead, member):
    with pytest.raises(RuleBroken, match="Still to be heard: Carla Peña, Diego Rojas"):
        reviewing.finish_by_team(cleared, by=lead)
    reviewing.say_agreement(cleared, agrees=False, note="Too slow.", by=member)
    reviewing.say_agreement(cleared, agrees=False, note="Far too slow.", by=member)
    reviewing.say_agreement(cleared, agrees=True, note="", by=lead)
    assert Agreement.objects.count() == 2
    assert Agreement.objects.get(user=member).note == "Far too slow."
    assert reviewing.finish_by_team(cleared, by=lead).status == "team_final"
    assert verbs()[-4:] == [
        "strategy.dissented", "strategy.dissented", "strategy.agreed", "strategy.finished_by_team",
    ]  # fmt: skip


def test_who_is_on_leave_is_not_waited_for(cleared, lead, member, participation):
    factories.SeatFactory(participation=participation, user=member, status="on_leave")
    reviewing.say_agreement(cleared, agrees=True, note="", by=lead)
    assert reviewing.finish_by_team(cleared, by=lead).status == "team_final"


def test_nothing_to_agree_to_before_the_coach_cleared(complete, lead, member):
    for act in (
        lambda: reviewing.say_agreement(complete, agrees=True, note="", by=member),
        lambda: reviewing.finish_by_team(complete, by=lead),
    ):
        with pytest.raises(RuleBroken, match="nothing to agree to"):
            act()


def test_an_old_agreement_does_not_count_for_a_new_version(cleared, outline, coach, lead):
    reviewing.say_agreement(cleared, agrees=True, note="", by=lead)
    reviewing.recall_strategy(cleared, by=lead)
    again = reviewing.send_to_coach(Strategy.objects.get(), by=lead)
    reviewing.clear_strategy(again, checklist=Review.CHECKLIST, note="", by=coach)
    with pytest.raises(RuleBroken, match="Still to be heard: Carla Peña"):
        reviewing.finish_by_team(Strategy.objects.get(), by=lead)


# comments


def test_comments_and_threads(section, lead, coach):
    section.blocks = to_blocks("First paragraph here.\n\nSecond paragraph here.")
    section.save()
    first, second = (block["id"] for block in section.blocks)
    comment = commenting.add_comment(section, text="Why?", block=second, by=coach)
    assert comment.quote == "Second paragraph here."
    reply = commenting.reply_to(comment, text="So.", by=lead)
    deeper = commenting.reply_to(reply, text="And so.", by=coach)
    assert deeper.parent_id == comment.pk
    general = commenting.add_comment(section, text="Good.", block="", by=coach)
    gone = commenting.add_comment(section, text="Old.", block="nowhere", by=coach)
    rows = Comment.objects.select_related("author").order_by("written_at", "pk")
    found = discussion_of(section, rows)
    assert [thread.comment for thread in found.by_block[second]] == [comment]
    assert [row.text for row in found.by_block[second][0].replies] == ["So.", "And so."]
    assert found.by_block[first] == []
    assert [thread.comment for thread in found.on_section] == [general]
    assert [thread.comment for thread in found.on_deleted] == [gone]
    assert found.count_open == 3
    assert not found.is_empty
    assert list(Comment.objects.unresolved().order_by("pk")) == [comment, general, gone]


def test_resolve_and_reopen_say_it_once(section, lead, coach):
    comment = commenting.add_comment(section, text="Why?", block="", by=coach)
    commenting.reopen_comment(comment, by=lead)
    commenting.resolve_comment(comment, by=lead)
    resolved = commenting.resolve_comment(comment, by=coach)
    assert resolved.resolved_by == lead
    assert commenting.reopen_comment(comment, by=coach).resolved_at is None
    assert list(Entry.objects.order_by("seq").values_list("verb", flat=True)) == [
        "comment.added", "comment.resolved", "comment.reopened",
    ]  # fmt: skip


def test_paragraphs_to_choose_from():
    blocks = to_blocks("Short.\n\n" + "palabra " * 30)
    short, long = paragraphs(blocks)
    assert short == (blocks[0]["id"], "Short.")
    assert long[1].endswith("palabra…")
    assert len(long[1]) <= 81


# letters


def composed(kind, reader=None):
    letter = Letter.objects.filter(kind=kind).order_by("reader__name").first()
    if reader is not None:
        letter.reader = reader
    with translation.override(letter.reader.language):
        return COMPOSERS[kind](letter)


def test_letter_section_assigned(section, lead, member):
    drafting.assign_section(section, assignee=member, due_on=date(2026, 12, 1), by=lead)
    message = composed("section_assigned")
    assert message.subject == "Valle Sereno: you write “Three-year vision”"
    assert "by December 1, 2026" in message.body
    assert message.to == [member.email]
    drafting.assign_section(section, assignee=member, due_on=None, by=lead)
    assert "by December" not in composed("section_assigned").body
    drafting.assign_section(section, assignee=None, due_on=None, by=lead)
    assert composed("section_assigned") is None


def test_letters_to_the_coach(review, coach, lead):
    message = composed("review_asked")
    assert message.subject == "Valle Sereno: a strategy to read"
    assert f"/strategy/review/{review.key}/" in message.body
    assert "due tomorrow" in composed("review_due").subject
    coach.language = "es"
    assert composed("review_asked").to == [coach.email]
    assert composed("review_asked", lead) is None
    Review.objects.update(verdict="returned")
    assert composed("review_due") is None


def test_letters_to_the_team(review, outline, coach, lead, member):
    comment_of(coach, outline)
    reviewing.return_strategy(review, note="See governance.", by=coach)
    message = composed("strategy_returned")
    assert "returned it with 1 open comment." in message.body
    assert "See governance." in message.body
    assert composed("strategy_returned", coach) is None
    again = reviewing.send_to_coach(Strategy.objects.get(), by=lead)
    reviewing.clear_strategy(again, checklist=Review.CHECKLIST, note="", by=coach)
    assert "/strategy/agree/" in composed("strategy_cleared").body
    assert composed("strategy_cleared", coach) is None
    reviewing.recall_strategy(Strategy.objects.get(), by=lead)
    assert composed("strategy_cleared") is None
    message = composed("strategy_recalled")
    assert "There is nothing for you to do" in message.body
    assert composed("strategy_recalled", lead) is None
    Strategy.objects.update(status="coach_review")
    assert composed("strategy_recalled") is None
    assert mail.outbox == []


def test_letters_to_who_left_the_city(review, coach, city):
    second = person(Role.COACH, city, name="Zoe Bell")
    Part.objects.filter(user=coach).update(ends_on=date(2020, 1, 2))
    assert composed("review_asked") is None
    assert composed("review_asked", second) is not None
