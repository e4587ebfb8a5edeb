"""The strategy as a file: which format, in which language; written by the worker."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.models import Language
from cda.accounts.permissions import Permission
from strategy.actions import exporting
from strategy.exchange.source import languages_in
from strategy.exchange.writing import MEDIA
from strategy.forms.exchange import ExportForm
from strategy.models import Export
from strategy.views.places import strategy_here

SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STRATEGY_EXPORT)
def export_list(request: Request, city: str) -> HttpResponse:
    """Ask for a file; below, those of this week."""
    strategy = strategy_here(request)
    version = exporting.version_for(strategy)
    form = ExportForm(
        request.POST or None,
        languages=_named(languages_in(strategy)),
        is_signed=version is not None,
        initial={"language": strategy.language},
    )
    if form.is_valid():
        asked, by = form.cleaned_data, request.access.user
        export = exporting.ask_for_file(
            strategy, format_=asked["format"], language=asked["language"], by=by
        )
        return redirect("strategy:export_progress", city, export.key)
    rows = Export.objects.visible_to(request.access).filter(strategy=strategy)
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "version": version,
        "form": form,
        "rows": rows.defer("content").select_related("asked_by").order_by("-asked_at")[:SHOWN],
    }
    status = 422 if form.errors else 200
    return render(request, "strategy/export_list.html", context, status=status)


def _named(codes: list[str]) -> list[tuple[str, str]]:
    names = dict(Language.choices)
    return [(code, str(names[code])) for code in codes]


@require_safe
@requires(Permission.STRATEGY_EXPORT)
def export_progress(request: Request, city: str, key: str) -> HttpResponse:
    """Waiting, ready or failed. The page asks again by itself, with or without JavaScript."""
    exports = Export.objects.visible_to(request.access).defer("content")
    export = get_object_or_404(exports, key=key)
    template = "strategy/export_progress.html"
    context = {"city": request.access.here, "export": export}
    return render(request, f"{template}#progress" if request.htmx else template, context)


@require_safe
@requires(Permission.STRATEGY_EXPORT)
def export_download(request: Request, city: str, key: str) -> HttpResponse:
    """As itself, never shown in the browser."""
    exports = Export.objects.visible_to(request.access).select_related("strategy", "version")
    export = get_object_or_404(exports.filter(status=Export.Status.DONE), key=key)
    number = export.version.number if export.version else export.strategy.number
    state = "" if export.version else "-draft"
    name = f"{request.access.here.slug}-{number}{state}-{export.language}.{export.ending}"
    response = HttpResponse(bytes(export.content or b""), content_type=MEDIA[export.ending])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
