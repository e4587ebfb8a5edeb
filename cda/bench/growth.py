"""Cohorts of any size, to see what a page costs when there is more to show."""

from datetime import date, timedelta

from django.utils import timezone

from cda.accounts.models import City
from cda.accounts.wall import inside
from cda.audit.models import Entry
from cohorts.models import (
    CityMilestone,
    Cohort,
    CohortMilestone,
    Health,
    Participation,
    Template,
)

WEEKS_AGO = 18
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def grow_cohort(number: int, cities: int) -> Cohort:
    """A cohort that looks like the demo's: the same milestones, and so many cities."""
    model = Cohort.objects.order_by("number").prefetch_related("milestones")[0]
    starts_on = timezone.localdate() - timedelta(weeks=WEEKS_AGO)
    cohort = Cohort.objects.create(
        programme=model.programme,
        template=Template.objects.latest("pk"),
        number=number,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(weeks=26),
        status=Cohort.Status.OPEN,
    )
    columns = CohortMilestone.objects.bulk_create(
        CohortMilestone(
            cohort=cohort,
            code=one.code,
            position=one.position,
            label=one.label,
            title=one.title,
            due_on=one.due_on,
            precision=one.precision,
        )
        for one in model.milestones.order_by("position")
    )
    fill_cohort(cohort, columns, cities)
    return cohort


def fill_cohort(cohort: Cohort, columns: list[CohortMilestone], number: int) -> None:
    names = [f"{name_of(place)} {cohort.number}" for place in range(number)]
    cities = City.objects.bulk_create(
        City(
            slug=name.lower().replace(" ", "-"),
            name=name,
            country="MX",
            admin1="Jalisco",
            region="north",
            time_zone="America/Mexico_City",
            language="es",
        )
        for name in names
    )
    with inside([Entry.PROGRAMME, *(city.pk for city in cities)]):
        entered = Participation.objects.bulk_create(
            participation(cohort, city, place) for place, city in enumerate(cities)
        )
        CityMilestone.objects.bulk_create(
            (reached(one, column) for one in entered for column in columns), batch_size=2000
        )


def name_of(place: int) -> str:
    """Names that are not all the same length, and that sort."""
    words = LETTERS[place % 26] * (3 + place % 5)
    return f"{words.title()} {place}"


def participation(cohort: Cohort, city: City, place: int) -> Participation:
    today: date = timezone.localdate()
    return Participation(
        city=city,
        cohort=cohort,
        status=Participation.Status.ACTIVE,
        health=Health.values[place % len(Health.values)],
        last_session_on=today - timedelta(days=place % 30),
        progress=[(place * step) % 101 for step in (3, 7, 11, 13, 17)],
        coach_names=["Ana Duarte", "Marcus Lee"],
    )


def reached(participation: Participation, column: CohortMilestone) -> CityMilestone:
    statuses = CityMilestone.Status.values
    return CityMilestone(
        city=participation.city,
        participation=participation,
        code=column.code,
        position=column.position,
        label=column.label,
        title=column.title,
        due_on=column.due_on,
        precision=column.precision,
        status=statuses[(participation.city.pk + column.position) % len(statuses)],
    )
