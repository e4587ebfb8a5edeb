"""Two people at once: one is first, the other hears of it, and nothing is doubled."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from cda.lib.errors import RuleBroken
from coaching.actions.assigning import assign_coach
from coaching.actions.sessions import change_session, log_session
from coaching.models import CoachAssignment, CoachingLog
from coaching.models.log import Stale
from coaching.models.report import SessionFacts, SessionReport
from tests import factories
from tests.wall import play

pytestmark = pytest.mark.django_db(transaction=True)
FACTS = SessionFacts(datetime(2026, 11, 10, 16, 0, tzinfo=UTC), "coaching", 45, "Words.")


def together(*acts):
    """Run each in a thread and a connection of its own; all start at the same moment."""
    gate, answers = threading.Barrier(len(acts)), []

    def run(act):
        try:
            play("cda_system")
            with transaction.atomic():
                gate.wait(10)
                act()
            answers.append("done")
        except RuleBroken as error:
            answers.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(answers, key=str)


def test_two_coaches_log_the_same_session(participation, session, coach, backup):
    report = SessionReport(FACTS, session)
    answers = together(
        lambda: log_session(participation, report, by=coach),
        lambda: log_session(participation, report, by=backup),
    )
    assert answers == [RuleBroken, "done"]
    assert CoachingLog.objects.count() == 1


def test_two_coaches_change_the_same_text(log, coach, backup):
    answers = together(
        lambda: change_session(log, FACTS, None, version=1, by=coach),
        lambda: change_session(log, FACTS, None, version=1, by=backup),
    )
    assert answers == [Stale, "done"]
    assert CoachingLog.objects.get().version == 2


def test_two_of_the_staff_assign_the_same_place(city, participation, admin, staff):
    first, second = factories.UserFactory(name="A"), factories.UserFactory(name="B")
    answers = together(
        lambda: assign_coach(city, first, "primary", by=admin),
        lambda: assign_coach(city, second, "primary", by=staff),
    )
    assert answers == ["done", "done"]
    assert CoachAssignment.objects.standing().count() == 1
    assert CoachAssignment.objects.count() == 2
