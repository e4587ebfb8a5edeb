"""A city joins a cohort."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cda.accounts.models import City, User
from cda.accounts.permissions import Role
from cda.accounts.wall import inside
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from cohorts.actions.mayor import invite_contact
from cohorts.models import CityMilestone, Cohort, MayoralTerm, OfficeContact, Participation
from cohorts.models.reference import countries, mayor_titles

SLUG = 60


@dataclass(frozen=True)
class Contact:
    """Somebody in the mayor's office: the role says whether it is the mayor."""

    role: Role
    name: str
    email: str
    language: str
    form: str


@dataclass(frozen=True)
class NewCity:
    """What we ask about a city when it joins, and whom we write to."""

    name: str
    admin1: str
    country: str
    time_zone: str
    language: str
    mayor_name: str
    mayor_form: str
    contacts: tuple[Contact, ...]
    population: int | None = None
    population_year: int | None = None
    council_name: str = ""


@transaction.atomic
def admit_city(cohort: Cohort, new: NewCity, *, by: User) -> Participation:
    """Give the city its workspace, and invite its mayor's office once the cohort is open.

    The new city opens for whoever admits it: nobody has a part in it yet.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.status == Cohort.Status.CLOSED:
        raise RuleBroken(_("This cohort is closed."))
    city = _find_city(new) or City.objects.create(slug=_free_slug(new), **_facts(new))
    with inside([city.pk], by.pk):
        participation = _enter(city, cohort)
        _write_office(city, new)
        record("city.admitted", city, by=by, note={"cohort": cohort.number})
        if cohort.status == Cohort.Status.OPEN:
            for contact in OfficeContact.objects.filter(city=city).select_related("city"):
                invite_contact(contact, by=by)
    return participation


def _enter(city: City, cohort: Cohort) -> Participation:
    if Participation.objects.filter(city=city, cohort=cohort).exists():
        raise RuleBroken(_("%(city)s is in this cohort already.") % {"city": city.name})
    participation = Participation.objects.create(city=city, cohort=cohort)
    CityMilestone.objects.bulk_create(
        CityMilestone(
            city=city,
            participation=participation,
            code=milestone.code,
            position=milestone.position,
            label=milestone.label,
            title=milestone.title,
            due_on=milestone.due_on,
            precision=milestone.precision,
        )
        for milestone in cohort.milestones.order_by("position")
    )
    return participation


def _write_office(city: City, new: NewCity) -> None:
    if not MayoralTerm.objects.serving().filter(city=city).exists():
        MayoralTerm.objects.create(city=city, name=new.mayor_name, form=new.mayor_form)
    for contact in new.contacts:
        OfficeContact.objects.update_or_create(
            city=city,
            role=contact.role,
            defaults={
                "name": contact.name,
                "email": contact.email,
                "language": contact.language,
                "form": contact.form,
            },
        )


def _find_city(new: NewCity) -> City | None:
    """A city may take part again; name, state and country say which one it is (BR-38)."""
    return City.objects.filter(
        name__iexact=new.name, admin1__iexact=new.admin1, country=new.country
    ).first()


def _free_slug(new: NewCity) -> str:
    """The city's name; with its state and its country where the name is taken."""
    longer = [new.name, f"{new.name} {new.admin1}", f"{new.name} {new.admin1} {new.country}"]
    wanted = [slugify(words)[:SLUG].strip("-") or "city" for words in longer]
    taken = set(
        City.objects.filter(Q(slug__in=wanted) | Q(slug__startswith=wanted[-1][: SLUG - 4]))
        .values_list("slug", flat=True)
    )  # fmt: skip
    numbered = (f"{wanted[-1][: SLUG - 4]}-{number}" for number in range(2, 999))
    return next(slug for slug in [*wanted, *numbered] if slug not in taken)


def _facts(new: NewCity) -> dict[str, Any]:
    country = countries()[new.country]
    return {
        "name": new.name,
        "admin1": new.admin1,
        "country": new.country,
        "country_name": country["name"],
        "region": country["region"],
        "population": new.population,
        "population_year": new.population_year,
        "time_zone": new.time_zone,
        "language": new.language,
        "locale": country["locale"].replace("_", "-"),
        "currency": country["currency"],
        "paper": country["paper"],
        "council_name": new.council_name,
        "mayor_titles": mayor_titles(new.country),
    }
