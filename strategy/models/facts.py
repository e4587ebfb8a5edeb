"""What the checks of a strategy ask of the database besides its content."""

from cohorts.models import Seat
from strategy.models.checks import Facts
from strategy.models.document import Strategy
from strategy.models.orphans import people_who_answer
from strategy.models.section import Section
from strategy.models.translating import newest_translations


def facts_of(strategy: Strategy) -> Facts:
    """Four queries."""
    active = people_who_answer(strategy.city_id)
    placed = Seat.objects.filter(participation=strategy.participation_id, replaced_by=None)
    seats = list(placed.order_by("pk"))
    given = Section.objects.filter(strategy=strategy, is_hidden=False, assignee__isnull=False)
    return Facts(
        seats=[(seat.name, seat.status == Seat.Status.ACTIVE) for seat in seats if not _left(seat)],
        vacant=[seat.name for seat in seats if _left(seat)],
        assigned=[
            (row.heading, row.key, row.assignee.name)
            for row in given.select_related("assignee").defer("blocks").order_by("position")
            if row.assignee and row.assignee_id not in active
        ],
        translations={
            language: {name: row.text for name, row in rows.items()}
            for language, rows in newest_translations(strategy).items()
        },
    )


def _left(seat: Seat) -> bool:
    return seat.status == Seat.Status.ENDED
