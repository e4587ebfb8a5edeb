"""Two states of the strategy beside each other; first of all: what is new since I read it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.errors import RuleBroken
from strategy.actions import history
from strategy.forms.history import CompareForm
from strategy.models import Strategy
from strategy.models.comparison import comparison_of
from strategy.models.points import NOW, READ, Point, point_of, reader_of, versions_of
from strategy.models.timeline import whys_between
from strategy.views.history import incomplete
from strategy.views.places import strategy_here


@require_safe
@requires(Permission.STRATEGY_VIEW)
def strategy_compare(request: Request, city: str) -> HttpResponse:
    strategy = strategy_here(request)
    form = CompareForm(request.GET, versions=versions_of(strategy))
    before, after = _points(request, strategy, form)
    only = request.GET.get("section", "")
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "form": form,
        "before": before,
        "after": after,
        "only": only,
    }
    if before is not None:
        context["found"] = comparison_of(
            before.past.content, after.past.content, only, request.access.here.slug
        )
        context["whys"] = _whys(strategy, before, after)
    return render(request, "strategy/strategy_compare.html", context)


def _points(request: Request, strategy: Strategy, form: CompareForm) -> tuple[Point | None, Point]:
    """The older one first. None: nothing was kept of this strategy yet."""
    reader, versions = reader_of(request.user), form.versions
    codes = form.code("before", READ), form.code("after", NOW)
    before, after = (point_of(strategy, code, reader, versions) for code in codes)
    if after is None or (before is None and codes[0] != READ):
        raise Http404
    if before is not None and before.at > after.at:
        before, after = after, before
    form.show(before, after)
    return before, after


def _whys(strategy: Strategy, before: Point, after: Point) -> dict[str, Any]:
    """Reasons are asked only after the first version that a mayor may have signed."""
    if not strategy.major:
        return {}
    reasons = whys_between(strategy, before.at, after.at)
    return {"plan": reasons.pop("", []), "sections": list(reasons.items())}


@require_POST
@requires(Permission.STRATEGY_VIEW)
def compare_read(request: Request, city: str) -> HttpResponse:
    """I have read this: said by a person, with the moment at which the page was made."""
    strategy = strategy_here(request)
    try:
        until = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        until = None
    if until is None or timezone.is_naive(until):
        raise RuleBroken(incomplete())
    history.mark_read(strategy, min(until, timezone.now()), by=request.access.user)
    messages.success(request, _("Noted. From now on you are shown what comes after this."))
    return redirect("strategy:strategy_history", city)
