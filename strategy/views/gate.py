"""How far the strategy is, in words: what stops it, what contradicts itself, who is gone."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.models import Section
from strategy.models.checks import find_contradictions
from strategy.models.content import canonical
from strategy.models.coverage import coverage_of, whole_of
from strategy.models.facts import facts_of
from strategy.models.orphans import find_orphans
from strategy.models.readiness import Gap, find_doubts, find_gaps
from strategy.views.places import strategy_here


@require_safe
@requires(Permission.STRATEGY_VIEW)
def readiness(request: Request, city: str) -> HttpResponse:
    """Each sentence leads to the place where it is mended, for those who may write."""
    strategy = strategy_here(request)
    content = canonical(strategy)
    sections = Section.objects.visible_to(request.access).filter(strategy=strategy)
    shown = list(sections.filter(is_hidden=False).order_by("position").defer("blocks"))
    groups = {
        "to_coach": find_gaps(strategy, shown),
        "to_mayor": find_orphans(strategy),
        "contradictions": find_contradictions(content, facts_of(strategy)),
        "doubts": find_doubts(strategy, shown),
    }
    states = Counter(section.status for section in shown)
    may_write, coverage = request.access.may(Permission.STRATEGY_EDIT), coverage_of(content)
    context = {
        "city": request.access.here,
        "strategy": strategy,
        "states": [(label, states[value]) for value, label in Section.Status.choices],
        "number": sum(states.values()),
        "coverage": coverage,
        "coverage_share": whole_of(coverage),
        **{
            name: [_with_way(gap, city, may_write) for gap in gaps] for name, gaps in groups.items()
        },
    }
    return render(request, "strategy/readiness.html", context)


def _with_way(gap: Gap, city: str, may_write: bool) -> tuple[str, str]:
    """(sentence, address). Who only reads is not led to a form."""
    if not may_write and gap.page != "plan_detail":
        return gap.sentence, ""
    name = gap.page if ":" in gap.page else f"strategy:{gap.page}"
    return gap.sentence, reverse(name, args=[city, *gap.key.split("/")] if gap.key else [city])
