"""The question that is asked with every request, written by hand, says what Django's would."""

from datetime import timedelta

import pytest
from django.forms.models import model_to_dict
from django.utils import timezone

from cda.accounts.models import Part
from cda.accounts.parts import parts_today
from cda.accounts.permissions import Role
from tests import factories

pytestmark = pytest.mark.django_db


def test_it_finds_what_django_would_find(lead, city, other_city):
    today = timezone.localdate()
    days = [(-9, None), (0, 0), (-9, 0), (-9, -1), (1, None), (-9, 9)]
    for (first, last), role in zip(days, list(Role)[:6], strict=True):
        factories.PartFactory(
            user=lead,
            city=other_city,
            role=role,
            starts_on=today + timedelta(days=first),
            ends_on=None if last is None else today + timedelta(days=last),
        )
    factories.PartFactory(user=lead, city=None, role=Role.STAFF)
    expected = Part.objects.current().filter(user=lead).select_related("city").order_by("pk")

    found = parts_today(lead)

    assert len(found) == 6
    assert [model_to_dict(part) for part in found] == [model_to_dict(part) for part in expected]
    for part, other in zip(found, expected, strict=True):
        assert part.city == other.city
        if other.city:
            assert model_to_dict(part.city) == model_to_dict(other.city)
            assert part.city.mayor_titles == other.city.mayor_titles
