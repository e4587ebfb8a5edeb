"""A cohort: from its template to the day it opens."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from cohorts.actions.mayor import invite_contact
from cohorts.actions.team import invite_seat
from cohorts.models import (
    Cohort,
    CohortMilestone,
    OfficeContact,
    Participation,
    Programme,
    Seat,
    Template,
)

PROGRAMME = "City Data Alliance"


@transaction.atomic
def load_template(data: Mapping[str, Any], *, by: User | None = None) -> Template:
    """Take in the shape of a cohort, stated as data. The same content again changes nothing."""
    programme, _made = Programme.objects.get_or_create(
        name=PROGRAMME, defaults={"target_cities": data["target_cities"]}
    )
    template, made = Template.objects.select_for_update().get_or_create(
        code=data["code"],
        version=data["version"],
        defaults={"programme": programme, "name": data["name"], "data": dict(data)},
    )
    if made:
        record("template.loaded", template, by=by)
    elif template.data != data:
        template.update(data, is_used=template.cohorts.exists())
        template.save()
        record("template.changed", template, by=by)
    return template


@transaction.atomic
def create_cohort(
    template: Template, number: int, starts_on: date, *, by: User, time_zone: str
) -> Cohort:
    """Plan a cohort: every date of the template moves with its first day. Nothing is mailed."""
    if Cohort.objects.filter(number=number).exists():
        raise RuleBroken(_("There is a cohort %(number)s already.") % {"number": number})
    cohort = Cohort.objects.create(
        programme=template.programme,
        template=template,
        number=number,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=template.data["weeks"], days=-1),
        time_zone=time_zone,
    )
    CohortMilestone.objects.bulk_create(
        CohortMilestone(
            cohort=cohort,
            code=row["code"],
            position=position,
            label=row["label"],
            title=row["title"],
            due_on=cohort.day_of_week(row["week"], row["weekday"]),
            precision=row["precision"],
        )
        for position, row in enumerate(template.data["milestones"], start=1)
    )
    record("cohort.planned", cohort, by=by, note={"template": str(template)})
    return cohort


@transaction.atomic
def start_cohort(cohort: Cohort, *, by: User) -> Cohort:
    """Open the doors: only now the invitations that were prepared go out."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    cohort.open()
    cohort.save()
    record("cohort.opened", cohort, by=by)
    cities = Participation.objects.filter(cohort=cohort).values("city_id")
    for contact in OfficeContact.objects.filter(city__in=cities).select_related("city"):
        invite_contact(contact, by=by)
    seats = Seat.objects.filter(participation__cohort=cohort, status=Seat.Status.NOMINATED)
    for seat in seats.select_related("city"):
        invite_seat(seat, by=by)
    return cohort
