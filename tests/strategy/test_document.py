"""The life of a strategy: which arrow goes where, and what its rows call themselves."""

from datetime import date

import pytest

from cda.lib.errors import RuleBroken
from strategy.models import (
    Agreement,
    ChangeRequest,
    Comment,
    Milestone,
    Reading,
    Review,
    SectionRevision,
    Strategy,
    UnmergedText,
    Version,
)
from tests import factories

S = Strategy.Status


def a_strategy(status):
    return Strategy(status=status, starts_on=date(2027, 1, 1), ends_on=date(2029, 12, 31))


@pytest.mark.parametrize(
    ("before", "verb", "after"),
    [
        (S.NOT_STARTED, lambda s: s.start(), S.DRAFTING),
        (S.DRAFTING, lambda s: s.send_to_coach([]), S.COACH_REVIEW),
        (S.COACH_REVIEW, lambda s: s.return_to_team(1), S.DRAFTING),
        (S.COACH_REVIEW, lambda s: s.clear(0), S.COACH_CLEARED),
        (S.COACH_CLEARED, lambda s: s.finish_by_team([]), S.TEAM_FINAL),
        (S.TEAM_FINAL, lambda s: s.send_to_mayor(due_on=None), S.MAYOR_REVIEW),
        (S.MAYOR_REVIEW, lambda s: s.request_changes(), S.CHANGES_REQUESTED),
        (S.CHANGES_REQUESTED, lambda s: s.resume(), S.DRAFTING),
        (S.MAYOR_REVIEW, lambda s: s.sign(shown="a", stored="a", now="a"), S.SIGNED),
        (S.SIGNED, lambda s: s.publish({"city", "programme"}), S.PUBLISHED),
        (S.PUBLISHED, lambda s: s.withdraw("A mistake."), S.WITHDRAWN),
        (S.PUBLISHED, lambda s: s.start_implementation(), S.IN_IMPLEMENTATION),
        (S.IN_IMPLEMENTATION, lambda s: s.report_progress(1), S.PROGRESS_Y1),
        (S.PROGRESS_Y1, lambda s: s.report_progress(2), S.PROGRESS_Y2),
        (S.PROGRESS_Y2, lambda s: s.report_progress(3), S.PROGRESS_Y3),
        (S.PROGRESS_Y3, lambda s: s.close(), S.CLOSED),
        (S.PROGRESS_Y3, lambda s: s.renew(), S.RENEWED),
        (S.SIGNED, lambda s: s.amend(), S.AMENDED),
        (S.AMENDED, lambda s: s.resubmit_amendment(), S.MAYOR_REVIEW),
        (S.AMENDED, lambda s: s.end_amendment(is_public=True), S.PUBLISHED),
        (S.AMENDED, lambda s: s.end_amendment(is_public=False), S.SIGNED),
        (S.MAYOR_REVIEW, lambda s: s.recall(was_signed=True), S.AMENDED),
        (S.CHANGES_REQUESTED, lambda s: s.resume(was_signed=True), S.AMENDED),
    ],
)
def test_every_arrow_goes_where_it_should_and_from_nowhere_else(before, verb, after):
    strategy = a_strategy(before)
    verb(strategy)
    assert strategy.status == after
    wrong = a_strategy(S.CLOSED)
    with pytest.raises(RuleBroken, match="cannot become"):
        verb(wrong)


def test_the_number_counts_rounds_with_the_coach_and_with_the_mayor():
    strategy = a_strategy(S.DRAFTING)
    strategy.send_to_coach([])
    assert strategy.number == "0.1"
    strategy.recall()
    strategy.send_to_coach([])
    assert strategy.number == "0.2"
    strategy.clear(0)
    strategy.finish_by_team([])
    strategy.send_to_mayor(due_on=date(2026, 12, 4))
    assert (strategy.number, strategy.due_on) == ("1.0", date(2026, 12, 4))


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2027, 1, 1), date(2029, 12, 31), 36),
        (date(2027, 1, 15), date(2030, 1, 14), 36),
        (date(2027, 1, 15), date(2030, 1, 10), 35),
        (date(2027, 1, 1), date(2027, 1, 31), 1),
    ],
)
def test_months_are_whole(first, last, months):
    assert Strategy(starts_on=first, ends_on=last).months == months


def test_silence_is_counted_from_the_last_touch(section):
    assert section.quiet_days(section.strategy.status_since) is None


def test_rows_have_names(strategy, section, lead, goal, initiative, indicator):
    version = factories.VersionFactory(strategy=strategy)
    objective = initiative.objective
    assert str(strategy) == strategy.title
    assert str(section) == f"{strategy.pk}/V1"
    assert str(goal) == goal.title
    assert str(objective) == objective.title
    assert str(initiative) == initiative.title
    assert str(indicator) == indicator.name
    assert str(Milestone(title="Act")) == "Act"
    assert str(version) == "1.0"
    assert str(SectionRevision(section_id=3, number=2)) == "3/2"
    assert str(UnmergedText(section_id=3, base_version=2, author_id=1)) == "3/2 1"
    assert str(Review(strategy_id=3)) == "3 waiting"
    assert str(Comment(pk=7)) == "comment 7"
    assert str(Agreement(user_id=1, agrees=True)) == "1 True"
    assert str(ChangeRequest(strategy_id=3)).startswith("3 20")
    assert str(Reading(user_id=1, version_id=2)) == "1 2"
    assert Version._meta.label == "strategy.Version"
