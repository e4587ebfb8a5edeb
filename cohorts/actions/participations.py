"""A city's way through the cohort."""

from django.db import transaction

from cda.accounts.models import User
from cda.audit.log import record
from cohorts.models import Participation, Seat, size_gaps, team_gaps


def gaps_before(participation: Participation, status: str) -> list[str]:
    """What is missing before a city may go on, in sentences."""
    gaps = participation.coach_gaps()
    if status == Participation.Status.ACTIVE:
        team = list(Seat.objects.filled().filter(participation=participation))
        gaps += size_gaps(team) + team_gaps(team)
    return gaps


@transaction.atomic
def start_onboarding(
    participation: Participation, *, by: User, override: str = ""
) -> Participation:
    """Selected cities begin: a coach is there. `override` is an administrator's reason."""
    participation = Participation.objects.locked(participation.pk)
    gaps = gaps_before(participation, Participation.Status.ONBOARDING)
    participation.start_onboarding(gaps, override)
    participation.save()
    record("participation.onboarded", participation, by=by, note={"override": override})
    return participation


@transaction.atomic
def activate(participation: Participation, *, by: User, override: str = "") -> Participation:
    """The team is complete: the work starts. `override` is an administrator's reason."""
    participation = Participation.objects.locked(participation.pk)
    gaps = gaps_before(participation, Participation.Status.ACTIVE)
    participation.activate(gaps, override)
    participation.save()
    record("participation.activated", participation, by=by, note={"override": override})
    return participation
