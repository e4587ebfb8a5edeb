"""One city in the middle of its six months, with two agreements and a session in the calendar."""

from datetime import UTC, date, datetime

import pytest

from cda.accounts.permissions import Role
from cda.outbox.delivery import composed
from cda.outbox.models import Letter
from tests import factories
from tests.conftest import person
from tests.wall import as_app

NOW = datetime(2026, 12, 2, 17, 30, tzinfo=UTC)  # Wednesday, 11:30 in the city


@pytest.fixture
def now(time_machine):
    """Wednesday, half an hour into a session that began at 11:00 in the city."""
    time_machine.move_to(NOW, tick=False)
    return NOW


@pytest.fixture
def log(participation, coach):
    return factories.CoachingLogFactory(participation=participation, logged_by=coach)


@pytest.fixture
def note(log, coach):
    return factories.PrivateNoteFactory(log=log, author=coach)


@pytest.fixture
def item(log, participation, member):
    return factories.ActionItemFactory(participation=participation, log=log, owner=member)


@pytest.fixture
def session(participation):
    """Today at eleven in the city."""
    return factories.CitySessionFactory(
        participation=participation,
        on=date(2026, 12, 2),
        starts_at=datetime(2026, 12, 2, 17, 0, tzinfo=UTC),
        zone="America/Mexico_City",
        minutes=45,
    )


@pytest.fixture
def backup(city):
    user = person(Role.COACH, city, name="Ben Okafor", email="ben@cda.example")
    factories.CoachAssignmentFactory(city=city, coach=user, kind="backup")
    return user


@pytest.fixture
def stranger_coach(other_city):
    """The coach of another city."""
    user = person(Role.COACH, other_city, name="Olga Prado", email="olga@cda.example")
    factories.CoachAssignmentFactory(city=other_city, coach=user)
    return user


HARNESS = ("SET ROLE", "SELECT current_user", "SAVEPOINT", "RELEASE SAVEPOINT")


@pytest.fixture
def asked(django_assert_max_num_queries):
    """asked(client, url): how many questions a page asks, without those of the tests' own roles."""

    def count(client, url):
        assert client.get(url).status_code == 200  # the day of the visit is written once a day
        with django_assert_max_num_queries(60) as captured:
            client.get(url)
        sentences = [query["sql"] for query in captured.captured_queries]
        return len([one for one in sentences if not one.startswith(HARNESS)])

    return count


@pytest.fixture
def letters():
    """letters("step_due"): the letters of a kind that wait in the outbox."""
    return lambda kind: list(Letter.objects.filter(kind=kind).order_by("pk"))


@pytest.fixture
def read():
    """read(letter): the message as it would leave, composed behind the wall; None when moot."""

    def compose(letter):
        with as_app():
            return composed(letter)

    return compose
