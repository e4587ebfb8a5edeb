"""Twenty people with the same link, and two who invite the same person."""

import threading

import pytest
from django.db import connection

from cda.accounts.models import Part, User
from cda.accounts.permissions import Role
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cda.people import actions
from cda.people.models import Invitation, StepUp
from tests import factories
from tests.cda.people.conftest import ANSWERS
from tests.wall import play

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 20


def together(act, number=PEOPLE, role="cda_app"):
    """Let so many threads do the same at the same moment; what each of them heard."""
    gate, heard = threading.Barrier(number), []

    def run(index):
        try:
            play(role)
            gate.wait(timeout=20)
            heard.append(act(index))
        except RuleBroken as error:
            heard.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[index]) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


@pytest.fixture
def city():
    return factories.CityFactory(slug="valle-sereno", name="Valle Sereno")


@pytest.fixture
def admin(city):
    user = factories.UserFactory(email="priya@cda.example")
    factories.PartFactory(user=user, city=None, role=Role.ADMIN)
    return user


@pytest.fixture(autouse=True)
def _no_delivery(monkeypatch):
    """Letters stay in the outbox, with what they carry."""
    monkeypatch.setattr("cda.outbox.post.after_commit", lambda *_: None)


def test_twenty_accept_the_same_invitation_and_one_does(invited, letters):
    invitation, _url = invited()
    token = letters(invitation.email)[-1].body
    heard = together(lambda index: actions.accept(token, ANSWERS, once=f"form-{index}"))
    assert heard.count(invitation) == 1
    assert len({str(words) for words in heard}) == 2
    play("cda_system")
    assert User.objects.filter(email=invitation.email).count() == 1
    assert Part.objects.filter(role=Role.MAYOR).count() == 1
    assert Entry.objects.filter(verb="invitation.accepted").count() == 1


def test_two_invitations_to_one_new_person_make_one_person(invited, letters):
    first, _url = invited()
    second, _url = invited(role=Role.LEAD)
    tokens = [letter.body for letter in letters(first.email)]
    heard = together(lambda index: actions.accept(tokens[index], ANSWERS), number=2)
    assert set(heard) == {first, second}
    play("cda_system")
    user = User.objects.get(email=first.email)
    assert sorted(user.parts.values_list("role", flat=True)) == ["lead", "mayor"]


def test_many_who_invite_the_same_person_leave_one_standing(city, admin):
    def act(_index):
        return actions.invite(
            "lucia@city.example", "L", Role.MAYOR, city, by=admin, language="es", form="neutral"
        ).pk

    heard = together(act, number=8, role="cda_system")
    sent = [answer for answer in heard if isinstance(answer, int)]
    assert len(sent) == actions.PER_ADDRESS
    assert Invitation.objects.standing().count() == 1


def test_guesses_at_the_same_moment_are_all_counted(admin):
    actions.send_step_up_code(admin, "a-session")
    heard = together(
        lambda index: actions.prove(admin, "a-session", f"x{index}"), role="cda_system"
    )
    assert heard == [False] * PEOPLE
    assert StepUp.objects.get().tries == 3
