"""The page behind the QR code: anybody may check a signature, and sees nothing of the text."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cda.accounts.access import public
from cda.lib.translated import localised
from strategy.forms.signing import RecordForm
from strategy.models import PublicRecord

WHY = "Anybody who holds a signed document may check it."


@require_safe
@public(WHY)
def verify(request: HttpRequest) -> HttpResponse:
    """Find a record by its number, or by the fingerprint of a file."""
    form = RecordForm(request.GET or None)
    if form.is_valid():
        typed = form.cleaned_data["record"]
        found = PublicRecord.found_by(typed)
        if found:
            return redirect("strategy:record_verify", found.record)
        return _unknown(request, typed)
    return render(
        request, "strategy/verify.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
@public(WHY)
def record_verify(request: HttpRequest, record: str) -> HttpResponse:
    """What was signed, when, by which office; the name once it is published."""
    found = PublicRecord.found_by(record)
    if found is None:
        return _unknown(request, record)
    context = {
        "record": found,
        "title": localised(found.signer_title, get_language()),
    }
    return render(request, "strategy/record_verify.html", context)


def _unknown(request: HttpRequest, typed: str) -> HttpResponse:
    context = {"form": RecordForm(initial={"record": typed}), "typed": typed}
    return render(request, "strategy/record_unknown.html", context, status=404)
