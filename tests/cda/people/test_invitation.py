"""Opening an invitation: by scanners, by its owner, by somebody else, late, twice."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from cda.accounts.models import User
from cda.accounts.permissions import Role
from cda.audit.models import Entry
from cda.people import actions
from cda.people.models import Invitation
from cda.people.words import EVERYWHERE, IN_A_CITY, what_for
from tests.wall import WallClient

pytestmark = pytest.mark.django_db

UNKNOWN = "/invitations/nobody-ever-sent-this/"


def heading(response):
    return response.content.decode().split("<h1")[1].split(">", 1)[1].split("</h1>")[0].strip()


def test_invitation_accept_shows_the_name_and_what_it_is_for(client, invited):
    _invitation, url = invited(language="en")
    response = client.get(url)
    assert response.status_code == 200
    assert heading(response) == "Continue as Lucía Montes"
    assert (
        "As mayor you choose the team of Valle Sereno, Jalisco, Mexico" in response.content.decode()
    )
    assert response.context["form"]["signature_name"].value() == "Lucía Montes"
    assert response.context["form"]["time_zone"].value() == "America/Mexico_City"


def test_invitation_accept_speaks_the_language_of_the_letter(client, invited):
    _invitation, url = invited()
    response = client.get(url, headers={"Accept-Language": "pt-BR"})
    assert response["Content-Language"] == "es"
    client.post(reverse("people:language_set"), {"language": "pt-br", "next": url})
    assert client.get(url)["Content-Language"] == "pt-br"


def test_invitation_accept_asks_mayors_only_for_the_name_they_sign_with(client, invited):
    _invitation, url = invited("diego@city.example", Role.MEMBER)
    assert "signature_name" not in client.get(url).context["form"].fields


@pytest.mark.parametrize("method", ["get", "head"])
def test_mail_scanners_use_nothing_up(client, invited, answers, method):
    invitation, url = invited()
    for _visit in range(3):
        assert getattr(client, method)(url).status_code == 200
    assert "sid" not in client.cookies
    invitation.refresh_from_db()
    assert invitation.used_at is None
    assert client.post(url, answers).status_code == 302


def test_invitation_accept_signs_in(client, invited, answers):
    invitation, url = invited()
    response = client.post(url, answers)
    assert (response.status_code, response.url) == (302, "/")
    user = User.objects.get(email=invitation.email)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.signature_name == "Lucía Montes Herrera"
    assert user.last_login


def test_invitation_accept_gives_a_new_session(client, invited, answers):
    _invitation, url = invited()
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.post(url, answers)
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("name", "a\x00b"),
        ("signature_name", " "),
        ("form", "other"),
        ("language", "fr"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("phone", "5" * 31),
    ],
)
def test_invitation_accept_with_wrong_answers_keeps_them_and_the_invitation(
    client, invited, answers, field, value
):
    invitation, url = invited()
    response = client.post(url, {**answers, field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["phone"].value() == {**answers, field: value}["phone"]
    assert not User.objects.filter(email=invitation.email).exists()
    assert client.post(url, answers).status_code == 302


def test_invitation_accept_needs_only_a_tap_from_somebody_known(client, invited, lead):
    _invitation, url = invited(lead.email, Role.DELEGATE, language="en")
    response = client.get(url)
    assert response.context["form"] is None
    assert heading(response) == "Continue as Carla Peña"
    assert client.post(url).status_code == 302
    assert client.session["_auth_user_id"] == str(lead.pk)


def test_invitation_accept_by_its_owner_who_is_signed_in(signed_in, invited, lead):
    _invitation, url = invited(lead.email, Role.DELEGATE)
    client = signed_in(lead)
    key = client.session.session_key
    assert client.get(url).status_code == 200
    assert client.post(url).url == "/"
    assert client.session.session_key == key
    assert sorted(lead.parts.values_list("role", flat=True)) == ["delegate", "lead"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_invitation_accept_by_somebody_else_is_refused_kindly(
    signed_in, invited, answers, lead, method
):
    invitation, url = invited()
    client = signed_in(lead)
    response = getattr(client, method)(url, answers)
    assert response.status_code == 409
    assert heading(response) == "This invitation is for somebody else"
    page = response.content.decode()
    assert "l…@valle-sereno.example" in page
    assert invitation.email not in page
    assert not User.objects.filter(email=invitation.email).exists()
    response = client.post(reverse("account_logout"), {"next": url})
    assert response.url == url
    assert client.get(url).status_code == 200


def used(invitation, url, client, answers):
    client.post(url, answers)


def voided(invitation, url, client, answers):
    actions.void(invitation, by=invitation.invited_by)


def replaced(invitation, url, client, answers):
    actions.resend(invitation, by=invitation.invited_by)


def expired(invitation, url, client, answers):
    past = invitation.sent_at - timedelta(days=8)
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=past)


@pytest.mark.parametrize("close", [used, voided, replaced, expired])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_closed_invitation_looks_like_an_invented_one(
    client, invited, answers, close, method, admin
):
    invitation, url = invited()
    close(invitation, url, WallClient(), answers)
    people = User.objects.count()
    closed = getattr(client, method)(url, answers)
    invented = getattr(client, method)(UNKNOWN, answers)
    assert closed.status_code == invented.status_code == 404
    assert heading(closed) == "This invitation is not open"
    strip = closed.content.decode().replace(url, UNKNOWN)
    assert _without_tokens(strip) == _without_tokens(invented.content.decode())
    assert User.objects.count() == people


def _without_tokens(page):
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"', r"\1", page)


def test_a_second_tap_is_answered_like_the_first(client, invited, answers):
    _invitation, url = invited()
    form = {**answers, "once": "a-random-key"}
    assert client.post(url, form).status_code == 302
    another_window = WallClient()
    assert another_window.post(url, form).status_code == 302
    assert another_window.session["_auth_user_id"] == client.session["_auth_user_id"]
    assert WallClient().post(url, {**answers, "once": "another-key"}).status_code == 404
    assert Entry.objects.filter(verb="invitation.accepted").count() == 1


def test_two_invitations_in_two_languages_of_time(client, invited, admin):
    """The city's clock decides; without a city, the browser's country; else the east coast."""
    _invitation, url = invited("sam@cda.example", Role.STAFF, city=None, language="en")
    for accept, zone in [
        ("es-CO,es;q=0.9", "America/Bogota"),
        ("pt-BR", "America/Sao_Paulo"),
        ("en", "America/New_York"),
        ("", "America/New_York"),
        ("xx-YY", "America/New_York"),
    ]:
        response = client.get(url, headers={"Accept-Language": accept})
        assert response.context["form"]["time_zone"].value() == zone


def test_a_second_factor_is_asked_from_those_who_have_one(client, invited, lead):
    TOTP.activate(lead, generate_totp_secret())
    _invitation, url = invited(lead.email, Role.DELEGATE)
    assert client.post(url).url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_an_account_that_was_closed_stays_closed(client, invited, lead):
    _invitation, url = invited(lead.email, Role.DELEGATE, language="en")
    User.objects.filter(pk=lead.pk).update(is_active=False)
    response = client.post(url)
    assert response.status_code == 409
    assert "This account was closed" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_other_methods_do_not_exist(client, invited):
    _invitation, url = invited()
    assert client.put(url).status_code == 405
    assert client.delete(url).status_code == 405


@pytest.mark.parametrize("token", ["%00", "a" * 5000, "%ff", "é", "..%2f"])
def test_strange_tokens_are_nobody(client, token, db):
    assert client.get(f"/invitations/{token}/").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_every_part_has_a_sentence(role, city):
    invitation = Invitation(role=role, city=city)
    assert what_for(invitation) == str(IN_A_CITY[role]) % {"city": "Valle Sereno, Jalisco, Mexico"}
    assert what_for(Invitation(role=role)) == str(EVERYWHERE[role])


def test_the_form_takes_only_its_fields(client, invited, answers):
    invitation, url = invited()
    client.post(url, {**answers, "is_active": "", "email": "evil@x.example", "role": "admin"})
    user = User.objects.get(email=invitation.email)
    assert user.is_active
    assert [part.role for part in user.parts.all()] == ["mayor"]


def test_a_late_tap_on_an_open_page(client, invited, answers):
    with time_machine.travel("2026-11-20 12:00Z", tick=False) as clock:
        _invitation, url = invited()
        assert client.get(url).status_code == 200
        clock.shift(timedelta(days=7))
        assert client.post(url, answers).status_code == 404
