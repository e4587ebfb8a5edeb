"""A cohort and its cities get their calendar from the template."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from cda.accounts.models import User
from cda.accounts.wall import inside
from cohorts import actions
from cohorts.models import Cohort, Participation, Precision, Template
from events.models import CitySession, Session, last_day


@transaction.atomic
def open_cohort(
    template: Template,
    number: int,
    starts_on: date,
    *,
    by: User,
    time_zone: str = "America/New_York",
) -> Cohort:
    """Plan a cohort with its milestones and its meetings (US-01). It opens on another day."""
    cohort = actions.create_cohort(template, number, starts_on, by=by, time_zone=time_zone)
    schedule_template_sessions(cohort)
    return cohort


@transaction.atomic
def admit_city(cohort: Cohort, new: actions.NewCity, *, by: User) -> Participation:
    """Let a city in, with its own meetings: the visit and the coaching sessions."""
    participation = actions.admit_city(cohort, new, by=by)
    with inside([participation.city_id], by.pk):
        schedule_city_sessions(participation, today=timezone.localdate())
    return participation


def schedule_template_sessions(cohort: Cohort) -> list[Session]:
    """The meetings that all cities of the cohort share."""
    rows = [row for row in cohort.template.data["sessions"] if not row["per_city"]]
    sessions = Session.objects.bulk_create(
        Session(
            cohort=cohort,
            code=row["code"],
            summary=row["summary"],
            aims=row["aims"],
            blocks=row["blocks"],
            is_about_ai=row["is_ai"],
            **_meeting(row, cohort, cohort.time_zone),
        )
        for row in rows
    )
    by_code = {session.code: session for session in sessions}
    for row in rows:
        by_code[row["code"]].follows = by_code.get(row["follows"])
    Session.objects.bulk_update(sessions, ["follows"])
    return sessions


def schedule_city_sessions(participation: Participation, *, today: date) -> list[CitySession]:
    """The meetings of one city. A city that joins late is not given meetings of the past."""
    cohort, city = participation.cohort, participation.city
    rows = [row for row in cohort.template.data["sessions"] if row["per_city"]]
    planned = [
        CitySession(city=city, participation=participation, **_meeting(row, cohort, city.time_zone))
        for row in rows
    ]
    return CitySession.objects.bulk_create(
        session for session in planned if last_day(session.on, session.precision) >= today
    )


def _meeting(row: dict[str, Any], cohort: Cohort, zone: str) -> dict[str, Any]:
    """When and where, shifted with the first day of the cohort. Rough dates have no hour."""
    on = cohort.day_of_week(row["week"], row["weekday"])
    is_exact = row["precision"] == Precision.DAY
    hour = time.fromisoformat(row["start"])
    return {
        "kind": row["kind"],
        "title": row["title"],
        "on": on,
        "precision": row["precision"],
        "starts_at": datetime.combine(on, hour, ZoneInfo(zone)) if is_exact else None,
        "minutes": row["minutes"],
        "zone": zone,
        "place": row["place"],
    }
