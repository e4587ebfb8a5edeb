"""The pages for when something is not there, not allowed, or broken."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.test import RequestFactory

from cda import urls
from cda.home import errors

pytestmark = pytest.mark.django_db


def ask():
    return RequestFactory().get("/nowhere/")


def test_handlers_are_wired():
    for name in ("400", "403", "404", "500"):
        assert getattr(urls, f"handler{name}").startswith("cda.home.errors.")


@pytest.mark.parametrize(
    ("handler", "error", "status", "words"),
    [
        (errors.bad_request, SuspiciousOperation(), 400, "We could not read this request"),
        (errors.bad_request, BadRequest(), 400, "We could not read this request"),
        (errors.forbidden, PermissionDenied(), 403, "You do not have access to this"),
        (errors.not_found, Exception(), 404, "Page not found"),
    ],
)
def test_pages(handler, error, status, words):
    response = handler(ask(), error)
    assert response.status_code == status
    assert words in response.content.decode()


def test_server_error_needs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.server_error(ask())
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def test_csrf_failure_says_that_nothing_was_done():
    response = errors.csrf_failure(ask())
    assert response.status_code == 403
    assert "Nothing was done." in response.content.decode()


def test_not_found_of_somebody_signed_in(signed_in, lead, participation):
    response = signed_in(lead).get("/nowhere/")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


def test_forbidden_through_the_door(signed_in, lead, participation):
    response = signed_in(lead).get("/cohorts/")
    assert response.status_code == 403
    assert "You do not have access to this" in response.content.decode()
