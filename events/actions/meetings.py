"""Meetings are planned, moved, held or cancelled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from cda.accounts.models import User
from cda.audit.log import record
from cohorts.actions import reach_milestone
from cohorts.models import CityMilestone, Participation
from events.models import CitySession, Session
from events.models.session import Meeting


@dataclass(frozen=True)
class Plan:
    """What somebody wrote down about a meeting. No `starts_at`: the date is rough."""

    kind: str
    title: dict[str, str]
    on: date
    precision: str
    starts_at: datetime | None
    minutes: int
    zone: str
    place: str = ""
    link: str = ""


def _write(meeting: Meeting, plan: Plan) -> None:
    meeting.title = {**meeting.title, **plan.title}
    meeting.minutes, meeting.zone = plan.minutes, plan.zone
    meeting.place, meeting.link = plan.place, plan.link
    if plan.starts_at:
        meeting.fix(plan.starts_at)
    else:
        meeting.place_roughly(plan.on, plan.precision)


def _note(meeting: Meeting) -> dict[str, str]:
    return {"kind": meeting.kind, "on": meeting.on.isoformat(), "precision": meeting.precision}


@transaction.atomic
def schedule_city_session(participation: Participation, plan: Plan, *, by: User) -> CitySession:
    """Put a meeting with one city into its calendar."""
    session = CitySession(
        city_id=participation.city_id, participation=participation, kind=plan.kind
    )
    _write(session, plan)
    session.save()
    record("session.scheduled", session, by=by, note=_note(session))
    return session


@transaction.atomic
def change_city_session(session: CitySession, plan: Plan, *, by: User) -> CitySession:
    """Move it, or say more about it."""
    session = CitySession.objects.select_for_update().get(pk=session.pk)
    session.require_scheduled()
    session.kind = plan.kind
    _write(session, plan)
    session.save()
    record("session.changed", session, by=by, note=_note(session))
    return session


@transaction.atomic
def cancel_city_session(session: CitySession, *, by: User) -> CitySession:
    session = CitySession.objects.select_for_update().get(pk=session.pk)
    session.cancel()
    session.save(update_fields=["status"])
    record("session.cancelled", session, by=by, note=_note(session))
    return session


@transaction.atomic
def hold_city_session(session: CitySession, *, by: User) -> CitySession:
    """It took place; the city visit is a milestone too."""
    session = CitySession.objects.select_for_update().get(pk=session.pk)
    session.hold()
    session.save(update_fields=["status"])
    record("session.held", session, by=by, note=_note(session))
    _reach(session, [session.participation])
    return session


@transaction.atomic
def change_session(session: Session, plan: Plan, *, by: User) -> Session:
    """Move a meeting of the whole cohort, or say more about it."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    session.require_scheduled()
    _write(session, plan)
    session.save()
    record("session.changed", session, by=by, note=_note(session))
    return session


@transaction.atomic
def hold_session(session: Session, *, by: User) -> Session:
    """It took place: every city of the cohort has reached its milestone."""
    session = Session.objects.select_for_update().get(pk=session.pk)
    session.hold()
    session.save(update_fields=["status"])
    record("session.held", session, by=by, note=_note(session))
    _reach(session, Participation.objects.filter(cohort=session.cohort_id).order_by("pk"))
    return session


def _reach(meeting: Meeting, participations: Iterable[Participation]) -> None:
    if not meeting.milestone:
        return
    done, today = CityMilestone.Status.DONE, timezone.localdate()
    for participation in participations:
        reach_milestone(participation, meeting.milestone, done, today=today)
