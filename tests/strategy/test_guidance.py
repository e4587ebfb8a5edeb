"""Examples beside the text: in three languages, marked until somebody makes them their own."""

import pytest
from django.urls import reverse

from cda.lib.errors import RuleBroken
from strategy.actions.drafting import declare_ready
from strategy.actions.guiding import begin_from
from strategy.models import Section, SectionRevision, Term
from strategy.models import catalogue as rows
from strategy.models.guidance import is_sample, samples_of
from strategy.models.text import to_blocks
from tests.strategy.conftest import fill

LANGUAGES = ("en", "es", "pt-br")


def test_every_section_that_people_write_has_an_example():
    for entry in rows.sections():
        if entry.is_prose and not entry.is_custom:
            assert entry.samples, entry.code
            assert any(sample.url for sample in entry.samples), entry.code
        for sample in entry.samples:
            assert set(sample.texts) == set(LANGUAGES)
            assert len(set(sample.texts.values())) == 3
            assert sample.url.startswith("https://") == bool(sample.source)
            assert all(len(text) <= 260 for text in sample.texts.values()), entry.code
    assert samples_of("A6") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_is_marked(language):
    block = samples_of("V1")[0].block(language)
    assert is_sample(block["html"])
    assert not is_sample("<p>Example, rewrite it: no quotation</p>")
    assert not is_sample(to_blocks("> Our own words")[0]["html"])


def test_begin_from_an_example(section, member):
    sample = samples_of("V1")[0]
    saved = begin_from(section, sample, by=member)
    assert "Ejemplo, reescríbalo" in saved.section.blocks[-1]["html"]
    assert begin_from(section, sample, by=member).section.version == saved.section.version
    assert SectionRevision.objects.count() == 1
    with pytest.raises(RuleBroken, match="An example still stands"):
        declare_ready(saved.section, by=member)
    fill(Section.objects.get(), "Nobody says the same thing twice.")
    assert declare_ready(Section.objects.get(), by=member).is_declared_ready


def test_the_page(signed_in, member, section, strategy, city):
    Term.objects.create(city=city, strategy=strategy, en="decision", es="decisión")
    Term.objects.create(city=city, strategy=strategy, en="zebra", es="cebra")
    client = signed_in(member)
    edit = reverse("strategy:section_edit", args=[city.slug, section.key])
    shown = client.get(edit).content.decode()
    assert "Start from this" in shown
    assert "https://statescoop.com/san-jose-california-data-strategy-2025" in shown
    assert ">decision</a>" in shown
    assert "zebra" not in shown
    example = reverse("strategy:section_example", args=[city.slug, section.key])
    assert client.post(example, {"number": "7"}).status_code == 404
    assert client.post(example, {"number": "1"}).url == edit
    assert "Ejemplo, reescríbalo" in client.get(edit).content.decode()
