"""What the checks of a strategy ask of the database besides its content."""

from collections.abc import Iterable

from cohorts.models import Seat
from strategy.models.checks import Facts
from strategy.models.document import Strategy
from strategy.models.orphans import people_who_answer
from strategy.models.section import Section
from strategy.models.translating import newest_translations


def facts_of(strategy: Strategy) -> Facts:
    """Four queries."""
    shown = Section.objects.filter(strategy=strategy, is_hidden=False).defer("blocks")
    rows = shown.select_related("assignee").order_by("position")
    return facts_about(strategy, rows, people_who_answer(strategy.city_id))


def facts_about(strategy: Strategy, shown: Iterable[Section], active: set[int]) -> Facts:
    """The same of sections with their assignees, and of who answers, that were read already."""
    placed = Seat.objects.filter(participation=strategy.participation_id, replaced_by=None)
    seats = list(placed.order_by("pk"))
    return Facts(
        seats=[(seat.name, seat.status == Seat.Status.ACTIVE) for seat in seats if not _left(seat)],
        vacant=[seat.name for seat in seats if _left(seat)],
        assigned=[
            (row.heading, row.key, row.assignee.name)
            for row in shown
            if row.assignee and row.assignee_id not in active
        ],
        translations={
            language: {name: row.text for name, row in rows.items()}
            for language, rows in newest_translations(strategy).items()
        },
    )


def _left(seat: Seat) -> bool:
    return seat.status == Seat.Status.ENDED
