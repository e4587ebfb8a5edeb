"""Which object a page is about. Reading starts at the door, here as everywhere."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from cda.accounts.access import Request
from strategy.models import Section, Strategy


def strategy_here(request: Request) -> Strategy:
    """The strategy of the city in the URL: its newest."""
    strategies = Strategy.objects.visible_to(request.access).select_related("city", "participation")
    strategy = strategies.order_by("-starts_on", "-pk").first()
    if strategy is None:
        raise Http404
    return strategy


def section_here(request: Request, key: str) -> Section:
    """A section with the strategy around it."""
    sections = Section.objects.visible_to(request.access).select_related(
        "strategy__city", "strategy__participation", "assignee", "touched_by"
    )
    return get_object_or_404(sections, key=key)
