"""Three languages: paragraph by paragraph, bound to the words that were translated."""

import pytest
from django.urls import reverse

from cda.accounts.models import Language
from strategy.actions import translating
from strategy.actions.drafting import write_section
from strategy.actions.translating import Typed, translate
from strategy.models import PlanRevision, Term, Translation
from strategy.models.content import canonical
from strategy.models.redline import redline
from strategy.models.translating import (
    Slip,
    State,
    content_in,
    languages_of,
    newest_translations,
    slips,
    state_of,
    table_of,
)
from strategy.models.units import Unit, translated, units_of
from tests.strategy.contents import a_content

pytestmark = pytest.mark.django_db


def unit_named(strategy, end):
    return next(unit for unit in units_of(canonical(strategy)) if unit.name.endswith(end))


@pytest.fixture
def vision(outline, lead):
    section = outline["V1"]
    text = "Everybody waits less.\n\nGoals are met."
    return write_section(section, text=text, base_version=section.version, by=lead).section


@pytest.fixture
def paragraph(strategy, vision):
    return unit_named(strategy, vision.blocks[0]["id"])


def say(strategy, unit, text, by, base=0, language="es", **more):
    typed = [Typed(unit, text, base, more.pop("keeps_old", False))]
    return translate(strategy, language, typed, is_draft=more.pop("is_draft", False), by=by)


def test_every_text_of_a_content_is_a_unit_with_a_name_of_its_own():
    units = units_of(a_content(pillars=[{"key": "p", "title": "Trust", "description": ""}]))
    names = [unit.name for unit in units]
    assert len(names) == len(set(names))
    assert {"strategy:title", "pillar:p:title", "goal:goal-2:title"} <= set(names)
    assert "pillar:p:description" not in names, "an empty text needs no translation"
    assert {unit.is_html for unit in units if unit.name.endswith(":V1-0")} == {True}


def test_words_of_registers_are_units_and_codes_are_not():
    values = {"what": "Two analysts", "kind": "people", "amount": "90.00", "year": "1"}
    content = a_content(registers={"budget": [{"key": "r", "values": values}]})
    names = [unit.name for unit in units_of(content) if unit.place == "registers"]
    assert names == ["register:r:what"]
    copy = translated(content, {"register:r:what": "Dos analistas"}, "es")
    assert copy["registers"]["budget"][0]["values"]["what"] == "Dos analistas"


def test_the_content_of_another_language_keeps_what_is_not_translated():
    content = a_content()
    copy = translated(content, {"goal:goal-2:title": "Las reuniones miran números"}, "es")
    assert copy["goals"][1]["title"] == "Las reuniones miran números"
    assert copy["title"] == content["title"]
    assert (copy["language"], content["language"]) == ("es", "en")


def test_a_title_of_the_catalogue_is_there_in_every_language(strategy, outline):
    content = canonical(strategy)
    copy = translated(content, {}, "es" if content["language"] != "es" else "en")
    mine, theirs = content["sections"][5]["title"], copy["sections"][5]["title"]
    assert mine != theirs
    assert not any(unit.name.endswith(":title") and unit.name.startswith("section:")
                   for unit in units_of(content))  # fmt: skip


def test_a_changed_source_is_seen_and_the_translation_stays(strategy, vision, paragraph, lead):
    target = languages_of(strategy)[0]
    say(strategy, paragraph, "<p>Todos esperan menos.</p>", lead, language=target)
    row = newest_translations(strategy)[target][paragraph.name]
    assert state_of(paragraph, row) == State.CURRENT
    text = "Everybody waits much less.\n\nGoals are met."
    write_section(vision, text=text, base_version=vision.version, by=lead)
    changed = unit_named(strategy, vision.blocks[0]["id"])
    assert state_of(changed, row) == State.CHANGED
    assert Translation.objects.get().text == "<p>Todos esperan menos.</p>"
    say(strategy, changed, row.text, lead, base=row.pk, language=target, keeps_old=True)
    newest = newest_translations(strategy)[target][paragraph.name]
    assert state_of(changed, newest) == State.CURRENT


def test_a_newer_translation_is_told_and_not_replaced(strategy, paragraph, lead, member):
    say(strategy, paragraph, "<p>Uno.</p>", lead)
    outcome = say(strategy, paragraph, "<p>Dos.</p>", member)
    assert (outcome.saved, outcome.conflicts[paragraph.name].text) == (0, "<p>Uno.</p>")
    first = Translation.objects.get()
    assert say(strategy, paragraph, "<p>Dos.</p>", member, base=first.pk).saved == 1
    assert [row.text for row in Translation.objects.order_by("pk")] == [
        "<p>Uno.</p>",
        "<p>Dos.</p>",
    ]


def test_the_same_again_leaves_no_trace(strategy, paragraph, lead):
    say(strategy, paragraph, "<p>Uno.</p>", lead)
    assert say(strategy, paragraph, "<p>Uno.</p>", lead).saved == 0
    assert say(strategy, unit_named(strategy, "strategy:title"), "", lead).saved == 0


def test_a_draft_is_called_a_draft_until_somebody_confirms_it(strategy, paragraph, lead):
    say(strategy, paragraph, "<p>Uno.</p>", lead, is_draft=True)
    row = Translation.objects.get()
    assert state_of(paragraph, row) == State.DRAFT
    say(strategy, paragraph, "<p>Uno.</p>", lead, base=row.pk)
    assert state_of(paragraph, Translation.objects.latest("pk")) == State.CURRENT


def test_the_table_says_the_worst_of_each_place(strategy, vision, paragraph, lead):
    target = languages_of(strategy)[0]

    def cell():
        lines = table_of(canonical(strategy), newest_translations(strategy), [target], {})
        return next(line.cells[0] for line in lines if line.place == vision.key)

    assert (cell().state, cell().done, cell().total) == (State.MISSING, 0, 2)
    say(strategy, paragraph, "<p>Uno.</p>", lead, language=target)
    assert (cell().state, cell().done) == (State.MISSING, 1)
    second = unit_named(strategy, vision.blocks[1]["id"])
    say(strategy, second, "<p>Dos.</p>", lead, language=target, is_draft=True)
    assert cell().state == State.DRAFT


def test_the_content_says_how_far_its_translation_is(strategy, vision, paragraph, lead):
    target = languages_of(strategy)[0]
    say(strategy, paragraph, "<p>Uno.</p>", lead, language=target)
    content = canonical(strategy)
    copy = content_in(strategy, content, target)
    assert copy["translation"]["missing"] == copy["translation"]["total"] - 1
    assert content_in(strategy, content, strategy.language) is content
    section = next(part for part in copy["sections"] if part["key"] == vision.key)
    assert section["blocks"][0]["html"] == "<p>Uno.</p>"


TERMS = [Term(en="data steward", es="custodio de datos"), Term(en="goal", es="meta"), Term(en="x")]


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("Every data steward reads.", "Todo custodio de datos lee.", []),
        ("Data stewards read.", "Ellos leen.", [Slip("data steward", "custodio de datos")]),
        ("Our goals.", "Nuestras METAS.", []),
        ("Our goals.", "Nuestros objetivos.", [Slip("goal", "meta")]),
        ("Goalkeepers.", "Arqueros.", []),
    ],
)  # fmt: skip
def test_another_word_than_the_glossary_is_told(source, target, found):
    assert slips(source, target, TERMS, "en", "es") == found


def test_what_changed_in_the_source_is_shown_by_marks():
    html = redline("<p>Waits less.</p>", '<p onclick="x()">Waits <script>1</script>more.</p>')
    assert "<del>less.</del>" in html
    assert "<ins>more.</ins>" in html
    assert "script" not in html
    assert "onclick" not in html


# The glossary


def test_terms_belong_to_the_history_of_the_plan(strategy, lead):
    term = translating.add_term(strategy, Term(en="goal", es="meta"), by=lead)
    term.es = "objetivo"
    assert translating.edit_term(term, base_version=1, by=lead)
    assert not translating.edit_term(term, base_version=1, by=lead)
    assert canonical(strategy)["terms"][0]["es"] == "objetivo"
    translating.delete_term(term, by=lead)
    assert PlanRevision.objects.filter(strategy=strategy).count() >= 3


def test_the_usual_terms_come_once(strategy, lead):
    translating.add_term(strategy, Term(en="Goal"), by=lead)
    number = translating.seed_terms(strategy, by=lead)
    assert number > 20
    assert translating.seed_terms(strategy, by=lead) == 0
    assert Term.objects.filter(en__iexact="goal").count() == 1


# The pages


def address(name, city, *args):
    return reverse(f"strategy:{name}", args=[city.slug, *args])


def test_a_member_translates_a_section(signed_in, member, city, strategy, vision, paragraph):
    target = languages_of(strategy)[0]
    page = address("translation_edit", city, target, vision.key)
    client = signed_in(member)
    assert "Everybody waits less." in client.get(page).content.decode()
    form = {f"text:{paragraph.name}": "Todos **esperan** menos.", f"base:{paragraph.name}": "0"}
    assert client.post(page, form).status_code == 302
    assert Translation.objects.get().text == "<p>Todos <strong>esperan</strong> menos.</p>"
    assert "Todos **esperan** menos." in client.get(page).content.decode()


def test_two_translators_lose_no_word(signed_in, member, city, strategy, vision, paragraph, lead):
    target = languages_of(strategy)[0]
    say(strategy, paragraph, "<p>Uno.</p>", lead, language=target)
    page = address("translation_edit", city, target, vision.key)
    form = {f"text:{paragraph.name}": "Dos.", f"base:{paragraph.name}": "0"}
    answer = signed_in(member).post(page, form)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Uno." in body
    assert "Dos." in body
    form[f"base:{paragraph.name}"] = str(Translation.objects.get().pk)
    assert signed_in(member).post(page, form).status_code == 302
    assert Translation.objects.count() == 2


def test_too_long_a_line_comes_back(signed_in, member, city, strategy):
    page = address("translation_edit", city, languages_of(strategy)[0], "whole")
    answer = signed_in(member).post(page, {"text:strategy:title": "x" * 3001})
    assert answer.status_code == 422
    assert "x" * 3001 in answer.content.decode()


@pytest.mark.parametrize("where", [("xx", "whole"), (None, "whole"), ("other", "nowhere")])
def test_there_is_no_page_for(signed_in, member, city, strategy, where):
    language, place = where
    language = {None: strategy.language, "other": languages_of(strategy)[0]}.get(language, language)
    page = address("translation_edit", city, language, place)
    assert signed_in(member).get(page).status_code == 404


def test_the_table_costs_the_same_whatever_it_holds(
    signed_in, member, city, strategy, vision, paragraph, lead, django_assert_num_queries
):
    client = signed_in(member)
    client.get(address("translation_list", city))
    with django_assert_num_queries(25):
        assert client.get(address("translation_list", city)).status_code == 200
    for language in languages_of(strategy):
        for unit in units_of(canonical(strategy)):
            say(strategy, unit, "<p>x</p>", lead, language=language)
    with django_assert_num_queries(25):
        body = client.get(address("translation_list", city)).content.decode()
    assert all(Language(code).label in body for code in languages_of(strategy))


def test_the_glossary_by_hand(signed_in, member, city, strategy):
    client = signed_in(member)
    form = {"en": "goal", "es": "meta", "pt_br": "", "meaning": "", "base_version": "1"}
    assert client.post(address("term_add", city), form).status_code == 302
    term = Term.objects.get()
    page = address("term_edit", city, term.key)
    assert client.post(page, form | {"es": "objetivo"}).status_code == 302
    stale = client.post(page, form | {"es": "propósito"})
    assert stale.status_code == 409
    assert "objetivo" in stale.content.decode()
    assert client.post(page, {"base_version": "2"}).status_code == 422
    assert client.post(address("term_delete", city, term.key)).status_code == 302
    assert client.post(address("term_seed", city)).status_code == 302
    assert "linha de base" in client.get(address("term_list", city)).content.decode()


def test_a_strategy_without_terms_says_what_they_are_for(signed_in, coach, city, strategy):
    body = signed_in(coach).get(address("term_list", city)).content.decode()
    assert "No terms yet" in body


def test_a_unit_is_bound_to_its_words():
    assert Unit("a", "b", "one").sha256 != Unit("a", "b", "two").sha256


def test_new_words_keep_to_the_glossary_unless_somebody_says_why_not(
    signed_in, member, city, strategy, vision, paragraph
):
    Term.objects.create(city=city, strategy=strategy, en="shorter", es="less")
    client, where = signed_in(member), address("translation_edit", city, "en", paragraph.place)
    assert "Everybody waits less" in paragraph.source
    typed = {f"text:{paragraph.name}": "All wait briefly.", f"base:{paragraph.name}": "0"}
    refused = client.post(where, typed)
    body = refused.content.decode()
    assert refused.status_code == 422
    assert "The glossary says “shorter” for “less”." in body
    assert "All wait briefly." in body
    assert not Translation.objects.exists()
    assert "keeps_words" in body
    assert "keeps_words" not in client.get(where).content.decode()
    assert client.post(where, typed | {"keeps_words": "on"}).status_code == 302
    kept = Translation.objects.get()
    assert kept.text == "<p>All wait briefly.</p>"
    assert str(kept) == f"en {kept.unit}"
    # What stands there already is told, and does not stop who writes something else.
    again = typed | {f"base:{paragraph.name}": str(Translation.objects.get().pk)}
    assert client.post(where, again).status_code == 302
    assert "The glossary says “shorter”" in client.get(where).content.decode()


def test_a_draft_may_use_other_words(signed_in, member, city, strategy, vision, paragraph):
    Term.objects.create(city=city, strategy=strategy, en="shorter", es="less")
    typed = {f"text:{paragraph.name}": "All wait.", f"base:{paragraph.name}": "0", "is_draft": "on"}
    where = address("translation_edit", city, "en", paragraph.place)
    assert signed_in(member).post(where, typed).status_code == 302
