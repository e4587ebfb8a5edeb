"""Letters are read from the outbox, where they wait until the transaction commits."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from cda.accounts.permissions import Role
from cda.outbox.models import Letter
from cda.people import actions
from tests.wall import role_now


@pytest.fixture(autouse=True)
def _own_cache(settings):
    """Limits are counted here alone: other tests empty the shared cache at any moment."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture(autouse=True)
def _hooks(monkeypatch):
    """What other apps do on acceptance is tested with them."""
    monkeypatch.setattr(actions, "HOOKS", {})


@pytest.fixture
def letters():
    """letters(address): what waits for this address, oldest first."""

    def find(address):
        assert role_now() == "cda_system"
        return list(Letter.objects.filter(address=address).order_by("pk"))

    return find


@pytest.fixture
def code_for(letters):
    """code_for(address): the six digits in the newest letter."""

    def find(address):
        return re.search(r"^\d{6}$", letters(address)[-1].body, re.MULTILINE)[0]

    return find


@pytest.fixture
def invited(admin, city, letters):
    """invited(…): an open invitation, and the address of its page."""

    def send(email="lucia@valle-sereno.example", role=Role.MAYOR, **fields):
        values = {"name": "Lucía Montes", "city": city, "language": "es", "form": "feminine"}
        values |= fields
        name, where = values.pop("name"), values.pop("city")
        invitation = actions.invite(email, name, role, where, by=admin, **values)
        return invitation, reverse("people:invitation_accept", args=[letters(email)[-1].body])

    return send


ANSWERS = {
    "name": "Lucía Montes",
    "signature_name": "Lucía Montes Herrera",
    "form": "feminine",
    "language": "es",
    "time_zone": "America/Mexico_City",
    "phone": "+52 33 5550 1234",
}


@pytest.fixture
def answers():
    return dict(ANSWERS)
