"""The acts on the plan, one by one, and the way back to what it said before one of them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.errors import RuleBroken
from strategy.actions.restoring import restored_from
from strategy.actions.returning import newest_plan, restore_plan
from strategy.forms.history import RestorePlanForm
from strategy.models import PlanRevision, Strategy
from strategy.models.content import structure
from strategy.models.points import READ, Point, moment_code
from strategy.models.returning import Way, way_back
from strategy.models.timeline import Basis
from strategy.views.history import SAVES_A_PAGE, incomplete, may_write, point_here
from strategy.views.places import strategy_here


@require_safe
@requires(Permission.STRATEGY_VIEW)
def plan_history(request: Request, city: str) -> HttpResponse:
    """Every act on the plan, the registers and the outline, newest first."""
    strategy = strategy_here(request)
    revisions = PlanRevision.objects.visible_to(request.access).filter(strategy=strategy)
    revisions = revisions.select_related("author").defer("content").order_by("-saved_at", "-pk")
    page = Paginator(revisions, SAVES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "page": page,
        "saves": _with_earlier(list(page)),
        "newest": newest_plan(strategy),
        "may_restore": may_write(request, strategy),
    }
    return render(request, "strategy/plan_history.html", context)


def _with_earlier(rows: list[PlanRevision]) -> list[tuple[str, str, PlanRevision]]:
    """Each act with the state before it, by their codes; the last of a page has none here."""
    codes = [moment_code(row.saved_at) for row in rows]
    return list(zip(codes, [*codes, ""][1:], rows, strict=True))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STRATEGY_EDIT)
def plan_restore(request: Request, city: str) -> HttpResponse:
    """What would become of the plan, before anything is done; then it is done."""
    strategy = strategy_here(request)
    code = (request.POST if request.method == "POST" else request.GET).get("at", READ)
    point = point_here(request, strategy, code)
    if request.method == "POST":
        return _restored(request, strategy, point)
    context: dict[str, Any] = {
        "city": request.access.here,
        "strategy": strategy,
        "point": point,
        "way": _way(strategy, point),
        "seen": newest_plan(strategy),
        "may_restore": may_write(request, strategy),
    }
    return render(request, "strategy/plan_restore.html", context)


def _way(strategy: Strategy, point: Point) -> Way | None:
    """None: the plan of that moment was not kept."""
    if point.past.basis == Basis.PRESENT:
        return None
    return way_back(structure(strategy), point.past.content)


def _restored(request: Request, strategy: Strategy, point: Point) -> HttpResponse:
    form = RestorePlanForm(request.POST)
    if not form.is_valid():
        raise RuleBroken(incomplete())
    if point.past.basis == Basis.PRESENT:
        raise Http404
    done = restore_plan(
        strategy,
        content=point.past.content,
        seen=form.cleaned_data["seen"],
        is_without_later=form.cleaned_data["is_without_later"],
        by=request.access.user,
        why=restored_from(point.label),
    )
    sentence = ngettext(
        "The plan says again what it said then: %(count)s row was written. Nothing is lost:"
        " see its history.",
        "The plan says again what it said then: %(count)s rows were written. Nothing is lost:"
        " see its history.",
        len(done.written),
    )
    messages.success(request, sentence % {"count": len(done.written)})
    for told in done.told:
        messages.warning(request, told)
    return redirect("strategy:plan_history", request.access.here.slug)
