"""Every page of ours: in three languages, without anything inline, with one heading."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

pytestmark = pytest.mark.django_db

STRANGERS = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/invitations/unknown/",
]
OWN = [
    "/accounts/logout/",
    "/accounts/sessions/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/preferences/",
    "/step-up/",
]
WITH_AN_APP = [
    "/accounts/2fa/",
    "/accounts/2fa/reauthenticate/",
]


def check(response, language):
    page = response.content.decode()
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in page
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert re.search(r"<title>\s*\S", page)
    assert not re.search(r"<[^>]*\s(style|on\w+)=|<style", page)
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL):
        assert "application/json" in attributes or not body.strip()
    assert "csrfmiddlewaretoken" in page
    assert "no-store" in response["Cache-Control"]
    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
@pytest.mark.parametrize("url", STRANGERS)
def test_pages_on_the_way_in(client, url, language):
    client.cookies["language"] = language
    response = client.get(url)
    assert response.status_code in {200, 404}
    check(response, language)


@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
def test_own_pages(signed_in, lead, language):
    lead.set_password("the river is wide in november")
    lead.language = language
    lead.save()
    client = signed_in(lead)
    for url in OWN:
        response = client.get(url)
        assert response.status_code == 200, url
        check(response, language)
    TOTP.activate(lead, generate_totp_secret())
    for url in WITH_AN_APP:
        check(client.get(url), language)
