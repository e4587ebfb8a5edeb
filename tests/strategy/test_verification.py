"""The public page: anybody may check a record, nobody learns what is not public."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from strategy.models import PublicRecord
from tests.wall import as_app

pytestmark = pytest.mark.django_db

FILE = "c0ffee" + "0" * 58


@pytest.fixture
def record(signature):
    PublicRecord.objects.update(document_sha256=FILE)
    return PublicRecord.objects.get()


def address(number):
    return reverse("strategy:record_verify", args=[number])


def text_of(response):
    html = response.content.decode()
    body = html[html.index("<main") :]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_record_verify_before_publishing_shows_the_office_not_the_name(client, record):
    text = text_of(client.get(address(record.record)))
    for words in (
        "Estrategia de datos",
        "2027–2029",
        "Valle Sereno, Jalisco, México",
        "Mayor The name becomes public",
        "Version 1.0",
        record.content_sha256,
        FILE,
        "This is the current version.",
    ):
        assert words in text
    assert "Lucía" not in text


def test_record_verify_after_publishing_shows_the_name(client, record):
    PublicRecord.objects.update(published_at=timezone.now(), signer_name="Lucía Montes Herrera")
    assert "Lucía Montes Herrera Mayor" in text_of(client.get(address(record.record)))


@pytest.mark.parametrize(("language", "title"), [("es", "Alcaldesa"), ("pt-br", "Prefeita")])
def test_record_verify_in_three_languages(client, record, language, title):
    client.cookies["language"] = language
    response = client.get(address(record.record))
    assert title in text_of(response)
    assert f'lang="{language}"' in response.content.decode()


def test_record_verify_of_a_superseded_version_leads_to_the_newer(client, record):
    PublicRecord.objects.update(superseded_by="VS-2027-0101-BEEF")
    response = client.get(address(record.record))
    assert "A newer signed version exists." in text_of(response)
    assert address("VS-2027-0101-BEEF") in response.content.decode()


def test_record_verify_of_a_withdrawn_strategy_says_so(client, record):
    PublicRecord.objects.update(withdrawn_at=timezone.now(), published_at=timezone.now())
    text = text_of(client.get(address(record.record)))
    assert "later withdrawn" in text
    assert "current version" not in text


def test_record_verify_before_the_file_is_drawn(client, signature):
    text = text_of(client.get(address(signature.record)))
    assert "The file is being drawn." in text
    assert "Choose the PDF" not in text


def test_record_verify_compares_in_the_browser_and_by_hand(client, record):
    html = client.get(address(record.record)).content.decode()
    assert f'data-sha256="{FILE}"' in html
    assert "sha256sum" in html


@pytest.mark.parametrize("number", ["VS-2026-0204-0000", "x", "a" * 400])
def test_record_verify_of_an_unknown_number(client, record, number):
    response = client.get(f"/v/{number}/")
    assert response.status_code == 404
    assert "No document with this number" in text_of(response)


def test_record_verify_takes_small_letters(client, record):
    assert client.get(address(record.record.lower())).status_code == 200


def test_record_verify_needs_two_queries_and_no_session(client, record):
    with CaptureQueriesContext(connection) as queries:
        client.get(address(record.record))
    assert len([q for q in queries if " FROM " in q["sql"]]) == 1


def test_the_public_may_read_the_record_and_not_change_it(record):
    with as_app():
        assert PublicRecord.objects.count() == 1
        assert PublicRecord.objects.update(signer_name="Somebody") == 0
        assert PublicRecord.objects.get().signer_name == ""


def test_verify_asks_for_a_number_or_a_file(client, db):
    text = text_of(client.get(reverse("strategy:verify")))
    assert "Record number, or fingerprint of the file" in text
    assert "It does not leave your computer." in text


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", FILE, FILE.upper()])
def test_verify_finds_a_record(client, record, typed):
    wanted = record.record.lower() if typed == "lower" else typed.format(record.record)
    response = client.get(reverse("strategy:verify"), {"record": wanted})
    assert response.url == address(record.record)


def test_verify_does_not_find_a_record_without_a_file_by_nothing(client, signature):
    response = client.get(reverse("strategy:verify"), {"record": "f" * 64})
    assert response.status_code == 404


@pytest.mark.parametrize("typed", ["", "x" * 101])
def test_verify_with_a_wrong_form(client, db, typed):
    assert client.get(reverse("strategy:verify"), {"record": typed}).status_code == 422


def test_verify_with_a_nul_in_the_address(client, db):
    assert client.get(reverse("strategy:verify") + "?record=a%00b").status_code == 404


def test_verify_with_markup_is_only_text(client, db):
    response = client.get(reverse("strategy:verify"), {"record": "<script>x</script>"})
    assert response.status_code == 404
    assert "<script>x" not in response.content.decode()


@pytest.mark.parametrize("name", ["verify", "record_verify"])
def test_verification_is_only_read(client, record, name):
    url = address(record.record) if name == "record_verify" else reverse("strategy:verify")
    assert client.post(url).status_code == 405
