"""Nothing hostile survives: typed as marks, sent by a rich field, put into the database, shown."""

import pytest
from django.urls import reverse

from strategy.actions.drafting import write_section
from strategy.models import Section
from strategy.models.text import (
    as_html,
    clean,
    from_html,
    to_blocks,
    to_html,
    to_text,
)
from tests.strategy.bad_texts import HOSTILE
from tests.strategy.harmless import Elements, harm_in
from tests.strategy.test_text_rich import PIECES


def htmls(blocks):
    return [block["html"] for block in blocks]


def test_there_is_enough_of_it():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 150
    assert harm_in("<p onclick=x>a</p>") == [("p", "onclick", "x")]
    assert harm_in('<a href="javascript:x">a</a><img src="picture:x">') != []


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("way", [to_blocks, from_html])
def test_in_what_comes_in(way, hostile):
    blocks = way(hostile)
    for html in [*htmls(blocks), as_html(blocks, "alto-verde")]:
        assert harm_in(html) == []
    assert [clean(html) for html in htmls(blocks)] == htmls(blocks)
    assert to_blocks(to_text(blocks), blocks) == blocks
    shown = to_html(blocks, "alto-verde")
    assert harm_in(shown, ids=True) == []
    assert from_html(shown, blocks) == blocks


@pytest.mark.parametrize("hostile", HOSTILE)
def test_in_what_is_stored(hostile):
    """Whatever came into the database by another way is cleaned when it is shown."""
    block = {"id": 'x" onclick="alert(1)', "html": hostile}
    html = as_html([block], "alto-verde")
    assert harm_in(html) == []
    assert clean(clean(hostile)) == clean(hostile)
    sent = to_html([block], "alto-verde")
    assert [found for found in harm_in(sent, ids=True) if found[1] != "data-id"] == []


def test_two_that_stand_together():
    """What is harmless alone must not close, or open, what stands beside it."""
    for place, first in enumerate(HOSTILE):
        second = HOSTILE[place - 1]
        for joined in (first + second, f"<table><tr><td>{first}</td><td>{second}</table>"):
            blocks = from_html(joined)
            assert harm_in(as_html(blocks)) == []
            assert [clean(html) for html in htmls(blocks)] == htmls(blocks)


def test_pieces_of_our_own_words():
    for first in PIECES:
        for second in HOSTILE[::9]:
            assert clean(clean(first + second)) == clean(first + second)


def test_at_write_and_at_render(section, lead, signed_in):
    """The whole way: sent, saved, and asked for again, on the page and for the rich field."""
    version = 0
    for way in ("html", "text"):
        for hostile in HOSTILE[:: 4 if way == "html" else 8]:
            saved = write_section(section, **{way: hostile}, base_version=version, by=lead)
            version = saved.section.version
            assert [found for html in htmls(saved.section.blocks) for found in harm_in(html)] == []
    Section.objects.update(
        blocks=[
            {"id": f"b{place}", "html": html.replace("\0", "")}
            for place, html in enumerate(HOSTILE)
        ]
    )
    client = signed_in(lead)
    for name in ("section_detail", "section_edit"):
        page = client.get(reverse(f"strategy:{name}", args=["valle-sereno", section.key]))
        seen = Elements(page.content.decode()).found
        assert page.status_code == 200
        assert [name for _, name, _ in seen if name and name.startswith("on")] == []
        assert [value for _, _, value in seen if "javascript:" in (value or "").lower()] == []
        assert {tag for tag, _, _ in seen} & {"iframe", "object", "embed", "math"} == set()
        assert [value for tag, name, value in seen if tag == "script" and name == "src"
                and "evil" in value] == []  # fmt: skip


def test_quotes_in_quotes_without_end_keep_their_paragraph():
    html = "<blockquote>" * 900 + "<p>deep</p>" + "</blockquote>" * 900
    blocks = [{"id": "deep", "html": html}, {"id": "flat", "html": "<p>Flat.</p>"}]
    marks = to_text(blocks)
    assert "Flat." in marks
    assert to_blocks(marks, blocks)[0] == blocks[0]
