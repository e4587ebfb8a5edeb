"""What the letters say, to whom, and when they are not sent after all."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cda.accounts.models import Part
from cda.accounts.wall import inside
from coaching.actions.assigning import assign_coach
from coaching.actions.glass import break_glass
from coaching.actions.sessions import send_session
from coaching.models import CoachAssignment, GlassBreak
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(log, item, lead, member, coach):
    """The summary of a session with one agreement, and one from before."""
    log.attendances.create(city=log.city, user=lead, name=lead.name)
    factories.ActionItemFactory(participation=log.participation, text="Book & <pay> the room")
    factories.ActionItemFactory(
        participation=log.participation, text="Call", owner=lead, due_on=None
    )
    factories.ActionItemFactory(participation=log.participation, text="Rest", due_on=None)
    send_session(log, by=coach)
    return log


def test_session_logged_reads_well(sent, letters, read, lead):
    (letter,) = letters("session_logged")
    message = read(letter)
    assert message.to == [lead.email]
    assert message.subject == "Session with Valle Sereno, November 10, 2026: summary and next steps"
    assert "Two of five departments have named a steward." in message.body
    assert "Who was there: Carla Peña" in message.body
    agreed, _, still_open = message.body.partition("Still open from before:")
    assert "- Name the data steward for each department (Diego Rojas, Fri, Dec 4)" in agreed
    assert "- Book & <pay> the room (Fri, Dec 4)" in still_open
    assert "- Call (Carla Peña)" in still_open
    assert "- Rest\n" in still_open
    assert f"/cities/valle-sereno/sessions/{sent.key}/" in message.body


def test_session_logged_is_moot_for_who_has_left(sent, letters, read, lead):
    Part.objects.filter(user=lead).update(ends_on=timezone.localdate() - timedelta(days=2))
    assert read(letters("session_logged")[0]) is None


def test_session_logged_of_a_log_that_is_gone(sent, letters, read):
    letter = letters("session_logged")[0]
    letter.target_id = 0
    assert read(letter) is None


def test_session_logged_of_a_bare_session(log, lead, coach, letters, read):
    log.summary = ""
    log.save()
    log.attendances.create(city=log.city, user=lead, name=lead.name)
    send_session(log, by=coach)
    body = read(letters("session_logged")[0]).body
    assert "Next steps:" not in body
    assert "Still open" not in body


@pytest.mark.parametrize(
    ("kind", "to_coach", "to_lead"),
    [
        (
            "primary",
            "You are now the lead coach of Valle Sereno, Jalisco, Mexico.",
            "Nina Sol is now the lead coach of Valle Sereno. You can write to nina@cda.example.",
        ),
        (
            "backup",
            "You are now the backup coach of Valle Sereno, Jalisco, Mexico.",
            "Nina Sol is now the backup coach of Valle Sereno. You can write to nina@cda.example.",
        ),
    ],
)
def test_coach_assigned_reads_well(city, lead, admin, letters, read, kind, to_coach, to_lead):
    nina = factories.UserFactory(name="Nina Sol", email="nina@cda.example")
    assign_coach(city, nina, kind, by=admin, handover="They like short calls.")
    first, second = [read(letter) for letter in letters("coach_assigned")]
    assert first.subject == "You now coach Valle Sereno"
    assert second.subject == "Nina Sol is now a coach of Valle Sereno"
    assert to_coach in first.body
    assert to_lead in second.body
    assert "They like short calls." in first.body
    assert "They like short calls." not in second.body


def test_coach_assigned_is_moot_when_it_is_over(city, admin, letters, read):
    assign_coach(city, factories.UserFactory(), "primary", by=admin)
    CoachAssignment.objects.update(ends_on=timezone.localdate())
    assert read(letters("coach_assigned")[0]) is None


def test_glass_broken_in_the_readers_language_and_clock(city, coach, admin, letters, read):
    with inside([city.pk], admin.pk):
        break_glass(city, "A complaint was made.", by=admin)
    (letter,) = letters("glass_broken")
    body = read(letter).body
    assert "Priya Shah, programme administrator, opened the private notes of Valle Sereno." in body
    assert "Reason given: A complaint was made." in body
    assert "<time" not in body
    GlassBreak.objects.all().delete()
    assert read(letter) is None
