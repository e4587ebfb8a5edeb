"""The pages for when something is not there, not allowed, or broken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old, or did not come from our page: nothing was done."""
    return render(request, "403.html", {"is_stale": True}, status=403)
