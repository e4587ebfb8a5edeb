"""How the text reads: sentences, ease, words of the trade, and the page that shows them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from strategy.models import Section, Term
from strategy.models.text import to_blocks
from strategy.models.wording import ENOUGH, FORMULAS, LONG, Band, read_wording, wording_of
from tests.strategy.conftest import fill

EASY = {
    "en": "We fix the road. You see the date on the map. We tell you why it took so long. ",
    "es": "La calle se arregla. Usted ve el día en el mapa. Le decimos por qué tardó. ",
    "pt-br": "A rua é feita. Você vê o dia no mapa. Nós dizemos por que levou tempo. ",
}
STIFF = {
    "en": "Institutional interoperability operationalisation necessitates multidimensional "
    "organisational transformation, collaborative accountability, administrative simplification "
    "and unprecedented infrastructural modernisation initiatives. ",
    "es": "La institucionalización de la interoperabilidad intergubernamental presupone "
    "transformaciones organizacionales multidimensionales, corresponsabilidades administrativas y "
    "modernizaciones infraestructurales extraordinariamente especializadas. ",
    "pt-br": "A institucionalização da interoperabilidade intergovernamental pressupõe "
    "transformações organizacionais multidimensionais, responsabilidades administrativas e "
    "modernizações infraestruturais extraordinariamente especializadas. ",
}


def read(text, language="en"):
    return read_wording(to_blocks(text), language)


@pytest.mark.parametrize("language", FORMULAS)
def test_plain_words_are_easier_than_stiff_ones(language):
    easy, stiff = read(EASY[language] * 9, language), read(STIFF[language] * 9, language)
    assert easy.ease is not None
    assert stiff.ease is not None
    assert easy.band == Band.EASY
    assert stiff.band == Band.EXPERT
    assert 0 <= stiff.ease < easy.ease <= 100


def test_between_the_two_it_is_hard_work():
    # 20 words a sentence, 1.75 syllables a word: 206.8 - 20.3 - 148.1 = 38
    sentence = "Services " + "city data records open " * 4 + "for many people."
    found = read((sentence + " ") * 6)
    assert found.band == Band.HARD


def test_a_few_words_are_not_judged():
    found = read("We fix the road.")
    assert (found.words, found.sentences, found.ease, found.band) == (4, 1, None, Band.SHORT)
    assert found.words < ENOUGH
    assert read("").per_sentence == 0


def test_sentences_end_where_people_end_them():
    text = "Sra. Ana signs. Does it work? ¡Claro! He has 3.5 km of road, e.g. two\n\nOne more"
    assert read(text).sentences == 5
    assert read("- One thing\n- Another thing").sentences == 2
    assert read("It ends with Dr.").sentences == 1
    assert read("… 12 % — 3.").sentences == 0


def test_headings_and_tables_are_no_sentences():
    assert read("## A heading\n\n| a | b |\n| - | - |\n| c | d |").words == 0


def test_long_sentences_are_shown_as_they_stand():
    long = "Word " + "word " * LONG + "more."
    found = read(f"Short one. {long} Short two.")
    assert list(found.long) == [long]
    assert len(read(f"{long} " * 9).long) == 5


def test_words_of_the_trade_come_with_a_plain_one():
    found = read("We leverage APIs and Interoperability. Interoperability matters; apiary is not.")
    assert [term.said for term in found.terms] == ["leverage", "API", "Interoperability"]
    assert found.terms[0].instead == "use"


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("es", "Apalancar las sinergias en el marco de la ley.", 3),
        ("pt-br", "Alavancar os metadados no âmbito de um plano.", 3),
    ],
)
def test_each_language_has_its_own(language, text, said):
    assert len(read(text, language).terms) == said


def test_a_section_without_prose_is_left_out():
    full, bare = Section(blocks=to_blocks("Words.")), Section(blocks=to_blocks("## Heading"))
    assert [row.section for row in wording_of([full, bare], "en")] == [full]


@pytest.mark.django_db
def test_the_page_shows_each_section_in_constant_queries(signed_in, member, outline, city):
    client, url = signed_in(member), reverse("strategy:wording", args=[city.slug])
    assert "There is no text yet." in client.get(url).content.decode()
    counts = []
    for codes in (["V1"], ["V1", "V2", "V3"]):
        for code in codes:
            fill(outline[code], f"We leverage data. {'Word ' + 'word ' * 40}.")
        with CaptureQueriesContext(connection) as seen:
            body = client.get(url).content.decode()
        counts.append(len(seen))
        assert body.count("Long sentences") == len(codes)
    assert counts[0] == counts[1]
    assert counts[0] <= 15
    assert reverse("strategy:section_edit", args=[city.slug, outline["V1"].key]) in body


@pytest.mark.django_db
def test_what_the_glossary_explains_is_no_riddle(signed_in, member, outline, city):
    fill(outline["V1"], "Hay metadatos. La taxonomía viene después.")
    strategy = outline["V1"].strategy
    Term.objects.create(city=city, strategy=strategy, meaning="What describes", es="Metadatos")
    Term.objects.create(city=city, strategy=strategy, es="Taxonomía")
    url = reverse("strategy:wording", args=[city.slug])
    body = signed_in(member).get(url).content.decode()
    assert "lo que describe los datos" not in body
    assert "lista acordada de nombres" in body


@pytest.mark.django_db
def test_who_only_reads_is_led_to_the_text(signed_in, coach, outline, city):
    fill(outline["V1"])
    body = signed_in(coach).get(reverse("strategy:wording", args=[city.slug])).content.decode()
    assert reverse("strategy:section_detail", args=[city.slug, outline["V1"].key]) in body
