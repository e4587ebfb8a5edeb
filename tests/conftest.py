"""The cast: who plays in every test."""

import os

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from cda.accounts.permissions import Role
from cda.lib import queue
from tests import factories
from tests.wall import WallClient, play, thawed

# Playwright keeps an event loop in the main thread; Django's checks would refuse to work there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

_flush = TransactionTestCase._fixture_teardown


def _flush_as_owner(self):
    play(None)
    with thawed():
        _flush(self)


TransactionTestCase._fixture_teardown = _flush_as_owner


@pytest.fixture(autouse=True)
def _system_role(request):
    """Data is prepared in the system role; see tests/wall.py."""
    uses_database = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if not uses_database and not request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue("transactional_db" if _is_transactional(request) else "db")
    play("cda_system")
    cache.clear()
    yield
    if not connection.needs_rollback:
        play(None)


def _is_transactional(request):
    marker = request.node.get_closest_marker("django_db")
    named = {"transactional_db", "live_server"} & set(request.fixturenames)
    return bool(named) or bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture
def client():
    return WallClient()


@pytest.fixture
def city(db):
    """Valle Sereno, the city of most tests."""
    return factories.CityFactory(slug="valle-sereno", name="Valle Sereno")


@pytest.fixture
def other_city(db):
    return factories.CityFactory(slug="santa-brisa", name="Santa Brisa")


@pytest.fixture
def participation(city):
    return factories.ParticipationFactory(city=city)


def person(role, city, **fields):
    """Somebody who plays a part, in a city or (None) in all of them."""
    user = factories.UserFactory(**fields)
    factories.PartFactory(user=user, city=city, role=role)
    return user


@pytest.fixture
def lead(city):
    return person(Role.LEAD, city, name="Carla Peña", email="carla@valle-sereno.example")


@pytest.fixture
def member(city):
    return person(Role.MEMBER, city, name="Diego Rojas", email="diego@valle-sereno.example")


@pytest.fixture
def mayor(city):
    user = person(
        Role.MAYOR,
        city,
        name="Lucía Montes",
        signature_name="Lucía Montes Herrera",
        email="mayor@valle-sereno.example",
        form="feminine",
    )
    factories.MayoralTermFactory(city=city, user=user, name=user.name, form=user.form)
    return user


@pytest.fixture
def delegate(city):
    return person(Role.DELEGATE, city, name="Pía Soto", email="office@valle-sereno.example")


@pytest.fixture
def coach(city):
    user = person(Role.COACH, city, name="Ana Duarte", email="ana@cda.example")
    factories.CoachAssignmentFactory(city=city, coach=user)
    return user


@pytest.fixture
def admin(db):
    return person(Role.ADMIN, None, name="Priya Shah", email="priya@cda.example")


@pytest.fixture
def staff(db):
    return person(Role.STAFF, None, name="Sam Ortiz", email="sam@cda.example")


@pytest.fixture
def partner(city):
    return person(Role.PARTNER, city, name="Noor Ali", email="noor@partner.example")


@pytest.fixture
def observer(db):
    return person(Role.OBSERVER, None, name="Olive Grant", email="olive@funder.example")


@pytest.fixture
def stranger(other_city):
    """The mayor of another city."""
    user = person(Role.MAYOR, other_city, name="Bruno Vidal", email="mayor@santa-brisa.example")
    factories.MayoralTermFactory(city=other_city, user=user, name=user.name)
    return user


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database can be dropped even if a killed process still holds a connection."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            # Whoever tidies the tables is the server's own, and leaves by itself.
            " AND backend_type = 'client backend'"
        )


@pytest.fixture(autouse=True)
def _as_after_a_start(settings, monkeypatch):
    """Tests run as in production, with a broker that answers as far as we know."""
    settings.DEMO = False
    monkeypatch.setattr(queue._Patience, "until", 0.0)


@pytest.fixture
def signed_in(client):
    """signed_in(user): the client of somebody who signed in, with a second factor if needed."""

    def sign_in(user):
        client.force_login(user)
        session = client.session
        session["second_factor"] = True
        session.save()
        return client

    return sign_in
