"""Two people at once: one is first, the other hears of it, and nothing is doubled."""

import threading

import pytest
from django.db import connection, transaction

from cda.lib.errors import RuleBroken
from cda.people.models import Invitation
from cohorts import actions
from cohorts.models import Delegation, Seat
from tests.cohorts.conftest import nominee
from tests.cohorts.test_actions import grant
from tests.wall import play

pytestmark = pytest.mark.django_db(transaction=True)


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
        except RuleBroken:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(answers)


def test_two_confirm_a_team_at_once(participation, nominees, mayor, admin):
    others = [nominee(f"N{n}", is_lead=not n) for n in range(3)]
    answers = together(
        lambda: actions.confirm_team(participation, nominees, by=mayor),
        lambda: actions.confirm_team(participation, others, by=admin),
    )
    assert answers == ["done", "refused"]
    assert Seat.objects.filled().count() == Invitation.objects.count() == 3


def test_a_power_is_granted_once(term, delegate, mayor):
    answers = together(lambda: grant(term, delegate, mayor), lambda: grant(term, delegate, mayor))
    assert answers == ["done", "refused"]
    assert Delegation.objects.count() == 1
