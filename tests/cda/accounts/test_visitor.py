"""Who asks: the session and its person, read by questions of our own."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from cda.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, lead):
    client.force_login(lead)
    return lambda: client.get("/to-do/").status_code


def test_a_session_opens_the_door_until_it_ends(page):
    assert page() == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert page() == 302


def test_a_person_who_is_not_active_is_nobody(page, lead):
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert page() == 302


def test_a_session_of_nobody_opens_nothing(client, page):
    store = import_module(settings.SESSION_ENGINE).SessionStore
    session = store(client.cookies[settings.SESSION_COOKIE_NAME].value)
    session["_auth_user_id"] = "999999999"
    session.save()
    assert page() == 302


def test_a_session_that_does_not_exist_is_empty_and_gets_a_new_key():
    session = import_module(settings.SESSION_ENGINE).SessionStore("x" * 32)
    assert session.load() == {}
    assert session.session_key is None
