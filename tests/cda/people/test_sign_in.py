"""The way in: by code, by password; and nobody learns who has an account."""

import re
import statistics
import time

import pytest
import time_machine
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from cda.accounts.models import User
from cda.outbox.models import Letter
from cda.people.adapter import Adapter
from tests.wall import WallClient

pytestmark = pytest.mark.django_db

PASSWORD = "the river is wide in november"
LOGIN, CONFIRM = "/accounts/login/", "/accounts/login/code/confirm/"


def is_in(client):
    return "_auth_user_id" in client.session


def ask(client, email, **fields):
    return client.post(LOGIN, {"login": email, **fields})


def page(response):
    """What a person sees: without the random keys of the form, and without the address."""
    text = re.sub(
        r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"', "", response.content.decode()
    )
    return re.sub(r"[\w.]+@[\w.-]+\.example", "ADDRESS", text)


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def test_login_by_code(client, lead, code_for):
    response = ask(client, lead.email)
    assert (response.status_code, response.url) == (302, CONFIRM)
    assert not is_in(client)
    field = client.get(CONFIRM).content.decode().split('name="code"')[1].split(">")[0]
    assert 'autocomplete="one-time-code"' in field
    assert 'inputmode="numeric"' in field
    response = client.post(CONFIRM, {"code": code_for(lead.email)})
    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(lead.pk)


def test_login_asks_for_the_address_in_any_case(client, lead, letters):
    ask(client, f" {lead.email.upper()} ")
    assert len(letters(lead.email)) == 1


def test_login_goes_where_it_was_asked_to(client, lead, code_for):
    response = ask(client, lead.email, next="/cities/valle-sereno/")
    assert response.url == f"{CONFIRM}?next=%2Fcities%2Fvalle-sereno%2F"
    response = client.post(response.url, {"code": code_for(lead.email)})
    assert response.url == "/cities/valle-sereno/"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "https:evil.example",
        "\thttps://evil.example",
        "https://evil.example\\@testserver/",
        "http://testserver@evil.example/",
    ],
)
def test_login_goes_nowhere_else(client, lead, code_for, url):
    ask(client, lead.email, next=url)
    response = client.post(f"{CONFIRM}?next={url}", {"code": code_for(lead.email), "next": url})
    assert response.url == "/"


def test_the_letter_is_in_the_language_of_its_reader(client, lead, letters):
    User.objects.filter(pk=lead.pk).update(language="pt-br")
    ask(client, lead.email)
    [letter] = letters(lead.email)
    assert letter.kind == "text"
    assert letter.city_key == 0
    assert re.search(r"^\d{6}$", letter.body, re.MULTILINE)
    assert "http://" not in letter.body.replace("http://127.0.0.1:8000", "", 1)


def test_the_letter_holds_no_link_to_press(client, lead, letters):
    """A code is typed by a person; a link would be opened by a scanner."""
    ask(client, lead.email)
    assert re.findall(r"https?://\S+/\S", letters(lead.email)[0].body) == []


def test_a_code_works_in_the_browser_that_asked_for_it(client, lead, code_for):
    ask(client, lead.email)
    other = WallClient()
    assert other.post(CONFIRM, {"code": code_for(lead.email)}).status_code == 302
    assert not is_in(other)


def test_a_code_works_once(client, lead, code_for):
    ask(client, lead.email)
    code = code_for(lead.email)
    client.post(CONFIRM, {"code": code})
    client.post("/accounts/logout/")
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


def test_a_code_works_ten_minutes(client, lead, code_for):
    with time_machine.travel("2026-11-20 12:00Z", tick=False) as clock:
        ask(client, lead.email)
        clock.shift(601)
        response = client.post(CONFIRM, {"code": code_for(lead.email)})
        assert response.url == "/accounts/login/code/"
        assert client.get(response.url).url == LOGIN
    assert not is_in(client)


def test_three_wrong_codes_end_it(client, lead, code_for):
    ask(client, lead.email)
    right = code_for(lead.email)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _try in range(2):
        response = client.post(CONFIRM, {"code": wrong})
        assert response.status_code == 422
        assert "not the code we sent" in response.content.decode()
    assert client.post(CONFIRM, {"code": wrong}).status_code == 302
    client.post(CONFIRM, {"code": right})
    assert not is_in(client)


@pytest.mark.parametrize(
    "code", ["", "abc", "\uff11\uff12\uff13\uff14\uff15\uff16", "\x00", "9" * 500, "é" * 6]
)
def test_strange_codes_are_wrong_codes(client, lead, code):
    ask(client, lead.email)
    assert client.post(CONFIRM, {"code": code}).status_code == 422


def test_a_new_code_replaces_the_old_one(client, lead, code_for):
    ask(client, lead.email)
    old = code_for(lead.email)
    response = client.post(CONFIRM, {"action": "resend"})
    assert response.url == CONFIRM
    new = code_for(lead.email)
    if old != new:
        assert client.post(CONFIRM, {"code": old}).status_code == 422
    assert client.post(CONFIRM, {"code": new}).url == "/"


def test_guessing_is_bounded_whatever_the_browser(lead):
    """Three codes a minute, ten an hour: thirty guesses an hour in a million."""
    letters = Letter.objects.filter(address=lead.email)
    with time_machine.travel("2026-11-20 12:00Z", tick=False) as clock:
        for _minute in range(20):
            for _try in range(5):
                ask(WallClient(REMOTE_ADDR=f"10.0.0.{_minute}"), lead.email)
            clock.shift(61)
    assert letters.count() == 10


@pytest.mark.parametrize("email", ["", "nobody", "a b@c.example", "x\x00@y.example", "é" * 400])
def test_login_with_what_is_no_address(client, email):
    response = ask(client, email)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["login"]


def test_nobody_learns_who_has_an_account(client, lead, letters):
    User.objects.create_user("closed@city.example", name="Closed", is_active=False)
    answers = []
    for email in [lead.email, "stranger@nowhere.example", "closed@city.example"]:
        cache.clear()
        browser = WallClient()
        asked = ask(browser, email)
        shown = browser.get(CONFIRM)
        wrong = browser.post(CONFIRM, {"code": "000000"})
        again = browser.post(CONFIRM, {"action": "resend"})
        answers.append(
            (
                asked.status_code,
                asked.url,
                page(shown),
                wrong.status_code,
                page(wrong),
                again.status_code,
                again.url,
            )
        )
        assert letters(email)
    assert answers[0] == answers[1] == answers[2]
    assert "No account has this address" in letters("stranger@nowhere.example")[0].body
    assert "No account has this address" in letters("closed@city.example")[0].body


def test_nobody_learns_it_by_password_or_reset(client, lead):
    with_password(lead)
    answers = []
    for email in [lead.email, "stranger@nowhere.example"]:
        cache.clear()
        browser = WallClient()
        wrong = ask(browser, email, password="not this one at all")
        reset = browser.post("/accounts/password/reset/", {"email": email})
        shown = browser.get(reset.url)
        guess = browser.post(reset.url, {"code": "000000"})
        answers.append((wrong.status_code, page(wrong), reset.url, page(shown), page(guess)))
    assert answers[0] == answers[1]


def test_nobody_learns_it_by_the_limit(client, lead):
    answers = []
    for email in [lead.email, "stranger@nowhere.example"]:
        cache.clear()
        answers.append([ask(WallClient(), email).status_code for _try in range(5)])
    assert answers[0] == answers[1] == [302, 302, 302, 422, 422]


def test_nobody_learns_it_by_the_clock(client, lead):
    """The same work for both: not to the microsecond, but far from telling them apart."""
    times = {lead.email: [], "stranger@nowhere.example": []}
    for _round in range(12):
        for email, measured in times.items():
            cache.clear()
            browser = WallClient()
            start = time.perf_counter()
            ask(browser, email)
            measured.append(time.perf_counter() - start)
    known, unknown = (statistics.median(measured) for measured in times.values())
    assert abs(known - unknown) < 0.5 * max(known, unknown)


def test_login_by_password(client, lead):
    with_password(lead)
    assert ask(client, lead.email, password=PASSWORD).url == "/"
    assert is_in(client)


def test_a_wrong_password_is_counted(client, lead):
    with_password(lead)
    for _try in range(5):
        response = ask(WallClient(), lead.email, password="wrong")
        assert response.status_code == 422
    response = ask(client, lead.email, password=PASSWORD)
    assert "Too many tries" in response.content.decode()
    assert not is_in(client)


def test_who_never_set_a_password_cannot_use_one(client, lead):
    lead.set_unusable_password()
    lead.save()
    response = ask(client, lead.email, password=PASSWORD)
    assert response.status_code == 422
    assert "do not belong together" in response.content.decode()


def test_a_closed_account_is_told_so_only_after_its_password(client, lead):
    with_password(lead)
    User.objects.filter(pk=lead.pk).update(is_active=False)
    response = ask(client, lead.email, password=PASSWORD)
    assert response.url == "/accounts/inactive/"
    assert client.get(response.url).status_code == 200
    assert not is_in(client)


def test_too_many_tries_from_one_place_answer_429(client):
    for number in range(30):
        ask(client, f"n{number}@city.example")
    response = ask(client, "last@city.example")
    assert response.status_code == 429
    assert "Too many tries" in response.content.decode()


def test_a_forwarded_address_is_not_believed(client):
    """Without a proxy of ours, the header is the caller's own invention."""
    statuses = [
        WallClient()
        .post(LOGIN, {"login": f"n{n}@city.example"}, headers={"X-Forwarded-For": f"10.0.0.{n}"})
        .status_code
        for n in range(31)
    ]
    assert statuses[-1] == 429


def test_signing_in_gives_a_new_session(client, lead, code_for):
    ask(client, lead.email)
    before = client.session.session_key
    client.post(CONFIRM, {"code": code_for(lead.email)})
    assert client.session.session_key != before


def test_signing_out_ends_the_session_and_clears_the_browser(signed_in, lead):
    client = signed_in(lead)
    cookie = client.cookies["sid"].value
    assert client.get("/accounts/logout/").status_code == 200
    response = client.post("/accounts/logout/")
    assert response.url == LOGIN
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies["sid"] = cookie
    assert not is_in(client)
    assert client.get("/preferences/").url == "/accounts/login/?next=/preferences/"


def test_nobody_signs_up(client):
    response = client.get("/accounts/signup/")
    assert response.status_code == 200
    assert "Nobody opens an account here" in response.content.decode()
    assert client.post("/accounts/signup/", {"email": "new@x.example"}).status_code == 405
    assert User.objects.count() == 0
    assert not Adapter().is_open_for_signup(None)


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_confirm_email",
        "account_email_verification_sent",
        "account_reset_password_from_key",
        "account_verify_phone",
        "mfa_download_recovery_codes",
        "mfa_signup_webauthn",
        "mfa_trust",
    ],
)
def test_pages_that_we_do_not_support_do_not_exist(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_reset_the_password_by_code(client, lead, code_for, letters):
    response = client.post("/accounts/password/reset/", {"email": lead.email})
    assert response.url == "/accounts/password/reset/confirm/"
    response = client.post(response.url, {"code": code_for(lead.email)})
    assert response.url == "/accounts/password/reset/complete/"
    assert client.get(response.url).status_code == 200
    for weak in [
        "short",
        "x" * 15,
        "Password2026!!!",
        "valle-sereno carla",
        "river " * 40,
        lead.email,
    ]:
        refused = client.post(response.url, {"password1": weak, "password2": weak})
        assert refused.status_code == 422, weak
    differs = client.post(response.url, {"password1": PASSWORD, "password2": PASSWORD + "x"})
    assert differs.status_code == 422
    response = client.post(response.url, {"password1": PASSWORD, "password2": PASSWORD})
    assert response.url == "/accounts/password/reset/done/"
    assert client.get(response.url).status_code == 200
    assert not is_in(client)
    assert letters(lead.email)[-1].subject == "Your password was changed"
    assert ask(client, lead.email, password=PASSWORD).url == "/"


def test_change_the_password(signed_in, lead, letters):
    client = signed_in(with_password(lead))
    stolen = WallClient()
    stolen.force_login(lead)
    new = "another river, narrower, in may"
    form = {"oldpassword": "wrong", "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", form).status_code == 422
    assert (
        client.post("/accounts/password/change/", form | {"oldpassword": PASSWORD}).status_code
        == 302
    )
    assert stolen.get("/preferences/").status_code == 302
    assert letters(lead.email)[-1].subject == "Your password was changed"
    assert client.get("/accounts/password/set/").url.startswith("/accounts/")


def test_set_a_first_password_after_a_code(signed_in, lead, code_for, letters):
    lead.set_unusable_password()
    lead.save()
    client = signed_in(lead)
    assert client.get("/accounts/password/change/").url == "/accounts/password/set/"
    response = client.get("/accounts/password/set/")
    assert response.url == "/step-up/?next=%2Faccounts%2Fpassword%2Fset%2F"
    client.post(response.url)
    assert (
        client.post(response.url, {"code": code_for(lead.email)}).url == "/accounts/password/set/"
    )
    assert client.get("/accounts/password/set/").status_code == 200
    form = {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/password/set/", form).status_code == 302
    assert letters(lead.email)[-1].subject == "A password was set for your account"
    lead.refresh_from_db()
    assert lead.check_password(PASSWORD)


def test_the_list_of_devices_signs_the_others_out(lead, code_for):
    here, there = WallClient(), WallClient()
    for browser in (here, there):
        cache.clear()
        ask(browser, lead.email)
        browser.post(CONFIRM, {"code": code_for(lead.email)})
    response = here.get("/accounts/sessions/")
    assert response.context["session_count"] == 2
    assert response.content.decode().count("This device") == 1
    assert here.post("/accounts/sessions/").status_code == 302
    assert is_in(here)
    assert there.get("/preferences/").status_code == 302


def test_without_the_shared_cache_nobody_gets_in_and_nothing_breaks(client, lead, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert client.get(LOGIN).status_code == 200
    assert ask(client, lead.email).status_code == 503
    assert not is_in(client)
    client.force_login(lead)
    assert client.post("/step-up/").status_code == 503
    assert Letter.objects.count() == 0


def test_own_pages_are_for_people_who_signed_in(client):
    for path in ["2fa/", "2fa/webauthn/", "2fa/totp/activate/", "sessions/", "password/change/"]:
        response = client.get(f"/accounts/{path}")
        assert response.status_code == 302, path
        assert response.url.startswith("/accounts/login/"), path
