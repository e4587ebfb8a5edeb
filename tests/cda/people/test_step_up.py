"""The proof before a signature: typed, in this browser, in time, a few tries."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from cda.accounts.wall import inside
from cda.people import actions
from cda.people.models import Proof, StepUp
from cda.people.stepup import how, is_fresh, require_step_up
from tests.wall import WallClient, as_app

pytestmark = pytest.mark.django_db

STEP_UP = "/step-up/?next=%2Fcities%2F"


@pytest.fixture
def asking(lead, signed_in):
    """asking(): a request of the lead, as a view behind the door gets it."""
    client = signed_in(lead)

    def make(user=lead):
        request = RequestFactory().get("/")
        request.user, request.session = user, client.session
        return request

    make.client = client
    return make


def proof_of(request):
    with as_app(), inside([], request.user.pk):
        assert is_fresh(request) == bool(how(request))
        return how(request)


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def test_nothing_is_proved_at_first(asking):
    request = asking()
    assert proof_of(request) == ""
    with inside([], request.user.pk):
        assert (
            require_step_up(request, "/sign/?a=1&b=2").url
            == "/step-up/?next=%2Fsign%2F%3Fa%3D1%26b%3D2"
        )


def test_nobody_is_proved_who_is_nobody(asking):
    assert how(asking(AnonymousUser())) == ""


def test_step_up_by_code(asking, code_for, lead):
    client = asking.client
    assert client.get(STEP_UP).context["form"] is None
    assert StepUp.objects.count() == 0
    response = client.post(STEP_UP, {"next": "/cities/"})
    assert response.url == STEP_UP
    assert client.get(STEP_UP).context["form"] is not None
    response = client.post(
        STEP_UP,
        {"code": f" {code_for(lead.email)[:3]} {code_for(lead.email)[3:]}", "next": "/cities/"},
    )
    assert response.url == "/cities/"
    assert proof_of(asking()) == Proof.CODE
    with inside([], lead.pk):
        assert require_step_up(asking(), "/") is None
    assert client.get(STEP_UP).url == "/cities/"


def test_the_proof_lasts_five_minutes(asking, code_for, lead):
    with time_machine.travel("2026-11-20 12:00Z", tick=False) as clock:
        asking.client.post(STEP_UP)
        clock.shift(599)
        asking.client.post(STEP_UP, {"code": code_for(lead.email)})
        clock.shift(299)
        assert proof_of(asking()) == Proof.CODE
        clock.shift(1)
        assert proof_of(asking()) == ""


def test_the_code_lasts_ten_minutes(asking, code_for, lead):
    with time_machine.travel("2026-11-20 12:00Z", tick=False) as clock:
        asking.client.post(STEP_UP)
        clock.shift(600)
        response = asking.client.post(STEP_UP, {"code": code_for(lead.email)})
        assert response.status_code == 422
        assert "no longer works" in response.content.decode()
        assert proof_of(asking()) == ""


def test_three_tries(asking, code_for, lead):
    client = asking.client
    client.post(STEP_UP)
    right = code_for(lead.email)
    for left in ["2 tries left", "1 try left"]:
        response = client.post(STEP_UP, {"code": wrong(right)})
        assert response.status_code == 422
        assert left in response.content.decode()
    assert "no longer works" in client.post(STEP_UP, {"code": wrong(right)}).content.decode()
    assert "no longer works" in client.post(STEP_UP, {"code": right}).content.decode()
    assert StepUp.objects.get().tries == 3
    assert proof_of(asking()) == ""


def test_a_code_is_used_once(asking, code_for, lead):
    with time_machine.travel("2026-11-20 12:00Z", tick=False) as clock:
        asking.client.post(STEP_UP)
        code = code_for(lead.email)
        asking.client.post(STEP_UP, {"code": code})
        clock.shift(301)
        assert asking.client.post(STEP_UP, {"code": code}).status_code == 422
        assert proof_of(asking()) == ""


def test_a_new_code_replaces_the_old_one(asking, code_for, lead):
    client = asking.client
    client.post(STEP_UP)
    old = code_for(lead.email)
    client.post(STEP_UP)
    new = code_for(lead.email)
    if new != old:
        assert client.post(STEP_UP, {"code": old}).status_code == 422
    assert client.post(STEP_UP, {"code": new}).status_code == 302


def test_a_code_is_bound_to_the_browser(asking, code_for, lead):
    asking.client.post(STEP_UP)
    thief = WallClient()
    thief.force_login(lead)
    response = thief.post(STEP_UP, {"code": code_for(lead.email)})
    assert response.status_code == 422
    assert asking.client.post(STEP_UP, {"code": code_for(lead.email)}).status_code == 302
    assert thief.get(STEP_UP).status_code == 200


def test_a_code_is_bound_to_the_person(asking, code_for, lead, member):
    asking.client.post(STEP_UP)
    assert not actions.prove(member, asking.client.session.session_key, code_for(lead.email))


@pytest.mark.parametrize("code", ["", "abcdef", "\x00", "1" * 100])
def test_strange_codes_are_refused(asking, code):
    asking.client.post(STEP_UP)
    response = asking.client.post(STEP_UP, {"code": code})
    assert response.status_code == 422


def test_a_code_that_was_never_asked_for(asking):
    assert asking.client.post(STEP_UP, {"code": "123456"}).status_code == 422
    assert not actions.prove(asking().user, "", "")


def test_codes_are_not_sent_without_end(asking, letters, lead):
    with time_machine.travel("2026-11-20 12:00Z", tick=False) as clock:
        for _minute in range(8):
            for _try in range(4):
                response = asking.client.post(STEP_UP)
            assert response.status_code == 409
            clock.shift(61)
    assert len(letters(lead.email)) == 10


def test_the_database_holds_no_code(asking, code_for, lead):
    asking.client.post(STEP_UP)
    row = StepUp.objects.get()
    assert code_for(lead.email) not in str(vars(row))
    assert asking.client.session.session_key not in str(vars(row))
    assert str(row) == f"step-up of {lead.pk}"


def test_the_letter_is_in_the_readers_language(asking, lead, monkeypatch):
    seen = []

    def render(name, context):
        seen.append(get_language())
        return name

    monkeypatch.setattr("cda.people.emails.render_to_string", render)
    lead.language = "pt-br"
    lead.save()
    asking.client.post(STEP_UP)
    assert seen == ["pt-br", "pt-br"]


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_step_up_goes_nowhere_else(asking, code_for, lead, url):
    asking.client.post("/step-up/", {"next": url})
    response = asking.client.post("/step-up/", {"code": code_for(lead.email), "next": url})
    assert response.url == "/"


def app_code(secret):
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


def test_an_app_is_the_proof_of_those_who_have_one(asking, lead, letters):
    secret = generate_totp_secret()
    TOTP.activate(lead, secret)
    response = asking.client.get(STEP_UP)
    assert response.url == "/accounts/2fa/reauthenticate/?next=%2Fcities%2F"
    assert asking.client.get(response.url).status_code == 200
    wrong_code = asking.client.post(response.url, {"code": wrong(app_code(secret))})
    assert wrong_code.status_code == 422
    response = asking.client.post(response.url, {"code": app_code(secret), "next": "/cities/"})
    assert response.url == "/cities/"
    assert letters(lead.email) == []
    assert proof_of(asking()) == Proof.TOTP


def test_the_proof_by_app_lasts_five_minutes(asking, lead):
    secret = generate_totp_secret()
    TOTP.activate(lead, secret)
    with time_machine.travel("2026-11-20 12:00Z", tick=False) as clock:
        url = reverse("mfa_reauthenticate")
        asking.client.post(url, {"code": app_code(secret), "next": "/"})
        clock.shift(299)
        assert proof_of(asking()) == Proof.TOTP
        clock.shift(1)
        assert proof_of(asking()) == ""


def test_a_passkey_goes_before_an_app(asking, lead):
    TOTP.activate(lead, generate_totp_secret())
    Authenticator.objects.create(
        user=lead, type="webauthn", data={"name": "Phone", "credential": {}}
    )
    assert (
        asking.client.get(STEP_UP).url == "/accounts/2fa/webauthn/reauthenticate/?next=%2Fcities%2F"
    )


def test_a_password_is_no_proof_for_those_with_an_app(asking, lead):
    TOTP.activate(lead, generate_totp_secret())
    lead.set_password("the river is wide in november")
    lead.save()
    asking.client.force_login(lead)
    response = asking.client.get("/accounts/reauthenticate/")
    assert response.url == "/accounts/2fa/reauthenticate/"


def test_in_the_demonstration_a_one_click_visitor_has_proved_nothing(
    asking, code_for, lead, settings
):
    settings.DEMO = True
    asking.client.post(STEP_UP)
    asking.client.post(STEP_UP, {"code": code_for(lead.email)})
    assert proof_of(asking()) == Proof.CODE
    request = asking()
    request.session["demo"] = True
    assert proof_of(request) == Proof.DEMO
    settings.DEMO = False
    assert proof_of(request) == Proof.CODE


def test_only_its_owner_sees_the_row(asking, member):
    asking.client.post(STEP_UP)
    with as_app():
        assert StepUp.objects.count() == 0
        with inside([], member.pk):
            assert StepUp.objects.count() == 0
    assert StepUp.objects.get().sent_at <= timezone.now()
