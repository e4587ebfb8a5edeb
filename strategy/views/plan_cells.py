"""The table is the editor: one cell opens in its row; without a script, on its own page."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.actions import planning
from strategy.forms import cells
from strategy.models import Indicator, Initiative, Strategy
from strategy.models.plan_table import plan_of
from strategy.views.plan_page import facts_of, sums_of, table_of
from strategy.views.plan_query import query_of
from strategy.views.plan_rows import READ, indicator_here, initiative_here
from strategy.views.reasons import asking, note_reason


class Place(NamedTuple):
    """Which cell of which row."""

    noun: str
    row: Initiative | Indicator
    strategy: Strategy
    name: str
    names: tuple[str, ...]


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def initiative_cell(request: Request, city: str, key: str, cell: str) -> HttpResponse:
    row = initiative_here(request, key)
    names = _names(cells.INITIATIVE, cell)
    return _cell(request, Place("initiative", row, row.objective.goal.strategy, cell, names))


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def indicator_cell(request: Request, city: str, key: str, cell: str) -> HttpResponse:
    row = indicator_here(request, key)
    names = _names(cells.INDICATOR, cell)
    return _cell(request, Place("indicator", row, row.goal.strategy, cell, names))


def _names(known: Mapping[str, tuple[str, ...]], cell: str) -> tuple[str, ...]:
    if cell not in known:
        raise Http404
    return known[cell]


def _cell(request: Request, place: Place) -> HttpResponse:
    if request.method != "POST" and "read" in request.GET:
        return _closed(request, place)
    kind = cells.InitiativeCell if place.noun == "initiative" else cells.IndicatorCell
    form = kind(
        request.POST or None,
        instance=place.row,
        access=request.access,
        strategy=place.strategy,
        names=place.names,
    )
    asking(form, place.strategy, request)
    context = _about(request, place, form)
    if not form.is_valid():
        return _opened(request, context, 422 if form.errors else 200)
    note_reason(form, place.strategy, request)
    if _save(request, place.row, form.cleaned_data["base_version"]):
        return _closed(request, place, is_saved=True)
    return _meet(request, place, form, context)


def _meet(
    request: Request, place: Place, form: cells.Cell, context: dict[str, Any]
) -> HttpResponse:
    """Somebody saved the row first. Who changed another cell is in nobody's way."""
    find = initiative_here if place.noun == "initiative" else indicator_here
    saved = find(request, place.row.key)
    if request.POST.get("was") == form.fingerprint(saved):
        form.put_into(saved)
        if _save(request, saved, saved.version):
            return _closed(request, place, is_saved=True)
    stale = {
        "base_version": saved.version,
        "was": form.fingerprint(saved),
        "differences": form.differences(saved),
        "stale": True,
    }
    return _opened(request, context | stale, 409)


def _save(request: Request, row: Initiative | Indicator, base: int) -> bool:
    return planning.edit_row(row, base_version=base, milestones=None, by=request.access.user)


def _about(request: Request, place: Place, form: cells.Cell) -> dict[str, Any]:
    route = f"strategy:{place.noun}_cell"
    return {
        "city": request.access.here,
        "strategy": place.strategy,
        "row": place.row,
        "form": form,
        "base_version": form["base_version"].value(),
        "was": request.POST.get("was") or form.fingerprint(place.row),
        "here": reverse(route, args=[request.access.here.slug, place.row.key, place.name]),
        "stale": False,
    }


def _opened(request: Request, context: dict[str, Any], status: int) -> HttpResponse:
    piece = "#form" if request.htmx else ""
    return render(request, f"strategy/plan_cell.html{piece}", context, status=status)


def _closed(request: Request, place: Place, *, is_saved: bool = False) -> HttpResponse:
    """The cell as it is read; after saving, with everything on the page that adds it up."""
    if not request.htmx:
        return redirect("strategy:plan_detail", request.access.here.slug)
    plan, query = plan_of(place.strategy), query_of(request)
    context = facts_of(request, place.strategy, plan) | table_of(request, plan)
    context |= {"query": query, "cell": place.name, "focus": True, "oob": True}
    if place.noun == "initiative":
        context["bar"] = next(bar for bar in plan.bars if bar.initiative.pk == place.row.pk)
    else:
        context["row"] = next(row for row in plan.indicators if row.pk == place.row.pk)
    if is_saved:
        context |= sums_of(request, place.strategy, query.shown(plan), query)
    return render(
        request,
        "strategy/plan_cell_closed.html",
        context | {"noun": place.noun, "is_saved": is_saved},
    )
