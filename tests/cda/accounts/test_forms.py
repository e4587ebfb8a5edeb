"""Forms offer only what this person may see."""

import pytest
from django import forms

from cda.accounts.access import access_for
from cda.accounts.forms import AccessForm
from cda.accounts.models import User
from cda.accounts.permissions import Permission
from cda.accounts.tenancy import CityOwned
from cohorts.models import Seat
from tests import factories

pytestmark = pytest.mark.django_db


class Choose(AccessForm, forms.Form):
    seat = forms.ModelChoiceField(Seat.objects.all())
    person = forms.ModelChoiceField(User.objects.all())
    words = forms.CharField()


def test_choices_are_those_of_the_open_cities(participation, other_city, lead):
    mine = factories.SeatFactory(participation=participation)
    factories.SeatFactory(participation=factories.ParticipationFactory(city=other_city))
    form = Choose(access=access_for(lead, Permission.CITY_VIEW, "valle-sereno"))
    assert list(form.fields["seat"].queryset) == [mine]
    assert set(form.fields["person"].queryset) == set(User.objects.all())


def test_a_model_that_asks_nothing_else_is_narrowed_too(participation, other_city, lead):
    mine = factories.CitySessionFactory(participation=participation)
    factories.CitySessionFactory(participation=factories.ParticipationFactory(city=other_city))
    access = access_for(lead, Permission.CITY_VIEW, "valle-sereno")
    assert issubclass(type(mine), CityOwned)
    assert list(type(mine).objects.visible_to(access)) == [mine]
