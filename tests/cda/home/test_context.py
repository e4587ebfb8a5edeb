"""The menu of each role: at most four ways, without a query."""

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from cda.accounts.access import Access
from cda.accounts.permissions import Role, permissions_of
from cda.home.context import page
from cda.home.links import link

pytestmark = pytest.mark.django_db


def seen(user, role, *, own=None, city=None, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    roles = frozenset({role} if role else ())
    request.access = Access(user, frozenset(), permissions_of(roles), roles, city, own)
    with CaptureQueriesContext(connection) as captured:
        context = page(request)
    assert len(captured) == 0
    return context


@pytest.mark.parametrize(
    ("role", "labels", "verb"),
    [
        (Role.ADMIN, ["Cohort", "Calendar", "To do"], None),
        (Role.STAFF, ["Cohort", "Calendar", "To do"], None),
        (Role.COACH, ["Cities", "Calendar", "To do"], "Log"),
        (Role.LEAD, ["To do", "Strategy", "Calendar", "Sessions"], "Add a step"),
        (Role.MEMBER, ["To do", "Strategy", "Calendar", "Sessions"], "Add a step"),
        (Role.MAYOR, ["To do", "Brief", "Calendar", "City"], None),
        (Role.DELEGATE, ["To do", "Brief", "Calendar", "City"], None),
        (Role.PARTNER, ["To do", "City", "Calendar"], None),
        (Role.OBSERVER, [], None),
    ],
)
def test_menu_by_role(lead, city, role, labels, verb):
    context = seen(lead, role, own=city)
    assert [item.label for item in context["menu"]] == labels
    assert all(item.url for item in context["menu"])
    assert (context["menu_verb"].label if context["menu_verb"] else None) == verb


def test_menu_verb_of_a_coach_knows_the_city_of_the_page(coach, city):
    assert seen(coach, Role.COACH, own=city)["menu_verb"].url == "/log/"
    here = seen(coach, Role.COACH, own=city, city=city)["menu_verb"]
    assert here.url == "/cities/valle-sereno/sessions/log/"


def test_label_says_role_and_city(lead, city):
    assert seen(lead, Role.LEAD, own=city)["role_label"] == "City lead, Valle Sereno"
    assert seen(lead, Role.STAFF, own=city)["role_label"] == "Programme staff"
    assert seen(lead, Role.OBSERVER)["role_label"] == "Observer"
    assert seen(lead, None)["role_label"] == ""


def test_menu_of_nobody_and_of_a_lost_part(lead):
    assert seen(lead, None)["menu"] == []
    assert seen(lead, Role.LEAD)["menu"] == []
    assert page(RequestFactory().get("/"))["menu"] == []


@pytest.mark.parametrize(
    ("path", "who", "current"),
    [
        ("/to-do/", "lead", "To do"),
        ("/agenda/", "lead", "Calendar"),
        ("/cities/valle-sereno/", "mayor", "City"),
        ("/cohorts/7/", "coach", "Cities"),
        ("/cities/valle-sereno/sessions/", "lead", "Sessions"),
    ],
)
def test_menu_says_where_the_reader_is(request, signed_in, participation, path, who, current):
    response = signed_in(request.getfixturevalue(who)).get(path)
    items = response.context["menu"]
    assert [item.label for item in items if item.current] == [current]


def test_link_to_a_page_that_is_not_there():
    assert link("home:nowhere") == ""
    assert link("home:todo") == "/to-do/"
