"""Letters about accounts: what they say, in which language, and when they are moot."""

import re
from datetime import timedelta

import pytest

from cda.accounts.permissions import Role
from cda.outbox.delivery import composed
from cda.outbox.models import Letter
from cda.people import actions
from tests.wall import as_app

pytestmark = pytest.mark.django_db


def compose(letter):
    with as_app():
        return composed(letter)


def test_invitation_sent_says_who_what_where_and_until_when(invited, letters):
    invitation, url = invited(language="en")
    message = compose(letters(invitation.email)[0])
    assert message.to == [invitation.email]
    assert message.subject == "Your invitation to the City Data Alliance: Valle Sereno"
    assert "Priya Shah invites you" in message.body
    assert "Valle Sereno, Jalisco, Mexico" in message.body
    assert re.findall(r"https?://\S+", message.body) == [f"http://127.0.0.1:8000{url}"]
    assert "\n\n\n" not in message.body


def test_invitation_sent_without_a_city(invited, letters):
    invitation, _url = invited("sam@cda.example", Role.STAFF, city=None, language="en")
    message = compose(letters(invitation.email)[0])
    assert message.subject == "Your invitation to the City Data Alliance"
    assert "You will work for the programme." in message.body


@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
def test_invitation_sent_in_the_language_of_the_invitation(invited, letters, language):
    invitation, _url = invited(language=language)
    day = {"en": "Friday", "es": "viernes", "pt-br": "sexta-feira"}[language]
    invitation.expires_at = "2026-11-27T18:00:00Z"
    invitation.save()
    assert day in compose(letters(invitation.email)[0]).body


def test_a_name_cannot_break_the_letter(invited, letters):
    invitation, _url = invited(name="Eve\nBcc: all@city.example <b>", language="en")
    message = compose(letters(invitation.email)[0])
    assert "\n" not in message.subject
    assert "<b>" in message.body


@pytest.mark.parametrize("moot", ["voided", "expired", "erased"])
def test_invitation_sent_is_moot_when_it_would_not_open(invited, letters, moot):
    invitation, _url = invited()
    letter = letters(invitation.email)[0]
    if moot == "voided":
        actions.void(invitation, by=invitation.invited_by)
    if moot == "expired":
        invitation.expires_at = invitation.sent_at - timedelta(days=1)
        invitation.save()
    if moot == "erased":
        letter.body = ""
    assert compose(letter) is None


def test_step_up_code_is_a_letter_of_fixed_words(lead, letters):
    actions.send_step_up_code(lead, "session")
    [letter] = letters(lead.email)
    assert (letter.kind, letter.subject) == ("text", "Your code before you sign")
    assert re.search(r"^\d{6}$", compose(letter).body, re.MULTILINE)


def test_requests_can_plant_letters_and_read_none(client, lead):
    client.post("/accounts/login/", {"login": lead.email})
    with as_app():
        assert Letter.objects.count() == 0
    assert Letter.objects.count() == 1
