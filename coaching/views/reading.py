"""What several pages here read, always through the door."""

from django.shortcuts import get_object_or_404

from cda.accounts.access import Request
from cda.accounts.models import Part
from coaching.models.people import OWNERS
from cohorts.models import Participation, Seat
from strategy.models import Initiative, Section


def participation_of(request: Request) -> Participation:
    """The city's present way through a cohort."""
    return get_object_or_404(Participation.objects.visible_to(request.access).current())


def parts_of(request: Request) -> list[Part]:
    """Who plays a part in this city today: leads and members, mayor's office, coaches."""
    parts = Part.objects.visible_to(request.access).current().filter(role__in=OWNERS)
    named = parts.select_related("user").only("role", "user__name")
    return list(named.order_by("role", "user__name", "pk"))


def seats_without_account(request: Request, participation: Participation) -> list[Seat]:
    seats = Seat.objects.visible_to(request.access).filled().filter(user=None)
    return list(seats.filter(participation=participation).only("key", "name").order_by("pk"))


def sections_of(request: Request, participation: Participation) -> list[tuple[str, str]]:
    """Keys and titles of the strategy's sections, in their order."""
    sections = Section.objects.visible_to(request.access).filter(
        strategy__participation=participation, is_hidden=False
    )
    found = sections.only("key", "code", "title", "position", "strategy_id").order_by("position")
    return [(section.key, section.heading) for section in found]


def initiatives_of(request: Request) -> list[Initiative]:
    """The initiatives of the city's newest strategy, to say which one a step serves."""
    rows = Initiative.objects.visible_to(request.access).select_related("objective__goal")
    named = rows.only("key", "title", "objective__goal__strategy_id")
    found = list(named.order_by("-objective__goal__strategy__starts_on", "title", "pk"))
    newest = found[0].objective.goal.strategy_id if found else 0
    return [row for row in found if row.objective.goal.strategy_id == newest]
