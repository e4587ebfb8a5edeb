"""What happens around every request, whatever the page."""

import sys
import time
from collections.abc import Callable

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_vary_headers
from redis.exceptions import RedisError

from cda.lib.errors import RuleBroken

Next = Callable[[HttpRequest], HttpResponse]
# The cache counts attempts to sign in: without it nobody signs in, and everybody else works on.
LOST = (OperationalError, InterfaceError, RedisError)
TOO_SLOW = {"57014", "55P03"}  # took too long, or waited too long for a lock: not again
PATIENCE = 25.0  # seconds that a restart of the database may take


class RetryLostDatabase:
    """A database restart is a pause, not an error.

    Outside of everything that asks the database. Asks again what may be asked again: reading,
    and forms that carry `once`, whose act and mark stand in one transaction. Everything else
    hears 503, and nothing was written.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        got_request_exception.connect(_note_trouble)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        end, pause = time.monotonic() + PATIENCE, 0.05
        while True:
            answer = self._ask(request)
            if isinstance(answer, HttpResponse):
                return answer
            connections.close_all()
            if not _may_repeat(request, answer) or time.monotonic() > end:
                return _unavailable(request)
            time.sleep(pause)
            pause = min(2 * pause, 1.0)

    def _ask(self, request: HttpRequest) -> HttpResponse | Exception:
        """The page, or what happened to the database."""
        request.trouble = None  # type: ignore[attr-defined]  # our own mark
        try:
            response = self.get_response(request)
        except LOST as error:
            return error
        trouble: Exception | None = request.trouble  # type: ignore[attr-defined]  # our own mark
        return trouble or response


def note_trouble(request: HttpRequest, error: BaseException | None) -> None:
    """Somebody turns an error into a page: remember whether the database was behind it."""
    while error is not None and not isinstance(error, LOST):
        error = error.__cause__ or error.__context__
    request.trouble = error  # type: ignore[attr-defined]  # our own mark


def _note_trouble(sender: object, request: HttpRequest | None = None, **_: object) -> None:
    if request is not None:
        note_trouble(request, sys.exc_info()[1])


def _may_repeat(request: HttpRequest, trouble: Exception) -> bool:
    is_slow = getattr(trouble.__cause__, "sqlstate", None) in TOO_SLOW
    if is_slow or isinstance(trouble, RedisError):
        return False
    if request.method in {"GET", "HEAD"}:
        return True
    try:
        return bool(request.POST.get("once"))
    except (OSError, SuspiciousOperation, BadRequest):  # a body that cannot be read
        return False


def _unavailable(request: HttpRequest) -> HttpResponse:
    """The page relies on nothing. It speaks the reader's language if we still learned it."""
    language = getattr(request, "LANGUAGE_CODE", "") or translation.get_language_from_request(
        request
    )
    with translation.override(language):
        response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = "5"
    response["Content-Language"] = language
    return response


class CleanAddress:
    """A NUL or half a character in an address is nobody's page: 404, before it meets the database.

    What is typed into forms is left alone: their fields refuse it in words and keep the rest.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = [*request.GET.keys(), *(v for vs in request.GET.lists() for v in vs[1])]
        if any("\x00" in text for text in [request.path, *query]):
            return render(request, "404.html", status=404)
        return self.get_response(request)


class PrivatePages:
    """Nothing private is kept by a cache or shown by the Back button after signing out."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store, private")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response


class AnswerRuleBroken:
    """A rule said no: 409, with its sentence, and with everything the person typed."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, RuleBroken):
            return None
        template = "409.html"
        if getattr(request, "htmx", False):
            template += "#piece"
        context = {"sentence": str(error), "typed": _typed(request)}
        return render(request, template, context, status=409)


def _typed(request: HttpRequest) -> list[str]:
    """The texts of the form, long enough to hurt if they were lost; never codes or passwords."""
    return [
        value
        for name, values in request.POST.lists()
        for value in values
        if len(value) > 20 and not any(word in name for word in ("csrf", "once", "code", "pass"))
    ]
