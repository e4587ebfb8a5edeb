"""Which object a page is about. Reading starts at the door, here as everywhere."""

from django.http import Http404
from django.urls import reverse

from cda.accounts.access import Request
from strategy.models import Pillar, Section, Strategy
from strategy.models.around import read_section, read_strategy


def strategy_here(request: Request) -> Strategy:
    """The strategy of the city in the URL: its newest."""
    strategy = read_strategy(request.access.here)
    if strategy is None:
        raise Http404
    return strategy


def section_here(request: Request, key: str) -> Section:
    """A section with the strategy around it, the names of those who write it, its sources."""
    section = read_section(key, request.access.cities)
    if section is None:
        raise Http404
    section.city = section.strategy.city = request.access.here
    return section


def editor_pages(request: Request, section: Section) -> str:
    """What the addresses of all sections share: built once, each row adds its key and a slash."""
    page = reverse("strategy:section_edit", args=[request.access.here.slug, section.key])
    return page.removesuffix(f"{section.key}/")


def pillars_of(request: Request, strategy_id: int) -> list[Pillar]:
    """The city's own, in their order."""
    rows = Pillar.objects.visible_to(request.access).filter(strategy_id=strategy_id)
    return list(rows.order_by("position", "pk"))
