"""A programme with its real template, a cohort that is planned, and one that is open."""

from datetime import date

import pytest
from django.utils.text import slugify

from cohorts.actions import load_template
from cohorts.models import Cohort, MayoralTerm, Nominee
from cohorts.models.reference import shipped_templates
from events.actions import open_cohort


@pytest.fixture
def template(db):
    return load_template(shipped_templates()[0])


@pytest.fixture
def planned(template, admin):
    """Cohort 8, which starts on a Monday and opens on another day."""
    return open_cohort(template, 8, date(2027, 2, 1), by=admin)


@pytest.fixture
def opened(planned):
    planned.status = Cohort.Status.OPEN
    planned.save()
    return planned


@pytest.fixture
def nominees():
    """Three people, the first of them the lead."""
    return [
        nominee("Carla Peña", "administrator", is_lead=True),
        nominee("Diego Rojas", "data_officer"),
        nominee("Inés Vidal", "communications", language="en"),
    ]


def nominee(name, function="policy", **fields):
    values = {
        "name": name,
        "email": f"{slugify(name.split()[0])}@valle-sereno.example",
        "function": function,
        "function_text": "",
        "language": "es",
        "form": "neutral",
        "is_lead": False,
    }
    return Nominee(**{**values, **fields})


@pytest.fixture
def term(city, mayor):
    return MayoralTerm.objects.get(city=city)
