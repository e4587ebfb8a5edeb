"""How far the strategy is, in words: what stops it, what contradicts itself, who is gone."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.models import Section, Strategy
from strategy.models.checks import find_contradictions
from strategy.models.content import Content, content_of
from strategy.models.coverage import coverage_of, whole_of
from strategy.models.facts import facts_about
from strategy.models.orphans import orphans_in, people_who_answer
from strategy.models.plan_rows import plan_rows
from strategy.models.readiness import Gap, find_doubts, find_gaps
from strategy.views.places import strategy_here


@require_safe
@requires(Permission.STRATEGY_VIEW)
def readiness(request: Request, city: str) -> HttpResponse:
    """Each sentence leads to the place where it is mended, for those who may write."""
    strategy = strategy_here(request)
    sections = Section.objects.visible_to(request.access).filter(strategy=strategy)
    printed = sections.filter(is_hidden=False).select_related("assignee")
    shown = list(printed.order_by("position", "pk"))
    content, groups = _found(strategy, shown)
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


def _found(strategy: Strategy, shown: list[Section]) -> tuple[Content, dict[str, list[Gap]]]:
    """What all rules together have to say. Each row is read once, however many ask about it."""
    plan, active = plan_rows(strategy), people_who_answer(strategy.city_id)
    content, codes = content_of(strategy, shown, plan), {section.code for section in shown}
    facts = facts_about(strategy, shown, active)
    return content, {
        "to_coach": find_gaps(strategy, shown, plan),
        "to_mayor": orphans_in(plan.initiatives, plan.indicators, codes, active),
        "contradictions": find_contradictions(content, facts),
        "doubts": find_doubts(strategy, shown, plan),
    }


def _with_way(gap: Gap, city: str, may_write: bool) -> tuple[str, str]:
    """(sentence, address). Who only reads is not led to a form."""
    if not may_write and gap.page != "plan_detail":
        return gap.sentence, ""
    name = gap.page if ":" in gap.page else f"strategy:{gap.page}"
    return gap.sentence, reverse(name, args=[city, *gap.key.split("/")] if gap.key else [city])
