"""The reader's language and clock, for every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from cda.accounts.models import User


class Reader:
    """Who signed in reads in their own language and time zone; others as their browser asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        request.LANGUAGE_CODE = user.language
        with timezone.override(user.time_zone), translation.override(user.language):
            response = self.get_response(request)
        response.setdefault("Content-Language", user.language)
        return response
