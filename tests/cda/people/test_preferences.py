"""What people say about themselves."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from cda.accounts.models import User
from cda.audit.models import Entry
from cda.people import zones
from cda.people.passwords import PlainPasswordValidator

pytestmark = pytest.mark.django_db

URL = "/preferences/"


@pytest.fixture
def form(lead):
    return {
        "name": "Carla Peña",
        "signature_name": "",
        "form": "neutral",
        "language": "en",
        "time_zone": "America/New_York",
        "phone": "",
        "theme": "auto",
    }


def test_preferences_shows_what_is_kept(signed_in, lead):
    response = signed_in(lead).get(URL)
    assert response.status_code == 200
    assert response.context["form"].initial["name"] == "Carla Peña"
    assert "c" in lead.email
    assert "/accounts/password/set/" in response.content.decode() or lead.has_usable_password()


def test_preferences_saves_and_remembers_what_changed(signed_in, lead, form):
    client = signed_in(lead)
    form |= {"name": "Carla Peña Ruiz", "language": "es", "time_zone": "America/Bogota"}
    form |= {"theme": "dark", "phone": "+57 1 555", "form": "feminine"}
    assert client.post(URL, form).url == URL
    lead.refresh_from_db()
    assert {name: getattr(lead, name) for name in form} == form
    assert Entry.objects.get().note == {
        "fields": ["form", "language", "name", "phone", "theme", "time_zone"]
    }
    response = client.get(URL)
    assert response["Content-Language"] == "es"
    assert 'data-theme="dark"' in response.content.decode()


def test_preferences_without_a_change_leave_no_trace(signed_in, lead, form):
    assert signed_in(lead).post(URL, form).status_code == 302
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("name", "a\x00"),
        ("form", ""),
        ("language", "de"),
        ("time_zone", "Europe/Nowhere"),
        ("phone", "1" * 31),
        ("theme", "pink"),
    ],
)
def test_preferences_with_a_wrong_answer_keeps_what_was_typed(signed_in, lead, form, field, value):
    response = signed_in(lead).post(URL, form | {"signature_name": "Carla P.", field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["signature_name"].value() == "Carla P."
    lead.refresh_from_db()
    assert lead.signature_name == ""


def test_preferences_changes_nothing_else(signed_in, lead, form, admin):
    more = {"email": "evil@x.example", "is_active": "", "password": "x", "id": admin.pk}
    signed_in(lead).post(URL, form | more)
    lead.refresh_from_db()
    assert (lead.email, lead.is_active) == ("carla@valle-sereno.example", True)


def test_a_zone_from_elsewhere_stays(signed_in, lead, form):
    User.objects.filter(pk=lead.pk).update(time_zone="Europe/Madrid")
    client = signed_in(lead)
    assert client.post(URL, form | {"time_zone": "Europe/Madrid"}).status_code == 302
    User.objects.filter(pk=lead.pk).update(time_zone="America/Lima")
    assert client.post(URL, form | {"time_zone": "Europe/Madrid"}).status_code == 422


@pytest.mark.parametrize("language", ["es", "pt-br", "en"])
def test_language_set_by_a_visitor(client, language):
    form = {"language": language, "next": "/accounts/login/"}
    response = client.post("/preferences/language/", form)
    assert response.url == "/accounts/login/"
    assert response.cookies["language"].value == language
    assert client.get("/accounts/login/")["Content-Language"] == language


def test_language_set_by_somebody_stays_with_them(signed_in, lead):
    client = signed_in(lead)
    client.post("/preferences/language/", {"language": "pt-br"})
    lead.refresh_from_db()
    assert lead.language == "pt-br"
    client.post("/accounts/logout/")
    assert client.get("/accounts/login/")["Content-Language"] == "pt-br"


def test_theme_set(client, signed_in, lead):
    assert client.post("/preferences/theme/", {"theme": "dark"}).cookies["theme"].value == "dark"
    assert 'data-theme="dark"' in client.get("/accounts/login/").content.decode()
    signed_in(lead).post("/preferences/theme/", {"theme": "light"})
    lead.refresh_from_db()
    assert lead.theme == "light"


@pytest.mark.parametrize(
    ("where", "what"), [("language", "xx"), ("theme", "pink"), ("language", ""), ("theme", "\x00")]
)
def test_what_is_not_offered_is_not_kept(signed_in, lead, where, what):
    response = signed_in(lead).post(f"/preferences/{where}/", {where: what})
    assert (response.status_code, where in response.cookies) == (302, False)
    lead.refresh_from_db()
    assert (lead.language, lead.theme) == ("en", "auto")


@pytest.mark.parametrize("where", ["language", "theme"])
@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "/\\evil", "data:x"])
def test_they_go_nowhere_else(client, where, url):
    response = client.post(f"/preferences/{where}/", {where: "x", "next": url})
    assert response.url == "/"


@pytest.mark.parametrize("where", ["language", "theme"])
def test_they_are_not_links(client, where):
    assert client.get(f"/preferences/{where}/").status_code == 405


def test_preferences_of_nobody(client):
    assert client.get(URL).url == "/accounts/login/?next=/preferences/"


def test_queries_do_not_grow(signed_in, lead, django_assert_max_num_queries):
    client = signed_in(lead)
    client.get(URL)
    with django_assert_max_num_queries(14):
        client.get(URL)


def test_zones_are_cities_of_the_americas_with_their_distance():
    groups = dict(zones.choices("es"))
    assert ("America/Mexico_City", "Ciudad de México (UTC−6)") in groups["México"]
    assert "Argentina" in groups
    assert any(zone == "America/Argentina/Buenos_Aires" for zone, _name in groups["Argentina"])
    everything = [zone for zones_ in groups.values() for zone, _name in zones_]
    assert len(everything) == len(set(everything)) > 100
    assert not [zone for zone in everything if zone.startswith(("Europe", "Asia"))]


def test_every_country_of_the_programme_has_a_guess():
    countries = json.loads(Path(settings.BASE_DIR, "cohorts/data/countries.json").read_text())
    for country in countries:
        assert zones.guess("", f"es-{country}") in zones.by_country()[country]


@pytest.mark.parametrize(
    "password",
    ["contraseña 123 contraseña", "prefeita prefeita 2026", "abcabcabcabcabc", "x" * 129],
)
def test_plain_passwords_are_refused(password):
    with pytest.raises(ValidationError):
        PlainPasswordValidator().validate(password)
    assert PlainPasswordValidator().get_help_text()


def test_urls_have_the_names_that_others_use():
    names = ["preferences", "language_set", "theme_set", "step_up"]
    assert [reverse(f"people:{name}") for name in names] == [
        "/preferences/",
        "/preferences/language/",
        "/preferences/theme/",
        "/step-up/",
    ]
