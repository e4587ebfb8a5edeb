"""Bring in a strategy that exists: a file or a pasted text, looked at before it is taken over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.actions import importing
from strategy.exchange.placing import left_out, proposed, totals
from strategy.exchange.telling import losses_told, remarks_told
from strategy.forms.exchange import ImportForm, TargetsForm
from strategy.models import Import, Section
from strategy.views.places import strategy_here

SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STRATEGY_EDIT)
def import_add(request: Request, city: str) -> HttpResponse:
    """Send a file or paste a text; below, what was brought before."""
    strategy = strategy_here(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        name, content = form.brought()
        source = importing.bring_file(
            strategy, file_name=name, content=content, by=request.access.user
        )
        return redirect("strategy:import_detail", city, source.key)
    rows = Import.objects.visible_to(request.access).filter(strategy=strategy)
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "form": form,
        "rows": rows.defer("content", "reading").order_by("-added_at", "-pk")[:SHOWN],
    }
    status = 422 if form.errors else 200
    return render(request, "strategy/import_add.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STRATEGY_EDIT)
def import_detail(request: Request, city: str, key: str) -> HttpResponse:
    """Being read, refused, to be looked at, or taken over."""
    sources = Import.objects.visible_to(request.access).select_related("strategy")
    source = get_object_or_404(sources.defer("content"), key=key)
    context: dict[str, object] = {"city": request.access.here, "source": source}
    is_asking = request.htmx and request.method == "GET"
    if is_asking or source.is_waiting or source.status == Import.Status.REFUSED:
        template = "strategy/import_progress.html"
        return render(request, f"{template}#progress" if is_asking else template, context)
    context |= _account(source)
    if source.is_taken:
        return render(request, "strategy/import_taken.html", context)
    return _preview(request, source, context)


def _preview(request: Request, source: Import, context: dict[str, object]) -> HttpResponse:
    sections = Section.objects.visible_to(request.access).filter(strategy=source.strategy)
    rows = list(sections.defer("blocks").order_by("position", "pk"))
    form = TargetsForm(
        request.POST or None,
        reading=source.reading,
        sections=rows,
        proposed=proposed(source.reading, rows),
    )
    if form.is_valid():
        importing.take_over(source, form.targets(), by=request.access.user)
        messages.success(request, _taken_words(source, form.targets()))
        return redirect("strategy:import_detail", request.access.here.slug, source.key)
    status = 422 if form.errors else 200
    context |= {"form": form, "is_open": source.strategy.is_open}
    return render(request, "strategy/import_preview.html", context, status=status)


def _account(source: Import) -> dict[str, object]:
    """Words in, words out, what was lost on the way, and what was left out on purpose."""
    unwanted = left_out(source.reading)
    losses = losses_told([*source.reading["losses"], *unwanted])
    taken = source.reading["words_out"] - sum(row["words"] for row in unwanted)
    facts = [
        (source.reading["words_in"], _("words in the file")),
        (taken, _("words taken")),
        (sum(row.words for row in losses), _("words not taken, listed here")),
    ]
    return {
        "facts": facts,
        "losses": losses,
        "remarks": remarks_told(source.reading["losses"]),
        "totals": totals(source.reading, source.reading.get("targets", [])),
    }


def _taken_words(source: Import, targets: list[str]) -> str:
    count = len(source.reading["sections"]) - totals(source.reading, targets)["skipped"]
    if not count:
        return _("Nothing was taken over, as you chose.")
    return ngettext(
        "%(count)s section was taken over.", "%(count)s sections were taken over.", count
    ) % {"count": count}
