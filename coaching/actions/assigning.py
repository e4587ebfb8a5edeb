"""Which coach stands by which city: the assignment and the door, in one act."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cda.accounts.models import City, Form, Part, User
from cda.accounts.permissions import Role
from cda.audit.log import record
from cda.outbox.post import post
from cda.people.actions import invite
from cda.people.models import Invitation
from coaching.models import CoachAssignment, CoachOffer
from coaching.models.days import earliest_today, today_in
from cohorts.models import Participation

ONE_DAY = timedelta(days=1)


@transaction.atomic
def assign_coach(
    city: City, coach: User, kind: str, *, by: User | None, handover: str = ""
) -> CoachAssignment:
    """Give the city this coach. Whoever had the place before loses the door at once."""
    participation = _participation(city)
    standing = list(CoachAssignment.objects.standing().filter(city=city).select_related("coach"))
    kept = next((one for one in standing if (one.coach_id, one.kind) == (coach.pk, kind)), None)
    if kept is not None:
        return kept
    before = [one for one in standing if one.kind == kind or one.coach_id == coach.pk]
    for assignment in before:
        _end(assignment, is_staying=assignment.coach_id == coach.pk)
    assignment = CoachAssignment.objects.create(
        city=city, coach=coach, kind=kind, handover=handover, starts_on=today_in(city.time_zone)
    )
    CoachOffer.objects.filter(city=city, kind=kind).delete()
    _open_door(city, coach)
    _name_coaches(city, participation)
    names = [one.coach.name for one in before if one.coach_id != coach.pk]
    record(
        "coach.assigned",
        assignment,
        by=by,
        note={"coach": coach.name, "kind": str(kind), "before": names},
    )
    _tell(assignment)
    return assignment


@transaction.atomic
def offer_coaching(
    city: City, email: str, name: str, kind: str, *, by: User, language: str, handover: str = ""
) -> Invitation:
    """Invite somebody who was no coach yet. They get the place when they accept."""
    invitation = invite(email, name, Role.COACH, city, by=by, language=language, form=Form.NEUTRAL)
    CoachOffer.objects.filter(city=city, kind=kind).delete()
    CoachOffer.objects.update_or_create(
        city=city, email=invitation.email, defaults={"kind": kind, "handover": handover}
    )
    return invitation


@transaction.atomic
def take_offer(city: City, email: str, coach: User, *, by: User | None) -> CoachAssignment | None:
    """The invited coach is here. Without an offer they take a free place, or none is left."""
    offer = CoachOffer.objects.filter(city=city, email=email).first()
    taken = set(CoachAssignment.objects.standing().filter(city=city).values_list("kind", flat=True))
    free = [kind for kind in CoachAssignment.Kind.values if kind not in taken]
    kind = offer.kind if offer else next(iter(free), "")
    if not kind:
        _close_door(city, coach)
        return None
    return assign_coach(city, coach, kind, by=by, handover=offer.handover if offer else "")


def _participation(city: City) -> Participation | None:
    """Locked: two people do not assign coaches to one city at the same time."""
    newest = Participation.objects.filter(city=city).order_by("-cohort__starts_on")
    return newest.select_for_update(of=("self",)).first()


def _end(assignment: CoachAssignment, *, is_staying: bool) -> None:
    """The place is free again; with it goes the part, unless they only change places."""
    assignment.end(today_in(assignment.city.time_zone) - ONE_DAY)
    assignment.save()
    if not is_staying:
        _close_door(assignment.city, assignment.coach)


def _open_door(city: City, coach: User) -> None:
    """A part that an invitation has opened already is enough."""
    today = earliest_today(timezone.now())
    Part.objects.get_or_create(
        city=city, user=coach, role=Role.COACH, ends_on=None, defaults={"starts_on": today}
    )


def _close_door(city: City, coach: User) -> None:
    """From this moment, in every time zone: the part ended yesterday."""
    last_day = earliest_today(timezone.now()) - ONE_DAY
    for part in Part.objects.filter(city=city, user=coach, role=Role.COACH, ends_on=None):
        part.starts_on = min(part.starts_on, last_day + ONE_DAY)
        part.end(last_day, "another coach was assigned")
        part.save()


def _name_coaches(city: City, participation: Participation | None) -> None:
    """The cohort grid names the coaches of a hundred cities without asking for them."""
    if participation is None:
        return
    standing = CoachAssignment.objects.standing().filter(city=city).select_related("coach")
    participation.coach_names = [one.coach.name for one in standing]
    participation.save(update_fields=["coach_names"])


def _tell(assignment: CoachAssignment) -> None:
    leads = User.objects.playing(Role.LEAD, city=assignment.city_id)
    for reader in [assignment.coach, *leads]:
        post(
            "coach_assigned",
            reader=reader,
            city_key=assignment.city_id,
            target_id=assignment.pk,
            key=f"coach_assigned:{assignment.pk}:{reader.pk}",
        )
