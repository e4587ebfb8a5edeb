"""The senior team: proposed, chosen by the mayor, invited, seated."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.accounts.permissions import Role
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from cda.outbox.post import post
from cda.people.actions import invite
from cda.people.models import Invitation
from cohorts.models import Cohort, Nominee, Participation, Seat, size_gaps, team_gaps


@transaction.atomic
def propose_team(
    participation: Participation, nominees: Sequence[Nominee], *, by: User
) -> list[Seat]:
    """The office or the lead suggests; the mayor is told and decides.

    Nobody, for a team that is whole: an earlier proposal is taken back, with nothing to tell.
    """
    participation = Participation.objects.locked(participation.pk)
    _require_team(participation, nominees, override="")
    seats = _write_proposal(participation, nominees)
    record("team.proposed", participation, by=by, note={"seats": [seat.pk for seat in seats]})
    if seats:
        _tell_the_mayor(participation, max(seat.pk for seat in seats))
    return seats


def _tell_the_mayor(participation: Participation, newest: int) -> None:
    for mayor in User.objects.playing(Role.MAYOR, city=participation.city_id):
        post(
            "team_proposed",
            reader=mayor,
            key=f"team_proposed:{newest}:{mayor.pk}",
            city_key=participation.city_id,
            target_id=participation.pk,
        )


@transaction.atomic
def confirm_team(
    participation: Participation, nominees: Sequence[Nominee], *, by: User, override: str = ""
) -> list[Seat]:
    """The mayor's choice (US-03). `override` is an administrator's reason for another size."""
    participation = Participation.objects.locked(participation.pk)
    _require_team(participation, nominees, override=override)
    seats = _write_proposal(participation, nominees)
    for seat in seats:
        seat.nominate(by=by)
        seat.save()
    note = {"seats": [seat.pk for seat in seats], "override": override}
    record("team.confirmed", participation, by=by, note=note)
    if participation.cohort.status == Cohort.Status.OPEN:
        for seat in seats:
            invite_seat(seat, by=by)
    return seats


def _require_team(
    participation: Participation, nominees: Sequence[Nominee], *, override: str
) -> None:
    seated = Seat.objects.filled().filter(participation=participation)
    team = [*seated, *nominees]
    gaps = team_gaps(team) + ([] if override else size_gaps(team))
    if gaps:
        raise RuleBroken(" ".join(gaps))


def _write_proposal(participation: Participation, nominees: Sequence[Nominee]) -> list[Seat]:
    """The proposal as it now stands: people named before keep their seat, others leave it."""
    proposed = Seat.objects.proposed().filter(participation=participation)
    before = {seat.email.lower(): seat for seat in proposed}
    seats = []
    for nominee in nominees:
        seat = before.pop(nominee.email.lower(), None) or Seat(
            city_id=participation.city_id, participation=participation
        )
        seat.describe(nominee)
        seat.save()
        seats.append(seat)
    for seat in before.values():
        seat.end(timezone.localdate(), reason="not chosen")
        seat.save()
    return seats


@transaction.atomic
def invite_seat(seat: Seat, *, by: User) -> Invitation:
    """Write to somebody the mayor chose; again means: the older letter is void."""
    seats = Seat.objects.select_for_update(of=("self",))
    seat = seats.select_related("city", "participation__cohort").get(pk=seat.pk)
    seat.participation.cohort.require_open_doors()
    if seat.status != Seat.Status.INVITED:
        seat.invite()
        seat.save()
    return invite(
        seat.email,
        seat.name,
        seat.role,
        seat.city,
        by=by,
        language=seat.language,
        form=seat.form,
        seat_id=seat.pk,
    )


@transaction.atomic
def take_seat(invitation: Invitation, user: User) -> None:
    """Accepting the invitation is taking the seat."""
    seat = Seat.objects.select_for_update().filter(pk=invitation.seat_id or 0).first()
    if seat is None:
        raise RuleBroken(_("This place in the team is no longer there. Ask the city lead."))
    seat.take(user, timezone.localdate())
    seat.save()
    record("seat.taken", seat, by=user)
