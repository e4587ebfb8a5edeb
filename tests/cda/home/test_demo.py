"""Pages of the demonstration; outside of it they do not exist."""

import importlib

import pytest
from django.test import override_settings
from django.urls import clear_url_caches, include, path

import cda.home.urls
from cda.home.urls import demo_urls
from cda.outbox.models import DemoMessage

pytestmark = pytest.mark.django_db

urlpatterns = [
    path("", include((demo_urls, "home"))),
    path("", include("cda.urls")),
]


def test_demo_pages_do_not_exist_in_production(client):
    for address in ("/demo/mail/", "/demo/mail/1/", "/demo/style/", "/demo/style/mayor/"):
        assert client.get(address).status_code == 404


def test_demo_pages_exist_in_the_demonstration():
    def names():
        return {pattern.name for pattern in importlib.reload(cda.home.urls).urlpatterns}

    try:
        with override_settings(DEMO=True):
            assert {"outbox", "outbox_message", "styleguide", "styleguide_mayor"} <= names()
    finally:
        assert "outbox" not in names()
        clear_url_caches()


@pytest.fixture
def letters():
    return [
        DemoMessage.objects.create(
            message_id=f"<{number}>",
            recipient=f"person{number}@city.example",
            subject=f"Letter {number}",
            body="Your code is 123456\n\nhttp://127.0.0.1:8000/x/ <b>bold</b>",
        )
        for number in range(3)
    ]


@pytest.fixture
def demo(settings):
    settings.ROOT_URLCONF = __name__
    settings.DEMO = True


@pytest.mark.usefixtures("demo")
def test_outbox_lists_the_newest_first_and_finds_an_address(client, letters):
    rows = client.get("/demo/mail/").context["rows"]
    assert [row.subject for row in rows] == ["Letter 2", "Letter 1", "Letter 0"]
    found = client.get("/demo/mail/?q=Person1@")
    assert [row.subject for row in found.context["rows"]] == ["Letter 1"]
    assert "No letters" in client.get("/demo/mail/?q=nobody").content.decode()


@pytest.mark.usefixtures("demo")
def test_outbox_has_pages_that_keep_the_search(client):
    DemoMessage.objects.bulk_create(
        DemoMessage(message_id=f"<{n}>", recipient="a+b@city.example", subject="S", body="B")
        for n in range(51)
    )
    text = client.get("/demo/mail/?q=a%2Bb").content.decode()
    assert 'href="?q=a%2Bb&amp;page=2"' in text
    assert len(client.get("/demo/mail/?page=2").context["rows"]) == 1


@pytest.mark.usefixtures("demo")
def test_outbox_message_shows_the_text_and_nothing_else(client, letters):
    text = client.get(f"/demo/mail/{letters[0].pk}/").content.decode()
    assert "Your code is 123456" in text
    assert 'href="http://127.0.0.1:8000/x/"' in text
    assert "&lt;b&gt;bold" in text
    assert client.get("/demo/mail/999999/").status_code == 404


@pytest.mark.usefixtures("demo")
def test_style_guide(client):
    for address in ("/demo/style/", "/demo/style/mayor/"):
        assert client.get(address).status_code == 200
