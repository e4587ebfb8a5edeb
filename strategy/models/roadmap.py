"""The plan over twelve quarters: phases, milestones, first results, and who waits for whom."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from cda.lib.plan_charts import Work
from strategy.models.plan import Initiative
from strategy.models.plan_table import Bar, Plan

Quarter = Callable[[int], str]


def bands_of(plan: Plan, quarter: Quarter) -> list[tuple[str, list[Work]]]:
    """The work under the names of its phases; what has no phase yet comes last."""
    phases: list[tuple[str, str]] = [
        *((phase.value, str(phase.label)) for phase in Initiative.Phase),
        ("", _("No phase yet")),
    ]
    found = [
        (label, [_work(bar, quarter) for bar in _in_order(plan.bars, value)])
        for value, label in phases
    ]
    return [(label, works) for label, works in found if works]


def _in_order(bars: Sequence[Bar], phase: str) -> list[Bar]:
    rows = [bar for bar in bars if bar.initiative.phase == phase]
    return sorted(rows, key=lambda bar: (bar.initiative.start_quarter, bar.initiative.end_quarter))


def _work(bar: Bar, quarter: Quarter) -> Work:
    row = bar.initiative
    return Work(
        title=row.title,
        block=bar.goal.block,
        start=row.start_quarter,
        end=row.end_quarter,
        first=row.first_result_quarter,
        points=bar.points,
        words=_("%(title)s: %(first)s to %(last)s")
        % {
            "title": row.title,
            "first": quarter(row.start_quarter),
            "last": quarter(row.end_quarter),
        },
    )


def waits_of(plan: Plan) -> list[str]:
    """Every dependency as a sentence, and whether the times fit."""
    rows = [bar.initiative for bar in plan.bars]
    return [_wait(row, row.depends_on) for row in rows if row.depends_on]


def _wait(row: Initiative, other: Initiative) -> str:
    values = {"title": row.title, "other": other.title}
    if other.end_quarter >= row.start_quarter:
        return _("“%(title)s” waits for “%(other)s”, which ends after it begins.") % values
    return _("“%(title)s” waits for “%(other)s”.") % values
