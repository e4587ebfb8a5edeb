"""Nobody begins with an empty page: examples for each building block, and the city's own past."""

import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.ids import PublicIdConverter
from strategy.actions.starting import start_from_earlier, start_from_example
from strategy.models import Block, Initiative, Objective, Strategy
from strategy.models.examples import earlier, example, examples
from strategy.views.places import strategy_here
from strategy.views.plan_page import may_write
from strategy.views.plan_rows import READ


@require_http_methods(READ)
@requires(Permission.STRATEGY_EDIT)
def plan_start(request: Request, city: str) -> HttpResponse:
    """Under `?objective=` its building block; without it, all five."""
    strategy = strategy_here(request)
    objective = _objective(request, strategy)
    if request.method == "POST" and (row := _started(request, strategy, objective)):
        messages.success(
            request, _("“%(title)s” is in the plan. Say who answers for it.") % {"title": row.title}
        )
        return redirect("strategy:initiative_edit", request.access.here.slug, row.key)
    block = objective.goal.block if objective else ""
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "objective": objective,
        "blocks": [(one, examples()[one]) for one in Block if block in ("", one)],
        "earlier": earlier(strategy) if objective else [],
        "may_write": may_write(request, strategy),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "strategy/plan_start.html", context, status=status)


def _objective(request: Request, strategy: Strategy) -> Objective | None:
    """The one that is named, in this strategy."""
    key = _key(request, "objective")
    if not key:
        return None
    rows = Objective.objects.visible_to(request.access).filter(goal__strategy=strategy)
    return get_object_or_404(rows.select_related("goal__strategy"), key=key)


def _key(request: Request, name: str) -> str:
    """A public id that was sent; what cannot be one is nobody's."""
    key = request.POST.get(name) or request.GET.get(name) or ""
    if key and not re.fullmatch(PublicIdConverter.regex, key):
        raise Http404
    return key


def _started(
    request: Request, strategy: Strategy, objective: Objective | None
) -> Initiative | None:
    chosen = example(request.POST.get("example", ""))
    if chosen:
        return start_from_example(strategy, chosen, objective, by=request.access.user)
    key = _key(request, "earlier")
    if not key:
        return None
    if objective is None:
        raise Http404
    rows = Initiative.objects.visible_to(request.access)
    return start_from_earlier(get_object_or_404(rows, key=key), objective, by=request.access.user)
