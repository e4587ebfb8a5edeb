"""What is forgotten, and what is not."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from cda.accounts.models import Once
from cda.accounts.permissions import Role
from cda.people import actions
from cda.people.models import Invitation, StepUp
from cda.people.schedule import forget_old

pytestmark = pytest.mark.django_db


def test_forget_old_erases_the_hashes_of_spent_invitations(invited, letters, answers):
    standing, _url = invited()
    late, _url = invited(role=Role.LEAD)
    void, _url = invited(role=Role.MEMBER)
    used, _url = invited(role=Role.DELEGATE)
    just_used, _url = invited("diego@city.example")
    now = timezone.now()
    Invitation.objects.filter(pk=late.pk).update(expires_at=now)
    Invitation.objects.filter(pk=void.pk).update(voided_at=now)
    Invitation.objects.filter(pk=used.pk).update(used_at=now - timedelta(minutes=6), once="x")
    Invitation.objects.filter(pk=just_used.pk).update(used_at=now, once="y")
    for _twice in range(2):
        forget_old.delay()
    gone = Invitation.objects.filter(token_hash__startswith="gone:", once="")
    assert set(gone) == {late, void, used}
    actions.accept(letters(standing.email)[0].body, answers)


def test_forget_old_drops_what_is_over(lead, signed_in):
    client = signed_in(lead)
    now = timezone.now()
    actions.send_step_up_code(lead, "old")
    StepUp.objects.update(sent_at=now - timedelta(minutes=21))
    actions.send_step_up_code(lead, "new")
    for key, at in [("old", now - timedelta(days=31)), ("new", now)]:
        Once.objects.create(user_id=lead.pk, key=key, path="/", body="", at=at)
        Session.objects.create(session_key=key, session_data="", expire_date=at + timedelta(days=9))
        UserSession.objects.create(user=lead, session_key=key, ip="10.0.0.1", user_agent="")
    forget_old.delay()
    assert StepUp.objects.count() == 1
    assert list(Once.objects.values_list("key", flat=True)) == ["new"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["new"]
    assert not Session.objects.filter(session_key="old").exists()
    assert client.get("/preferences/").status_code == 200
