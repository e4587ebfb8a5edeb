"""The pages for when something is not there, not allowed, or broken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from cda.lib.middleware import note_trouble


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old, or did not come from our page: nothing was done."""
    return render(request, "403.html", {"is_stale": True}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What came is no request that we can read; or a session that a lost database did not keep."""
    note_trouble(request, exception)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A member without the right: strangers hear 404 instead."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing there, or nothing for this person: both look the same."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our mistake. The page relies on nothing: not on a database, not on who asks."""
    return HttpResponse(render_to_string("500.html"), status=500)
