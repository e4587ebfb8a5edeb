"""What led to what: from a session to the mayor's decision, and back."""

import csv
import io
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.trace_charts import Box, chain
from coaching.models import ActionItem
from coaching.models.trace import KINDS, SESSION, STEP, Branch, Node, Trace, trace_of
from strategy.models import Strategy
from strategy.sheets.opening import escaped
from strategy.views.places import strategy_here

PAGES = {
    "session": "coaching:session_detail",
    "initiative": "strategy:initiative_detail",
    "indicator": "strategy:indicator_detail",
}


def _may_see_sessions(request: Request) -> bool:
    """Partners read the strategy, and not what was agreed on the way to it."""
    return request.access.may(Permission.SESSION_VIEW) and request.access.may(Permission.STEP_VIEW)


def _trace(request: Request) -> tuple[Strategy, Trace]:
    strategy = strategy_here(request)
    return strategy, trace_of(strategy, has_sessions=_may_see_sessions(request))


@require_safe
@requires(Permission.STRATEGY_VIEW)
def trace(request: Request, city: str) -> HttpResponse:
    """As nested lists in both directions; `?node=` shows only what belongs to one thing."""
    strategy, whole = _trace(request)
    chosen = whole.nodes.get(request.GET.get("node", ""))
    if chosen is None and request.GET.get("node"):
        raise Http404
    shown = whole.around(chosen.id) if chosen else whole
    down = [shown.down(chosen.id)] if chosen else shown.beginnings
    up = [shown.up(chosen.id)] if chosen else shown.endings
    has_sessions = _may_see_sessions(request)
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "chosen": chosen,
        "choices": [(label, whole.of_kind(kind)) for kind, label in KINDS.items()],
        "down": [_with_ways(branch, city) for branch in down],
        "up": [_with_ways(branch, city) for branch in up],
        "picture": _picture(shown, has_sessions=has_sessions),
        "has_sessions": has_sessions,
        "unlinked": _unlinked(request, strategy) if has_sessions else 0,
    }
    return render(request, "coaching/trace.html", context)


def _unlinked(request: Request, strategy: Strategy) -> int:
    steps = ActionItem.objects.visible_to(request.access).unfinished()
    return steps.filter(participation=strategy.participation_id, initiative=None).count()


def _with_ways(branch: Branch, city: str) -> dict[str, Any]:
    """For the template: the node, its address, what hangs on it."""
    return {
        "node": branch.node,
        "url": _address(branch.node, city),
        "branches": [_with_ways(inner, city) for inner in branch.branches],
    }


def _address(node: Node, city: str) -> str:
    if node.kind == STEP:
        return f"{reverse('coaching:step_list', args=[city])}#step-{node.key}"
    if node.kind in PAGES:
        return reverse(PAGES[node.kind], args=[city, node.page])
    name = "strategy_signed" if node.page == "signed" else "strategy_history"
    return reverse(f"strategy:{name}", args=[city])


def _picture(shown: Trace, *, has_sessions: bool) -> str:
    columns = {
        str(label): [Box(node.id, node.title, node.block) for node in shown.of_kind(kind)]
        for kind, label in KINDS.items()
        if has_sessions or kind not in (SESSION, STEP)
    }
    label = _("The same as a picture: boxes in columns, and lines from each to what came of it")
    return chain(columns, shown.edges, label)


@require_safe
@requires(Permission.STRATEGY_VIEW)
def trace_csv(request: Request, city: str) -> HttpResponse:
    """One line for each way from one thing to the next; nothing in it can be a formula."""
    strategy, whole = _trace(request)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("From"), _("Name"), _("Key"), _("To"), _("Name"), _("Key")])
    for pair in whole.edges:
        ends = [whole.nodes[id_] for id_ in pair]
        writer.writerow([escaped(word) for end in ends for word in (end.label, end.title, end.key)])
    text = "\ufeff" + out.getvalue()
    return _as_file(HttpResponse(text.encode(), content_type="text/csv; charset=utf-8"), strategy)


@require_safe
@requires(Permission.STRATEGY_VIEW)
def trace_json(request: Request, city: str) -> HttpResponse:
    strategy, whole = _trace(request)
    nodes = [
        {"id": node.id, "kind": node.kind, "key": node.key, "title": node.title, "note": node.note}
        for node in whole.nodes.values()
    ]
    edges = [{"from": first, "to": then} for first, then in whole.edges]
    return _as_file(JsonResponse({"nodes": nodes, "edges": edges}), strategy)


def _as_file(response: HttpResponse, strategy: Strategy) -> HttpResponse:
    ending = "json" if isinstance(response, JsonResponse) else "csv"
    name = f"{slugify(strategy.city.slug)}-trace.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
