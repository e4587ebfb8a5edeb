"""The plan as a page: by building block, by owner, by date; one initiative, one indicator."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cda.lib.formats import date_text
from strategy.models import Indicator, Initiative, Strategy
from strategy.models.catalogue import section as catalogue_entry
from strategy.models.plan_table import owner_of, plan_of
from strategy.models.targets import targets_words
from strategy.views.places import strategy_here
from strategy.views.plan_page import may_write, page_of, quarter
from strategy.views.plan_query import read

# A longer one would not fit beside every value of a small chart.
SHORT_UNIT = 4


@require_safe
@requires(Permission.STRATEGY_VIEW)
def plan_detail(request: Request, city: str) -> HttpResponse:
    strategy = strategy_here(request)
    context = page_of(request, strategy, plan_of(strategy), read(request.GET))
    return render(request, "strategy/plan_detail.html", context)


@require_safe
@requires(Permission.STRATEGY_VIEW)
def initiative_detail(request: Request, city: str, key: str) -> HttpResponse:
    rows = Initiative.objects.visible_to(request.access).select_related(
        "objective__goal__strategy__city", "owner", "depends_on", "measured_by"
    )
    row = get_object_or_404(rows, key=key)
    strategy = row.objective.goal.strategy
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "row": row,
        "owner": owner_of(row),
        "start": quarter(request, strategy, row.start_quarter),
        "end": quarter(request, strategy, row.end_quarter),
        "first": _first_result(request, strategy, row),
        "section": catalogue_entry(row.section_code).title if row.section_code else "",
        "milestones": [
            (quarter(request, strategy, point.quarter), point.title)
            for point in row.milestones.order_by("position", "pk")
        ],
        "may_write": may_write(request, strategy),
    }
    return render(request, "strategy/initiative_detail.html", context)


def _first_result(request: Request, strategy: Strategy, row: Initiative) -> str:
    if row.first_result_quarter is None:
        return ""
    return quarter(request, strategy, row.first_result_quarter)


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
        "targets": targets_words(row, request.access.here.locale),
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
