"""What stands on the page of the plan, whole or in pieces."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from cda.accounts.access import Request
from cda.accounts.permissions import Permission
from cda.lib import plan_charts
from cda.lib.formats import quarter_name, quarter_start
from strategy.models import Strategy
from strategy.models.blocks import Block
from strategy.models.catalogue import section
from strategy.models.examples import examples
from strategy.models.loads import Load
from strategy.models.plan import QUARTERS
from strategy.models.plan_table import Bar, Plan
from strategy.models.readiness import plan_doubts, plan_gaps
from strategy.models.roadmap import bands_of, waits_of
from strategy.models.targets import targets_chart, targets_words
from strategy.views.plan_query import PlanQuery

# The sections that are written here: goals, the roadmap, indicators.
GUIDES = ("P1", "P2", "P4")
EVERY_KEY = "0" * 22


class Carried(NamedTuple):
    """What one owner carries: words, and the strip beside them."""

    owner: str
    words: str
    strip: str


def page_of(request: Request, strategy: Strategy, plan: Plan, query: PlanQuery) -> dict[str, Any]:
    """Everything: `plan` is the whole one, what is shown follows the query."""
    whole = facts_of(request, strategy, plan)
    shown = query.shown(plan)
    return (
        whole
        | sums_of(request, strategy, shown, query)
        | table_of(request, plan)
        | {
            "plan": shown,
            "query": query,
            "blocks": _blocks(shown, query),
            "groups": _groups(request, shown, query.view),
            "departments": whole["plan"].departments(),
            "block_choices": Block.choices,
            "guides": [section(code) for code in GUIDES],
            "roadmap": _roadmap(request, shown) if query.view == "roadmap" else None,
        }
    )


def facts_of(request: Request, strategy: Strategy, plan: Plan) -> dict[str, Any]:
    """The head of the page and its checks: always about the whole plan."""
    rows = [bar.initiative for bar in plan.bars]
    return {
        "city": request.access.here,
        "strategy": strategy,
        "plan": plan,
        "whole": plan.totals,
        "size": plan.size,
        "ownerless": plan.count_ownerless,
        "gaps": plan_gaps(plan.goals, rows, plan.indicators),
        "doubts": plan_doubts(rows),
        "may_write": may_write(request, strategy),
    }


def sums_of(request: Request, strategy: Strategy, shown: Plan, query: PlanQuery) -> dict[str, Any]:
    """What the rows on the page cost, and who carries them."""
    loads = shown.loads
    most = max((load.most for load in loads), default=0)
    return {
        "totals": shown.totals,
        "is_part": query.is_filtered or query.view in {"early", "wins"},
        "loads": [_carried(request, strategy, load, most) for load in loads],
        "ends": (quarter(request, strategy, 0), quarter(request, strategy, QUARTERS - 1)),
    }


def table_of(request: Request, plan: Plan) -> dict[str, Any]:
    """What every row needs: the way to its cells, built once; indicators get their drawings."""
    strategy, locale = plan.strategy, request.access.here.locale
    for goal in plan.goals:
        for row in goal.measures:  # type: ignore[attr-defined]  # prefetched
            row.words = targets_words(row, locale)
            row.chart = targets_chart(row, goal.block, locale)
    return {
        "initiative_cells": _pages(request, "initiative_cell"),
        "indicator_cells": _pages(request, "indicator_cell"),
        "quarters": [quarter(request, strategy, index) for index in range(QUARTERS)],
    }


def _pages(request: Request, name: str) -> str:
    """The part of the address that all cells share: a key and the cell's name follow."""
    page = reverse(f"strategy:{name}", args=[request.access.here.slug, EVERY_KEY, "x"])
    return page.partition(EVERY_KEY)[0]


def may_write(request: Request, strategy: Strategy) -> bool:
    return request.access.may(Permission.STRATEGY_EDIT) and strategy.is_open


def quarter(request: Request, strategy: Strategy, index: int) -> str:
    return quarter_name(quarter_start(strategy.starts_on, index), request.user.language)


def _blocks(shown: Plan, query: PlanQuery) -> list[Any]:
    """All five, empty ones with examples; with a filter on, what is empty is left out."""
    if query.view != "block":
        return []
    if not query.is_filtered:
        known = examples()
        return [(block, goals, [] if goals else known[block]) for block, goals in shown.blocks()]
    return [
        (block, [goal for goal in goals if _has_bars(goal)], [])
        for block, goals in shown.blocks()
        if query.block in ("", block) and any(bar.goal.block == block for bar in shown.bars)
    ]


def _has_bars(goal: Any) -> bool:
    return any(row.bars for row in goal.rows)


def _groups(request: Request, shown: Plan, view: str) -> list[tuple[str, list[Bar]]]:
    if view == "owner":
        return [(name or _("Nobody yet"), bars) for name, bars in shown.bars_by(view)]
    if view == "date":
        return [
            (
                _("From %(quarter)s") % {"quarter": quarter(request, shown.strategy, int(index))},
                bars,
            )
            for index, bars in shown.bars_by(view)
        ]
    labels = {"early": _("Begins in the first 100 days"), "wins": _("Quick wins")}
    return [(labels[view], list(shown.bars))] if view in labels and shown.bars else []


def _roadmap(request: Request, shown: Plan) -> dict[str, Any]:
    def name(index: int) -> str:
        return quarter(request, shown.strategy, index)

    label = _("%(count)s initiatives from %(first)s to %(last)s, under their phases") % {
        "count": shown.size,
        "first": name(0),
        "last": name(QUARTERS - 1),
    }
    names = [name(index) for index in range(QUARTERS)]
    bands = bands_of(shown, name)
    return {
        "drawing": plan_charts.roadmap(bands, names, label),
        "bands": bands,
        "waits": waits_of(shown),
    }


def _carried(request: Request, strategy: Strategy, load: Load, most: int) -> Carried:
    """Human Resources: 4 at once in Q1 2027"""
    words = _("%(owner)s: %(count)s at once in %(quarter)s") % {
        "owner": load.owner,
        "count": load.most,
        "quarter": quarter(request, strategy, load.busiest),
    }
    return Carried(load.owner, words, plan_charts.load_strip(load.quarters, most, words))
