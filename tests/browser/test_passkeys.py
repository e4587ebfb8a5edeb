"""A passkey in a real browser: set up after a code, then the only thing needed to sign in."""

import re

import psycopg
import pytest

from tests.browser.conftest import url_of
from tests.fault.conftest import wait_until

pytestmark = pytest.mark.browser


@pytest.fixture
def newest_code(demo_database):
    """The six digits in the newest letter that the demonstration's mail server received."""

    def codes():
        with psycopg.connect(url_of(demo_database), autocommit=True) as connection:
            connection.execute("SET ROLE cda_system")
            rows = connection.execute("SELECT body FROM outbox_demomessage ORDER BY id").fetchall()
        return re.findall(r"^\d{6}$", "\n".join(body for (body,) in rows), re.MULTILINE)

    def find():
        assert wait_until(codes, 20), "the code was not mailed"
        return codes()[-1]

    return find


@pytest.fixture
def key(as_person, demo_site):
    """Somebody whose computer has a fingerprint reader. An address of figures has no passkeys."""
    person = as_person()
    person.site = demo_site.replace("127.0.0.1", "localhost")
    device = person.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return person


def test_a_passkey_is_set_up_and_opens_the_door(key, newest_code):
    page, site = key.page, key.site
    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name=re.compile("Ana Duarte")).click()
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.locator("main form .btn-1").click()
    page.locator("#id_code").wait_for()
    page.locator("#id_code").fill(newest_code())
    page.locator("#id_code").press("Enter")
    page.wait_for_url(re.compile("webauthn/add"))
    page.locator("#passkey").click()
    page.wait_for_url(re.compile("recovery-codes"))
    assert page.locator("main code").count() == 10

    page.goto(f"{site}/accounts/logout/")
    page.locator("main form button").click()
    page.wait_for_url(re.compile("login"))
    page.locator("#passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto(f"{site}/preferences/")
    assert page.locator("#id_name").input_value() == "Ana Duarte"


def test_without_a_script_the_code_still_works(chromium, demo_site):
    context = chromium.new_context(base_url=demo_site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/accounts/login/")
    assert page.locator("#passkey").is_hidden()
    page.locator("#id_login").fill("nobody@city.example")
    page.locator("#id_login").press("Enter")
    page.wait_for_url(re.compile("confirm"))
    context.close()
