"""Passkeys, app, recovery codes: setting them up, being asked for them, keeping one."""

import base64
import time
from importlib import import_module

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.http import HttpResponse
from django.test import override_settings
from django.urls import clear_url_caches, path, set_urlconf

from cda.accounts.access import requires
from cda.accounts.permissions import Permission
from cda.people.adapter import SecondFactorAdapter
from cda.people.urls.accounts import urlpatterns as accounts
from tests.cda.people.test_step_up import app_code
from tests.wall import WallClient

pytestmark = pytest.mark.django_db

INDEX, ACTIVATE = "/accounts/2fa/", "/accounts/2fa/totp/activate/"


@pytest.fixture
def entering(client, code_for):
    """entering(user): signs in by code, as people do."""

    def enter(user, browser=client):
        cache.clear()
        browser.post("/accounts/login/", {"login": user.email})
        response = browser.post("/accounts/login/code/confirm/", {"code": code_for(user.email)})
        browser.went_to = response.url
        return browser

    return enter


def passkey(user, name="Phone"):
    return Authenticator.objects.create(
        user=user, type="webauthn", data={"name": name, "credential": {}}
    )


def secret_on(response):
    return response.context["form"].secret


def connect_app(client):
    secret = secret_on(client.get(ACTIVATE))
    return secret, client.post(ACTIVATE, {"code": app_code(secret)})


def test_mfa_index_says_why_to_those_who_need_it(signed_in, coach, lead):
    client = signed_in(coach)
    client.session.pop("second_factor", None)
    assert "not enough for your role" in client.get(INDEX).content.decode()
    assert "not enough for your role" not in signed_in(lead).get(INDEX).content.decode()


@requires(Permission.CITY_VIEW)
def some_page(request):
    return HttpResponse("inside")


@pytest.fixture
def door(settings):
    """A page behind the door, beside those of accounts."""
    all_urls = import_module(settings.ROOT_URLCONF).urlpatterns
    module = type("urls", (), {"urlpatterns": [path("some/", some_page), *all_urls]})
    with override_settings(ROOT_URLCONF=module):
        clear_url_caches()
        set_urlconf(None)
        yield "/some/"
    clear_url_caches()


@pytest.mark.parametrize("who", ["admin", "staff", "coach", "partner"])
def test_staff_and_coaches_do_not_get_in_without_one(request, client, door, who):
    user = request.getfixturevalue(who)
    client.force_login(user)
    assert client.get(door).url == INDEX
    TOTP.activate(user, generate_totp_secret())
    assert client.get(door).status_code == 200


@pytest.mark.parametrize("who", ["lead", "mayor"])
def test_cities_get_in_with_their_code(request, client, door, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(door).status_code == 200


def test_the_demonstration_asks_nobody(client, door, coach, settings):
    settings.DEMO = True
    client.force_login(coach)
    assert client.get(door).status_code == 200


def test_connect_an_app(entering, coach, letters, django_capture_on_commit_callbacks):
    client = entering(coach)
    page = client.get(ACTIVATE)
    picture = page.context["totp_svg_data_uri"]
    assert picture in page.content.decode()
    assert b'fill="white"' in base64.b64decode(picture.partition(",")[2])
    wrong = client.post(ACTIVATE, {"code": "000000"})
    assert wrong.status_code == 422
    with django_capture_on_commit_callbacks() as promised:
        _secret, response = connect_app(client)
    for callback in promised:
        callback()
    assert response.url == "/accounts/2fa/recovery-codes/"
    assert letters(coach.email)[-1].subject == "An app was connected to your account"
    codes = client.get(response.url).context["unused_codes"]
    assert len(codes) == 10
    assert "****" in client.get(response.url).context["unused_codes"][0]
    assert client.get(ACTIVATE).url == "/accounts/2fa/totp/deactivate/"


def test_a_code_shown_minutes_ago_is_enough_for_the_first_one(entering, coach):
    client = entering(coach)
    assert client.get(ACTIVATE).status_code == 200


def test_an_open_browser_is_not_enough_for_the_first_one(signed_in, coach):
    client = signed_in(coach)
    for url in (ACTIVATE, "/accounts/2fa/webauthn/add/"):
        assert client.get(url).url.startswith("/step-up/?next=")


def test_adding_another_one_asks_for_the_first(signed_in, coach):
    TOTP.activate(coach, generate_totp_secret())
    client = signed_in(coach)
    url = client.get("/accounts/2fa/webauthn/add/").url
    assert url == "/accounts/2fa/reauthenticate/?next=%2Faccounts%2F2fa%2Fwebauthn%2Fadd%2F"


def test_signing_in_asks_for_the_app(entering, coach):
    secret = generate_totp_secret()
    TOTP.activate(coach, secret)
    client = entering(coach)
    assert client.went_to == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get(client.went_to).status_code == 200
    assert client.post(client.went_to, {"code": "000000"}).status_code == 422
    assert client.post(client.went_to, {"code": app_code(secret)}).url == "/"
    assert client.session["_auth_user_id"] == str(coach.pk)


def test_a_code_of_the_app_works_once(entering, coach, code_for):
    secret = generate_totp_secret()
    TOTP.activate(coach, secret)
    with time_machine.travel("2026-11-20 12:00Z", tick=False):
        client = entering(coach)
        assert client.post(client.went_to, {"code": app_code(secret)}).url == "/"
        other = WallClient()
        other.post("/accounts/login/", {"login": coach.email})
        other.post("/accounts/login/code/confirm/", {"code": code_for(coach.email)})
        response = other.post("/accounts/2fa/authenticate/", {"code": app_code(secret)})
        assert response.status_code == 422


def test_guessing_the_app_is_bounded(entering, coach):
    TOTP.activate(coach, generate_totp_secret())
    client = entering(coach)
    answers = [client.post(client.went_to, {"code": "000000"}) for _try in range(6)]
    assert "Too many tries" in answers[-1].content.decode()


def test_a_recovery_code_works_once(entering, coach):
    TOTP.activate(coach, generate_totp_secret())
    RecoveryCodes.activate(coach)
    [code, *_] = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
    client = entering(coach)
    assert client.post(client.went_to, {"code": code}).url == "/"
    other = entering(coach, WallClient())
    assert other.post(other.went_to, {"code": code}).status_code == 422


def test_leaving_half_way_and_being_another(entering, coach, lead):
    """What one person proved does not help the next one in the same browser."""
    secret = generate_totp_secret()
    TOTP.activate(coach, secret)
    TOTP.activate(lead, generate_totp_secret())
    client = entering(coach)
    client.post("/accounts/logout/", {"next": "/accounts/login/"})
    client = entering(lead, client)
    assert client.went_to == "/accounts/2fa/authenticate/"
    assert client.post(client.went_to, {"code": app_code(secret)}).status_code == 422


def test_the_seed_is_sealed(coach, settings):
    secret = generate_totp_secret()
    TOTP.activate(coach, secret)
    kept = str(Authenticator.objects.get().data)
    assert secret not in kept
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key " * 5, [old]
    assert TOTP(Authenticator.objects.get()).validate_code(app_code(secret))


def test_the_last_one_stays_where_the_role_needs_it(entering, coach):
    client = entering(coach)
    secret, _response = connect_app(client)
    cache.clear()
    with time_machine.travel(time.time() + 60):
        client.post("/accounts/2fa/reauthenticate/", {"code": app_code(secret)})
        response = client.post("/accounts/2fa/totp/deactivate/")
    assert response.status_code == 422
    assert "Add another" in response.content.decode()
    passkey(coach)
    assert SecondFactorAdapter().can_delete_authenticator(Authenticator.objects.get(type="totp"))


def test_the_last_passkey_stays_where_the_role_needs_it(signed_in, coach, monkeypatch):
    key = passkey(coach)
    client = signed_in(coach)
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate",
        lambda request: True,
    )
    url = f"/accounts/2fa/webauthn/keys/{key.pk}/remove/"
    assert client.get(url).status_code == 200
    response = client.post(url)
    assert response.url == "/accounts/2fa/webauthn/"
    assert "Add another" in client.get(response.url).content.decode()
    second = passkey(coach, "Office")
    assert client.post(f"/accounts/2fa/webauthn/keys/{second.pk}/remove/").status_code == 302
    assert list(Authenticator.objects.all()) == [key]


def test_whoever_needs_none_may_remove_it_and_meets_the_door_again(
    signed_in, lead, monkeypatch, letters
):
    TOTP.activate(lead, generate_totp_secret())
    client = signed_in(lead)
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate",
        lambda request: True,
    )
    assert client.get("/accounts/2fa/totp/deactivate/").status_code == 200
    assert client.session["second_factor"] is True
    assert client.post("/accounts/2fa/totp/deactivate/").url == INDEX
    assert client.session["second_factor"] is False
    assert letters(lead.email)[-1].subject == "The app was removed from your account"
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 404


def test_passkeys_of_others_are_not_there(signed_in, lead, coach, monkeypatch):
    key = passkey(coach)
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate",
        lambda request: True,
    )
    client = signed_in(lead)
    for verb in ("edit", "remove"):
        url = f"/accounts/2fa/webauthn/keys/{key.pk}/{verb}/"
        assert client.post(url, {"name": "mine"}).status_code in {302, 404}
    key.refresh_from_db()
    assert key.data["name"] == "Phone"


def test_rename_a_passkey(signed_in, lead, monkeypatch):
    key = passkey(lead)
    monkeypatch.setattr(
        "allauth.account.internal.flows.reauthentication.did_recently_reauthenticate",
        lambda request: True,
    )
    client = signed_in(lead)
    url = f"/accounts/2fa/webauthn/keys/{key.pk}/edit/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"name": "x" * 61}).status_code == 422
    assert client.post(url, {"name": "Office computer"}).status_code == 302
    assert "Office computer" in client.get("/accounts/2fa/webauthn/").content.decode()


def test_add_a_passkey_gives_the_browser_what_it_needs(entering, lead):
    response = entering(lead).get("/accounts/2fa/webauthn/add/")
    page = response.content.decode()
    assert 'data-passkey="addForm"' in page
    assert response.context["form"]["name"].value() == "Passkey 1"
    assert "js/passkeys.js" in page
    options = response.context["js_data"]["creation_options"]["publicKey"]
    assert options["rp"]["name"] == "City Data Alliance"
    assert options["authenticatorSelection"]["userVerification"] == "required"


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "not json", "[1]", '"x"', '{"id": "x"}', '{"id": 1, "rawId": [], "response": {}}'],
)
def test_strange_passkeys_are_refused(entering, lead, client, credential):
    client = entering(lead)
    assert client.post("/accounts/2fa/webauthn/add/", {"credential": credential}).status_code == 422
    client.post("/accounts/logout/")
    response = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})
    assert response.url == "/accounts/login/"


@pytest.mark.parametrize(
    "credential", ["not json", "[1]", '{"id": 1, "rawId": [], "response": {}}']
)
def test_strange_passkeys_open_nothing_to_their_owner(entering, coach, credential, monkeypatch):
    begin = "allauth.mfa.webauthn.internal.auth.begin_authentication"
    monkeypatch.setattr(begin, lambda user: {})  # the key on record is none
    client = entering(coach)
    connect_app(client)
    passkey(coach)
    again = "/accounts/2fa/webauthn/reauthenticate/"
    assert client.post(again, {"credential": credential}).url == "/accounts/login/"
    proofs = client.session["account_authentication_methods"]
    assert [one["type"] for one in proofs if one["method"] == "mfa"] == ["totp"]
    other = entering(coach, WallClient())
    assert other.went_to == "/accounts/2fa/authenticate/"
    assert other.post(other.went_to, {"credential": credential}).status_code == 422
    assert other.get(INDEX).status_code == 302, "still outside"


def test_the_browser_asks_for_a_passkey_without_a_name(client):
    response = client.get("/accounts/2fa/webauthn/login/", headers={"Accept": "application/json"})
    assert "challenge" in response.json()["request_options"]["publicKey"]
    assert client.get("/accounts/2fa/webauthn/login/").url == "/accounts/login/"


def test_every_page_of_accounts_has_a_door():
    assert [p.name for p in accounts if not getattr(p.callback, "door", "")] == []
