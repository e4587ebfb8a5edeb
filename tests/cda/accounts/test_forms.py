"""Forms offer only what this person may see."""

import pytest
from django import forms
from django.http import Http404

from cda.accounts.access import access_for
from cda.accounts.forms import AccessForm
from cda.accounts.models import User
from cda.accounts.permissions import Permission
from coaching.models import Attendance
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
    theirs = factories.ParticipationFactory(city=other_city)
    logs = [factories.CoachingLogFactory(participation=one) for one in (participation, theirs)]
    mine, _ = (Attendance.objects.create(log=log, city=log.city, name="Ana") for log in logs)
    access = access_for(lead, Permission.CITY_VIEW, "valle-sereno")
    assert list(Attendance.objects.visible_to(access)) == [mine]


def test_a_page_over_several_cities_has_no_city_of_its_own(coach):
    access = access_for(coach, Permission.CITY_VIEW)
    with pytest.raises(Http404):
        access.here  # noqa: B018  (asking is what is tried)
