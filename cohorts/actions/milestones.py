"""How far a city is."""

from datetime import date

from django.db import transaction

from cohorts.models import CityMilestone, Participation


@transaction.atomic
def reach_milestone(
    participation: Participation,
    code: str,
    status: str,
    *,
    today: date,
    answer_on: date | None = None,
) -> None:
    """Move one milestone of a city, as a part of the act that moves it and is recorded.

    `answer_on` is the day somebody was asked for: the mayor's signature is due then. A cohort
    whose template has no such milestone has nothing to move.
    """
    milestones = CityMilestone.objects.select_for_update()
    milestone = milestones.filter(participation=participation, code=code).first()
    if milestone is not None:
        milestone.reach(status, today, answer_on)
        milestone.save(update_fields=["status", "done_on", "answer_on"])
