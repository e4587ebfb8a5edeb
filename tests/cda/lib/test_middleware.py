"""Around every request: lost databases, clean addresses, private pages, rules that say no."""

import pytest
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from redis.exceptions import ConnectionError as CacheIsAway

from cda.lib import middleware
from cda.lib.errors import RuleBroken
from cda.lib.middleware import (
    AnswerRuleBroken,
    CleanAddress,
    PrivatePages,
    RetryLostDatabase,
    note_trouble,
)

ask = RequestFactory()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(middleware.time, "sleep", lambda seconds: None)


class Slow(Exception):
    sqlstate = "57014"


def failing(times, error=OperationalError, answer=None):
    """A site whose database is away for the first few requests; it counts them."""
    seen = []

    def site(request):
        seen.append(request)
        if len(seen) <= times:
            raise error
        return answer or HttpResponse("here")

    site.seen = seen
    return site


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("method", ["get", "head"])
def test_reading_waits_until_the_database_is_back(method, error):
    site = failing(3, error)
    response = RetryLostDatabase(site)(getattr(ask, method)("/"))
    assert (response.status_code, len(site.seen)) == (200, 4)


def test_a_form_with_once_is_asked_again_with_all_its_fields():
    site = failing(2)
    request = ask.post("/", {"once": "abc", "name": "Ana"})
    assert RetryLostDatabase(site)(request).content == b"here"
    assert site.seen[-1].POST["name"] == "Ana"


def test_a_form_without_once_is_not_asked_again():
    site = failing(1)
    response = RetryLostDatabase(site)(ask.post("/", {"name": "Ana"}))
    assert (response.status_code, len(site.seen)) == (503, 1)
    assert response["Retry-After"] == "5"
    assert "Nothing was written" in response.content.decode()


@pytest.mark.parametrize("error", [OSError, RequestDataTooBig, BadRequest])
def test_a_body_that_cannot_be_read_is_not_asked_again(error, monkeypatch):
    def unreadable(self):
        raise error

    request = ask.post("/", {"once": "abc"})
    monkeypatch.setattr(type(request), "POST", property(unreadable))
    assert RetryLostDatabase(failing(1))(request).status_code == 503


def test_a_statement_that_took_too_long_is_not_tried_again():
    error = OperationalError("canceling statement due to statement timeout")
    error.__cause__ = Slow()
    site = failing(1, error)
    assert RetryLostDatabase(site)(ask.get("/")).status_code == 503
    assert len(site.seen) == 1


def test_a_cache_that_is_away_is_not_waited_for():
    site = failing(1, CacheIsAway())
    assert RetryLostDatabase(site)(ask.get("/")).status_code == 503
    assert len(site.seen) == 1


def test_patience_ends(monkeypatch):
    monkeypatch.setattr(middleware, "PATIENCE", 0)
    assert RetryLostDatabase(failing(9))(ask.get("/")).status_code == 503


def wrapped(error):
    """As inner layers do: the error is signalled and becomes a page."""

    def site(request):
        try:
            try:
                raise error
            except Exception as inner:
                raise ValueError("wrapped") from inner
        except ValueError:
            got_request_exception.send(sender=None, request=request)
            return HttpResponse("broken", status=500)

    return site


def test_an_error_that_became_a_page_is_noticed():
    assert RetryLostDatabase(wrapped(OperationalError()))(ask.post("/")).status_code == 503
    assert RetryLostDatabase(wrapped(KeyError()))(ask.post("/")).status_code == 500


def test_an_error_without_a_request_is_nobodys():
    got_request_exception.send(sender=None, request=None)


def test_a_bad_request_behind_which_the_database_was_lost_is_noticed():
    def site(request):
        try:
            raise OperationalError
        except OperationalError:
            note_trouble(request, BadRequest("The session was deleted"))
            error = BadRequest()
            error.__context__ = OperationalError()
            note_trouble(request, error)
        return HttpResponse(status=400)

    assert RetryLostDatabase(site)(ask.post("/")).status_code == 503


@pytest.mark.parametrize(
    ("known", "asked", "expected"),
    [("es", "pt-br", "es"), ("", "pt-br", "pt-br"), ("", "", "en")],
)
def test_the_pause_speaks_the_readers_language(known, asked, expected):
    request = ask.post("/", headers={"accept-language": asked})
    if known:
        request.LANGUAGE_CODE = known
    response = RetryLostDatabase(failing(1))(request)
    assert response["Content-Language"] == expected
    assert f'lang="{expected}"' in response.content.decode()


@pytest.mark.parametrize("address", ["/?q=a%00b", "/?a%00b=1", "/a%00b"])
def test_nul_in_an_address_is_nobodys_page(address):
    site = CleanAddress(lambda request: HttpResponse("here"))
    assert site(ask.get(address)).status_code == 404
    assert site(ask.get("/?q=ab")).content == b"here"


def test_private_pages_are_kept_by_nobody():
    response = PrivatePages(lambda request: HttpResponse())(ask.get("/"))
    assert response["Cache-Control"] == "no-store, private"
    assert response["Vary"] == "Cookie, HX-Request"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    kept = HttpResponse(headers={"Cache-Control": "public"})
    assert PrivatePages(lambda request: kept)(ask.get("/"))["Cache-Control"] == "public"


def test_a_broken_rule_is_answered_with_what_was_typed():
    long = "I typed this for an hour"
    request = ask.post("/", {"text": long, "short": "x", "password": "p" * 30, "once": "o" * 36})
    response = AnswerRuleBroken(lambda request: None).process_exception(
        request, RuleBroken("The team has five people already.")
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "The team has five people already." in page
    assert long in page
    assert "p" * 30 not in page
    assert "o" * 36 not in page


def test_a_broken_rule_in_a_fragment_is_a_piece():
    request = ask.post("/")
    request.htmx = True
    response = AnswerRuleBroken(lambda request: None).process_exception(request, RuleBroken("No."))
    assert "<html" not in response.content.decode()


def test_other_errors_are_not_its_business():
    middle = AnswerRuleBroken(lambda request: HttpResponse("here"))
    assert middle.process_exception(ask.get("/"), KeyError()) is None
    assert middle(ask.get("/")).content == b"here"
