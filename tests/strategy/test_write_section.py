"""The one way to save a text: as marks, as HTML, as paragraphs; with who and why."""

import pytest

from cda.lib.errors import RuleBroken
from strategy.actions.drafting import write_section
from strategy.models import Section, SectionRevision, UnmergedText
from strategy.models.merge import compare
from strategy.models.text import from_html, to_blocks, to_html

KEY = "abcDEF1234567890_-abcd"
JOINED = "<table><tr><td>Mapa</td><td rowspan='2'>Ríos</td></tr></table>"


@pytest.fixture
def begun(section, lead):
    return write_section(section, text="Uno.\n\nDos.", base_version=0, by=lead).section


def test_html_is_saved_with_the_ids_it_carries(begun, lead):
    shown = to_html(begun.blocks, "valle-sereno")
    saved = write_section(
        begun, html=shown.replace("Dos.", "Nada que ver."), base_version=1, by=lead
    )
    assert [block["id"] for block in saved.section.blocks] == [b["id"] for b in begun.blocks]
    assert saved.section.blocks[1]["html"] == "<p>Nada que ver.</p>"
    assert saved.section.words == 4


def test_html_that_says_the_same_is_no_new_version(begun, lead):
    shown = to_html(begun.blocks, "valle-sereno")
    assert write_section(begun, html=shown, base_version=1, by=lead).section.version == 1
    assert SectionRevision.objects.count() == 1


def test_late_html_waits_with_its_paragraphs(begun, lead, member):
    write_section(begun, text="Uno.\n\nDos.\n\nTres.", base_version=1, by=lead)
    html = to_html(begun.blocks, "valle-sereno") + JOINED
    saved = write_section(begun, html=html, base_version=1, by=member)
    again = write_section(begun, html=html, base_version=1, by=member)
    assert again.unmerged == saved.unmerged
    rows = saved.unmerged.beside(saved.section)
    assert [row.id for row in rows] == [row.id for row in again.unmerged.beside(again.section)]
    assert [row.choice for row in rows] == ["mine", "mine", "mine", "theirs"]
    assert 'rowspan="2"' in rows[2].mine
    assert saved.unmerged.marks.startswith("Uno.\n\nDos.\n\n{=")


def test_a_waiting_text_of_before_is_read_as_marks(begun, member):
    old = UnmergedText(section=begun, author=member, base_version=1, text="Uno.\n\nTres.")
    assert old.marks == "Uno.\n\nTres."
    expected = compare(begun.blocks, to_blocks(old.text, begun.blocks), begun.blocks)
    assert [row.mine for row in old.beside(begun)] == [row.mine for row in expected]


def test_paragraphs_are_saved_as_they_are_but_clean(begun, lead):
    one, two = begun.blocks
    given = [two, {"id": one["id"], "html": "<p onclick=x>Uno</p>"}, one, {"id": "e", "html": " "}]
    saved = write_section(begun, blocks=given, base_version=1, by=lead).section
    assert saved.blocks[:2] == [two, {"id": one["id"], "html": "<p>Uno</p>"}]
    assert saved.blocks[2]["html"] == "<p>Uno.</p>"
    assert len({block["id"] for block in saved.blocks}) == 3


def test_the_revision_says_who_suggested_it_and_why(begun, lead, coach):
    write_section(
        begun, text="Tres.", base_version=1, by=lead, why="El alcalde lo pidió", suggested_by=coach
    )
    revision = SectionRevision.objects.get(number=2)
    assert (revision.author, revision.suggested_by) == (lead, coach)
    assert revision.why == "El alcalde lo pidió"


def test_a_picture_without_words_is_refused_before_anything_is_saved(begun, lead):
    picture = f'<img src="picture:{KEY}">'
    with pytest.raises(RuleBroken, match="Describe the picture"):
        write_section(begun, html=f"<p>Tres.</p>{picture}", base_version=1, by=lead)
    assert Section.objects.get().version == 1
    under = f"<figure>{picture}<figcaption>El río</figcaption></figure>"
    saved = write_section(begun, html=under, base_version=1, by=lead).section
    assert f'<img src="picture:{KEY}" alt="El río">' in saved.blocks[0]["html"]


def test_what_was_imported_is_marked_until_it_is_touched(begun, lead):
    ids = [block["id"] for block in begun.blocks]
    Section.objects.update(imported=ids)
    saved = write_section(begun, text="Uno.\n\nDos, sí.", base_version=1, by=lead).section
    assert saved.imported == ids[:1]
    saved = write_section(begun, text="Dos, sí.", base_version=2, by=lead).section
    assert saved.imported == []


def test_an_empty_save_is_an_empty_text(begun, lead):
    assert write_section(begun, html="<p></p>", base_version=1, by=lead).section.blocks == []
    assert from_html("") == []


def test_without_the_lock_the_answer_shows_what_is_there(begun, lead, member, monkeypatch):
    theirs = to_blocks("Tres.")

    def overtaken(section, blocks, revision):
        Section.objects.filter(pk=section.pk).update(version=7, blocks=theirs)
        return False

    monkeypatch.setattr("strategy.actions.drafting._store", overtaken)
    saved = write_section(begun, text="Cuatro.", base_version=1, by=lead)
    assert saved.section.blocks == theirs
    assert saved.unmerged.text == "Cuatro."
