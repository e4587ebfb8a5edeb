"""In the demonstration anybody may be anybody. Outside of it, there is no such page."""

import importlib

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, converters, reverse, set_urlconf

from cda.accounts.models import User
from cda.accounts.permissions import Role
from cda.people.demo import demo_groups
from tests import factories
from tests.wall import as_app

pytestmark = pytest.mark.django_db

MODULES = ["cda.people.urls", "cda.people.urls.accounts", settings.ROOT_URLCONF]


def reload_urls():
    clear_url_caches()
    set_urlconf(None)
    converters.REGISTERED_CONVERTERS.pop("key", None)
    for name in MODULES:
        importlib.reload(importlib.import_module(name))
    clear_url_caches()


@pytest.fixture
def urls(settings):
    """urls(demo=True): the URL conf as it is with this setting."""
    reverse("account_login")
    before = settings.DEMO

    def build(*, demo):
        settings.DEMO = demo
        reload_urls()

    yield build
    settings.DEMO = before
    reload_urls()


@pytest.fixture
def everybody(admin, coach, partner, lead, member, mayor, stranger):
    return [admin, coach, partner, lead, member, mayor, stranger]


@pytest.mark.parametrize("path", ["/demo/people/", "/demo/sign-in/"])
def test_outside_the_demonstration_there_is_no_such_page(client, urls, lead, path):
    urls(demo=False)
    assert client.get(path).status_code == 404
    assert client.post(path, {"person": lead.pk}).status_code == 404
    page = client.get("/accounts/login/")
    assert "demo_groups" not in page.context
    assert lead.name not in page.content.decode()


def test_the_sign_in_page_shows_everybody(client, urls, everybody):
    urls(demo=True)
    for path in ("/accounts/login/", "/demo/people/"):
        page = client.get(path).content.decode()
        for user in everybody:
            assert page.count(f">{user.name}</span>") == 1


def test_one_click_and_you_are_that_person(client, urls, everybody, coach):
    urls(demo=True)
    response = client.post("/demo/sign-in/", {"person": coach.pk, "next": "/agenda/"})
    assert response.url == "/agenda/"
    assert client.session["_auth_user_id"] == str(coach.pk)
    assert client.session["demo"] is True
    client.post("/demo/sign-in/", {"person": everybody[0].pk, "next": "//evil.example"})
    assert client.session["_auth_user_id"] == str(everybody[0].pk)


@pytest.mark.parametrize("person", ["", "0", "x", "-1", "9" * 40, "1 OR 1=1", "\x00"])
def test_nobody_is_nobody(client, urls, lead, person):
    urls(demo=True)
    assert client.post("/demo/sign-in/", {"person": person}).status_code == 404


def test_a_closed_account_is_nobody(client, urls, lead):
    urls(demo=True)
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert client.post("/demo/sign-in/", {"person": lead.pk}).status_code == 404


def test_groups_are_the_programme_its_coaches_and_the_cities(everybody, mayor, other_city):
    factories.PartFactory(user=mayor, city=mayor.parts.get().city, role=Role.MEMBER)
    with as_app():
        groups = demo_groups()
    shown = {group.heading: [(user.name, part) for user, part in group.people] for group in groups}
    assert list(shown.items()) == [
        ("The programme", [("Priya Shah", "Programme administrator")]),
        ("Coaches and partners", [("Ana Duarte", "Coach"), ("Noor Ali", "Partner expert")]),
        ("Santa Brisa, Jalisco, Mexico", [("Bruno Vidal", "Mayor")]),
        (
            "Valle Sereno, Jalisco, Mexico",
            [
                ("Lucía Montes", "Mayor"),
                ("Carla Peña", "City lead"),
                ("Diego Rojas", "Team member"),
            ],
        ),
    ]


def test_the_page_costs_the_same_for_few_and_many(client, urls, lead, django_assert_num_queries):
    urls(demo=True)
    client.get("/demo/people/")
    with CaptureQueriesContext(connection) as few:
        client.get("/demo/people/")
    for _person in range(3):
        factories.PartFactory(role=Role.MEMBER)
    with django_assert_num_queries(len(few)):
        client.get("/demo/people/")
