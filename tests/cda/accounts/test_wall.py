"""The wall: without an open city there is nothing; inside one, the others do not exist."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from cda.accounts.models import Part
from cda.accounts.wall import as_system, inside, open_cities
from cohorts.models import Participation
from tests import factories
from tests.wall import as_app, role_now

pytestmark = pytest.mark.django_db


def test_nothing_is_visible_outside(participation):
    with as_app():
        assert Participation.objects.count() == 0


def test_inside_shows_one_city_only(participation, other_city):
    factories.ParticipationFactory(city=other_city)
    with as_app(), inside([participation.city_id]):
        assert list(Participation.objects.all()) == [participation]


def test_inside_restores_what_was_open(participation, other_city):
    theirs = factories.ParticipationFactory(city=other_city)
    with as_app(), inside([other_city.pk]):
        with inside([participation.city_id]):
            assert list(Participation.objects.all()) == [participation]
        assert list(Participation.objects.all()) == [theirs]


def test_open_cities_changes_what_inside_shows(participation):
    with as_app(), inside([]):
        assert Participation.objects.count() == 0
        open_cities([participation.city_id])
        assert Participation.objects.count() == 1


def test_writing_into_another_city_is_refused(participation, other_city):
    with (
        as_app(),
        inside([participation.city_id]),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
    ):
        Participation.objects.create(city=other_city, cohort=participation.cohort)


def test_a_child_cannot_stand_in_another_city(participation, other_city):
    def misplace():
        factories.SeatFactory(participation=participation, city=other_city)
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="same_city"), transaction.atomic():
        misplace()


def test_own_parts_are_visible_before_any_city_is_open(lead, stranger):
    with as_app(), inside([], lead.pk):
        assert list(Part.objects.values_list("user_id", flat=True)) == [lead.pk]


def test_as_system_sees_all_and_gives_the_role_back(participation, other_city):
    factories.ParticipationFactory(city=other_city)
    with as_app():
        with as_system():
            assert Participation.objects.count() == 2
        assert role_now() == "cda_app"
        assert Participation.objects.count() == 0
