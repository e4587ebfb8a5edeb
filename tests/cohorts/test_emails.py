"""The letters about the team and about the mayor's delegate, as they are read."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from cda.outbox.delivery import deliver_batch
from cda.outbox.models import Letter
from cohorts import actions
from cohorts.models import Seat
from tests.wall import as_app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_waits(monkeypatch):
    monkeypatch.setattr("cda.outbox.post.after_commit", lambda task: None)


def send():
    with as_app():
        deliver_batch()
    return mail.outbox


def grant(term, delegate, mayor):
    today = timezone.localdate()
    return actions.grant_delegation(
        term, delegate, ["view", "decide"], today, today + timedelta(days=5), by=mayor
    )


def test_team_proposed_names_everybody_with_one_link(participation, nominees, mayor, lead):
    actions.propose_team(participation, nominees, by=lead)
    (letter,) = send()
    assert letter.subject == "Valle Sereno: a team waits for your choice"
    assert letter.to == [mayor.email]
    assert "- Carla Peña, City administrator or chief of staff, city lead" in letter.body
    assert "- Diego Rojas, Chief data officer, or similar\n" in letter.body
    assert letter.body.count("http") == 1
    assert "/cities/valle-sereno/team/nominate/" in letter.body


def test_team_proposed_is_moot_once_the_choice_is_made(participation, nominees, mayor, lead):
    actions.propose_team(participation, nominees, by=lead)
    Seat.objects.update(status="nominated")
    assert send() == []
    assert Letter.objects.get().status == "moot"


def test_delegation_granted_says_what_and_until_when(term, mayor, delegate):
    delegation = grant(term, delegate, mayor)
    first, second = send()
    assert {first.to[0], second.to[0]} == {mayor.email, delegate.email}
    assert "Lucía Montes lets Pía Soto act from" in first.body
    assert "- ask for changes in the mayor’s name" in first.body
    assert str(delegation.ends_on.year) in first.body


def test_delegation_granted_is_moot_when_it_is_over(term, mayor, delegate):
    actions.revoke_delegation(grant(term, delegate, mayor), by=mayor)
    sent = send()
    assert {message.subject for message in sent} == {"Valle Sereno: the mayor’s powers are back"}
    assert len(sent) == 2


def test_delegation_revoked_is_in_the_language_of_the_reader(term, mayor, delegate):
    delegate.language = "es"
    delegate.save()
    actions.revoke_delegation(grant(term, delegate, mayor), by=mayor)
    assert len(send()) == 2
