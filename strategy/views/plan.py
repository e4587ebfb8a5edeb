"""The plan as a page: by building block, by owner, by date; one initiative, one indicator."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.formats import date_text, quarter_name, quarter_start
from strategy.models import Indicator, Initiative, Strategy
from strategy.models.catalogue import section as catalogue_entry
from strategy.models.plan import QUARTERS
from strategy.models.plan_table import Load, Plan, owner_of, plan_of
from strategy.models.readiness import plan_doubts, plan_gaps
from strategy.views.places import strategy_here

VIEWS = ("block", "owner", "date")
# A longer one would not fit beside every value of a small chart.
SHORT_UNIT = 4


@require_safe
@requires(Permission.STRATEGY_VIEW)
def plan_detail(request: Request, city: str) -> HttpResponse:
    strategy = strategy_here(request)
    plan = plan_of(strategy)
    chosen = request.GET.get("view", "block")
    view = chosen if chosen in VIEWS else "block"
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "plan": plan,
        "view": view,
        "blocks": plan.blocks() if view == "block" else [],
        "groups": _groups(request, plan, view) if view != "block" else [],
        "totals": plan.totals,
        "loads": [(load, _load_words(request, strategy, load)) for load in plan.loads],
        "quarters": _quarters(request, strategy),
        "gaps": plan_gaps(plan.goals, [bar.initiative for bar in plan.bars], plan.indicators),
        "doubts": plan_doubts([bar.initiative for bar in plan.bars]),
        "may_write": may_write(request, strategy),
    }
    return render(request, "strategy/plan_detail.html", context)


def may_write(request: Request, strategy: Strategy) -> bool:
    return request.access.may(Permission.STRATEGY_EDIT) and strategy.is_open


def _quarter(request: Request, strategy: Strategy, index: int) -> str:
    return quarter_name(quarter_start(strategy.starts_on, index), request.user.language)


def _quarters(request: Request, strategy: Strategy) -> list[str]:
    return [_quarter(request, strategy, index) for index in range(QUARTERS)]


def _groups(request: Request, plan: Plan, view: str) -> list[tuple[str, Any]]:
    if view == "owner":
        return [(name or _("Nobody yet"), bars) for name, bars in plan.bars_by(view)]
    return [
        (_("From %(quarter)s") % {"quarter": _quarter(request, plan.strategy, int(index))}, bars)
        for index, bars in plan.bars_by(view)
    ]


def _load_words(request: Request, strategy: Strategy, load: Load) -> str:
    """Human Resources: 4 at once in Q1 2027"""
    return _("%(owner)s: %(count)s at once in %(quarter)s") % {
        "owner": load.owner,
        "count": load.most,
        "quarter": _quarter(request, strategy, load.busiest),
    }


@require_safe
@requires(Permission.STRATEGY_VIEW)
def initiative_detail(request: Request, city: str, key: str) -> HttpResponse:
    rows = Initiative.objects.visible_to(request.access).select_related(
        "objective__goal__strategy__city", "owner", "depends_on"
    )
    row = get_object_or_404(rows, key=key)
    strategy = row.objective.goal.strategy
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "row": row,
        "owner": owner_of(row),
        "start": _quarter(request, strategy, row.start_quarter),
        "end": _quarter(request, strategy, row.end_quarter),
        "first": _first_result(request, strategy, row),
        "section": catalogue_entry(row.section_code).title if row.section_code else "",
        "milestones": [
            (_quarter(request, strategy, point.quarter), point.title)
            for point in row.milestones.order_by("position", "pk")
        ],
        "may_write": may_write(request, strategy),
    }
    return render(request, "strategy/initiative_detail.html", context)


def _first_result(request: Request, strategy: Strategy, row: Initiative) -> str:
    if row.first_result_quarter is None:
        return ""
    return _quarter(request, strategy, row.first_result_quarter)


@require_safe
@requires(Permission.STRATEGY_VIEW)
def indicator_detail(request: Request, city: str, key: str) -> HttpResponse:
    rows = Indicator.objects.visible_to(request.access).select_related(
        "goal__strategy__city", "owner"
    )
    row = get_object_or_404(rows, key=key)
    strategy = row.goal.strategy
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "row": row,
        "points": _points(request, row),
        "short_unit": row.unit if len(row.unit) <= SHORT_UNIT else "",
        "may_write": may_write(request, strategy),
    }
    return render(request, "strategy/indicator_detail.html", context)


def _points(request: Request, row: Indicator) -> list[tuple[str, Any]]:
    """Today, then the three years. What is not measured is a gap, not a zero."""
    first = str(row.goal.strategy.starts_on.year - 1)
    if measured := row.baseline_on or row.baseline_by:
        first = date_text(measured, "month_short", request.user.language)
    targets = [
        (_("Year 1"), row.target_1),
        (_("Year 2"), row.target_2),
        (_("Year 3"), row.target_3),
    ]
    return [(first, row.baseline_value), *targets]
