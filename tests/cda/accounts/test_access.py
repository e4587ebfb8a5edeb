"""The door: who may enter, what a stranger finds, and that the same form works once."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.utils import timezone

from cda.accounts.access import access_for, answer_once, personal, public, requires
from cda.accounts.models import City, Once, Part
from cda.accounts.permissions import Permission, Role, permissions_of
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from cohorts.models import Participation
from tests import factories
from tests.conftest import person
from tests.wall import as_app

pytestmark = pytest.mark.django_db


def ask(user, method="get", second_factor=True, **data):
    request = getattr(RequestFactory(), method)("/cities/valle-sereno/", data)
    request.user = user
    request.session = {"second_factor": True} if second_factor else {}
    return request


def show_cities(request, city=None):
    seen = Participation.objects.values_list("city_id", flat=True)
    return HttpResponse(",".join(str(pk) for pk in sorted(seen)))


VIEW = requires(Permission.CITY_VIEW)(show_cities)
OVERVIEW = requires(Permission.COHORT_VIEW)(show_cities)


def test_requires_opens_the_city_in_the_address(participation, lead, other_city):
    factories.ParticipationFactory(city=other_city)
    with as_app():
        response = VIEW(ask(lead), city="valle-sereno")
    assert response.content.decode() == str(participation.city_id)


def test_requires_sends_the_unknown_to_sign_in(city):
    response = VIEW(ask(AnonymousUser()), city="valle-sereno")
    assert response.url.startswith("/accounts/login/?next=/cities/valle-sereno/")


@pytest.mark.parametrize("slug", ["valle-sereno", "no-such-city"])
def test_requires_a_stranger_finds_the_same_nothing(city, stranger, slug):
    with pytest.raises(Http404):
        VIEW(ask(stranger), city=slug)


def test_requires_refuses_a_member_without_the_right(city, lead):
    with pytest.raises(PermissionDenied):
        requires(Permission.STRATEGY_SIGN)(show_cities)(ask(lead), city="valle-sereno")


def test_requires_over_several_cities(coach, participation, other_city):
    theirs = factories.ParticipationFactory(city=other_city)
    factories.ParticipationFactory()
    factories.PartFactory(user=coach, city=other_city, role=Role.COACH)
    with as_app():
        response = OVERVIEW(ask(coach))
    assert response.content.decode() == f"{participation.city_id},{theirs.city_id}"


def test_requires_over_several_cities_refuses(lead):
    with pytest.raises(PermissionDenied):
        OVERVIEW(ask(lead))


def test_staff_act_in_every_city(staff, participation, other_city):
    access = access_for(staff, Permission.CITY_VIEW, "santa-brisa")
    assert access.city == other_city
    assert access.here == other_city
    assert access_for(staff, Permission.CITY_VIEW).cities == {participation.city_id, other_city.pk}
    with pytest.raises(Http404):
        access_for(staff, Permission.CITY_VIEW, "no-such-city")


def test_a_part_that_ended_opens_nothing(city, lead):
    part = Part.objects.get(user=lead)
    part.end(timezone.localdate(), "moved")
    part.save()
    assert access_for(lead, Permission.CITY_VIEW, "valle-sereno").city == city
    part.end(timezone.localdate() - timedelta(days=1))
    part.save()
    with pytest.raises(Http404):
        access_for(lead, Permission.CITY_VIEW, "valle-sereno")


def test_two_parts_in_one_city_add_up(city, lead):
    factories.PartFactory(user=lead, city=city, role=Role.DELEGATE)
    access = access_for(lead, Permission.CITY_VIEW, "valle-sereno")
    assert access.permissions == permissions_of({Role.LEAD, Role.DELEGATE})
    assert access.may(Permission.STRATEGY_DECIDE)
    assert permissions_of(frozenset()) == frozenset()


def test_visible_to_narrows_to_the_open_cities(city, other_city, lead):
    access = access_for(lead, Permission.CITY_VIEW, "valle-sereno")
    assert list(City.objects.visible_to(access)) == [city]
    assert [part.user for part in Part.objects.visible_to(access)] == [lead]


def test_coaches_need_a_second_factor(coach, settings):
    settings.DEMO = False
    response = VIEW(ask(coach, second_factor=False), city="valle-sereno")
    assert response.url == "/accounts/2fa/"
    settings.DEMO = True
    assert VIEW(ask(coach, second_factor=False), city="valle-sereno").status_code == 200


def test_city_people_do_not_need_a_second_factor(lead):
    assert VIEW(ask(lead, second_factor=False), city="valle-sereno").status_code == 200


def test_the_day_of_the_last_visit_is_kept(lead):
    VIEW(ask(lead), city="valle-sereno")
    lead.refresh_from_db()
    assert lead.seen_on == timezone.localdate()
    assert lead.quiet_days(timezone.localdate() + timedelta(days=3)) == 3


def test_programme_history_is_open_for_those_who_keep_it(admin, city):
    def write(request):
        Entry.objects.create(
            city_key=0,
            seq=0,
            at=timezone.now(),
            verb="x",
            target_type="x",
            target_id=0,
            prev=b"",
            hash=b"",
        )
        return HttpResponse()

    with as_app():
        assert requires(Permission.COHORT_VIEW)(write)(ask(admin)).status_code == 200


def test_personal_opens_no_city(lead, participation):
    with as_app():
        assert personal(show_cities)(ask(lead)).content == b""
        assert personal(show_cities)(ask(AnonymousUser())).status_code == 302


def test_public_opens_nothing(participation):
    with as_app():
        assert public("for the test")(show_cities)(ask(AnonymousUser())).content == b""


def once(user, calls, answer=None, **data):
    """Send the form `data`; `calls` counts how often the act was done."""

    def act():
        calls.append(1)
        return answer or HttpResponseRedirect("/done/")

    request = ask(user, "post", once="abc", **data)
    return answer_once(request, act)


def test_answer_once_does_the_same_form_once(lead):
    calls = []
    answers = [once(lead, calls, name="x").url for _ in range(3)]
    assert (answers, len(calls)) == (["/done/"] * 3, 1)


def test_answer_once_refuses_another_content(lead):
    calls = []
    once(lead, calls, name="x")
    with pytest.raises(RuleBroken):
        once(lead, calls, name="y")
    assert len(calls) == 1


def test_answer_once_forgets_a_form_with_errors(lead):
    calls = []
    once(lead, calls, HttpResponse(status=422), name="x")
    once(lead, calls, name="x corrected")
    assert len(calls) == 2
    assert str(Once.objects.get()) == "abc"


def test_answer_once_keeps_people_apart(lead, member):
    calls = []
    once(lead, calls, name="x")
    once(member, calls, name="x")
    assert len(calls) == 2


def test_answer_once_without_a_key(lead):
    calls = []

    def act():
        calls.append(1)
        return HttpResponse()

    for data in ({}, {"once": "a\x00b"}):
        answer_once(ask(lead, "post", **data), act)
    assert len(calls) == 2


def test_person_names(city):
    user = person(Role.LEAD, city, name="María de los Ángeles Vidal", signature_name="")
    assert (user.initials, user.signs_as, str(user)) == ("MV", user.name, user.name)
    assert user.quiet_days(timezone.localdate()) is None
    assert city.full_name("es") == "Valle Sereno, Jalisco, México"
    assert city.mayor_title("feminine", "es") == "Alcaldesa"
    assert city.mayor_title("feminine", "fr") == "Mayor"
    assert (str(city), city.get_absolute_url()) == ("Valle Sereno", "/cities/valle-sereno/")
    assert str(user.parts.get()) == f"{user.pk} lead {city.pk}"


def test_user_manager(city, lead, member):
    user = type(lead).objects.create_user(" New@City.Example ", name="New")
    assert user.email == "new@city.example"
    assert type(lead).objects.get_by_natural_key("NEW@city.example") == user
    assert list(type(lead).objects.playing(Role.LEAD, Role.MEMBER, city=city.pk)) == [lead, member]
