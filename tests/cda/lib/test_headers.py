"""What every answer says to the browser, whatever became of the request."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as real
from django.db import OperationalError

from tests.wall import WallClient

pytestmark = pytest.mark.django_db

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
PAGE = {
    "Cache-Control": "no-store, private",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def parts(policy):
    return sorted(part.strip() for part in policy.split(";"))


def assert_guarded(response):
    told = {name: value for name, value in response.headers.items() if name in PAGE}
    kept = {"no-store, private", "max-age=0, no-cache, no-store, must-revalidate, private"}
    assert told.pop("Cache-Control") in kept
    assert told == {name: value for name, value in PAGE.items() if name != "Cache-Control"}
    assert parts(response["Content-Security-Policy"]) == parts(POLICY)
    assert {"Cookie", "HX-Request"} <= {word.strip() for word in response["Vary"].split(",")}
    assert "Server" not in response.headers
    assert "X-Powered-By" not in response.headers


@pytest.mark.parametrize(
    ("method", "address", "headers", "status"),
    [
        ("get", "/accounts/login/", {}, 200),
        ("get", "/", {}, 302),
        ("get", "/accounts/login", {}, 301),
        ("get", "/accounts/login/", {"host": "evil.example:bad"}, 400),
        ("get", "/no/such/page/", {}, 404),
        ("get", "/?q=%00", {}, 404),
        ("get", "/preferences/theme/", {}, 405),
        ("post", "/healthz", {}, 405),
        ("get", "/healthz", {}, 200),
    ],
)
def test_strangers_get_every_header(client, method, address, headers, status):
    response = getattr(client, method)(address, headers=headers)
    assert response.status_code == status
    assert_guarded(response)


def test_members_get_every_header(signed_in, lead):
    client = signed_in(lead)
    for address, status in (("/preferences/", 200), ("/cities/no-such-city/steps/", 404)):
        response = client.get(address)
        assert response.status_code == status
        assert_guarded(response)


def test_a_form_without_its_token_is_refused_with_every_header(lead):
    client = WallClient(enforce_csrf_checks=True)
    client.force_login(lead)
    response = client.post("/preferences/", {})
    assert response.status_code == 403
    assert_guarded(response)


def broken(error):
    def view(request):
        raise error

    return view


@pytest.mark.parametrize(("error", "status"), [(KeyError("x"), 500), (OperationalError(), 503)])
def test_a_page_that_breaks_has_every_header(client, monkeypatch, error, status):
    monkeypatch.setattr("cda.lib.middleware.PATIENCE", 0)
    monkeypatch.setattr("django.contrib.sessions.middleware.SessionMiddleware.process_request",
                        lambda self, request: broken(error)(request))  # fmt: skip
    client.raise_request_exception = False
    response = client.get("/accounts/login/")
    assert response.status_code == status
    assert_guarded(response)


def test_static_files_are_kept_and_not_guessed_at(settings, tmp_path):
    (tmp_path / "app.css").write_text("p{}")
    settings.STATIC_ROOT = str(tmp_path)
    response = WallClient().get("/static/app.css")
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "max-age=3600, public"
    assert "Set-Cookie" not in response.headers
    assert b"".join(response.streaming_content) == b"p{}"


HTTPS = """
import json, django
django.setup()
from django.conf import settings
names = ["SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
         "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY",
         "LANGUAGE_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS",
         "SECURE_HSTS_INCLUDE_SUBDOMAINS", "DEBUG"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def test_in_production_cookies_travel_encrypted_only():
    environment = {
        **os.environ,
        "SITE_URL": "https://cda.example",
        "DEMO": "false",
        "DJANGO_SETTINGS_MODULE": "cda.settings",
    }
    said = subprocess.run(
        [sys.executable, "-c", HTTPS],
        env=environment,
        cwd=real.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(said.stdout) == {
        "SESSION_COOKIE_NAME": "__Host-sid",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 63072000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "DEBUG": False,
    }
