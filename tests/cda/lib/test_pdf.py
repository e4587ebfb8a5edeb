"""Documents: the same bytes twice, tagged, on the paper of the city, within limits."""

import io
import time
from contextlib import suppress
from functools import partial

import pikepdf
import pytest

from cda.lib import pdf
from cda.lib.limited import TooMuch, run_limited
from cda.lib.pdf import Drawing, draw_limited
from cda.lib.pdf_engine import Nothing, draw

PAGE = (
    '<!doctype html><html lang="es"><head><title>Título</title></head><body>'
    '<h1>Estrategia</h1><p>Párrafo.</p><section class="sign"><p>Firma</p></section></body></html>'
)
LETTER, A4 = (612, 792), (595, 842)


def opened(content):
    return pikepdf.open(io.BytesIO(content))


def test_the_same_page_gives_the_same_bytes():
    assert draw(PAGE).content == draw(PAGE).content


def test_in_the_child_the_same_document_is_drawn():
    assert draw_limited(PAGE, paper="letter") == draw(PAGE)


def test_the_child_says_how_many_pages_there_are():
    packed = pdf._packed(PAGE, "letter")
    assert (packed[:4], packed[4:]) == (b"\0\0\0\2", draw(PAGE).content)


def test_a_document_is_tagged_and_says_its_title_and_language():
    with opened(draw(PAGE).content) as document:
        assert document.Root.MarkInfo.Marked
        assert document.Root.Lang == "es"
        assert document.docinfo["/Title"] == "Título"
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


@pytest.mark.parametrize(("paper", "size"), [("letter", LETTER), ("a4", A4)])
def test_paper_is_the_citys(paper, size):
    drawing = draw(PAGE, paper=paper)
    with opened(drawing.content) as document:
        box = document.pages[0].MediaBox
        assert tuple(round(float(side)) for side in box[2:]) == size
        assert len(document.pages) == drawing.pages == 2


def test_a_drawing_knows_its_fingerprint():
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert Drawing(b"abc", 1).sha256 == known


@pytest.mark.parametrize("url", ["https://a.example/x.png", "file:///etc/hostname", "data:,x"])
def test_a_document_fetches_nothing_at_all(url):
    with pytest.raises(ValueError, match="fetches nothing"):
        Nothing().fetch(url)


def test_a_text_of_absurd_length_is_not_even_tried(monkeypatch):
    monkeypatch.setattr(pdf, "LONGEST", 10)
    with pytest.raises(TooMuch):
        draw_limited(PAGE, paper="letter")


def wrapped(body):
    return PAGE.replace("<p>Párrafo.</p>", body)


BOMBS = {
    "a table of ten thousand rows": "<table>"
    + "<tr><td>x</td><td>y</td></tr>" * 10_000
    + "</table>",
    "a list two thousand deep": "<ul><li>x" * 2_000,
    "quotations a thousand deep": "<blockquote>" * 1_000 + "x",
    "a word of a million letters": f"<p>{'x' * 1_000_000}</p>",
    "a wall of emoji": f"<p>{'🏙️' * 50_000}</p>",
    "a letter as large as a planet": '<p style="font-size:1e9px">x</p>',
    "a page as large as a continent": "<style>@page{size:1e7mm}</style>",
    "boxes in boxes": '<div style="display:flex">' * 600 + "x",
    "floats upon floats": '<div style="float:left;width:50%">' * 400 + "x",
    "a path without end": f'<svg viewBox="0 0 9 9"><path d="{"M0 0L9 9" * 100_000}"/></svg>',
    "style for a week": f"<style>{'p{color:red}' * 50_000}</style>",
    "counters that count": "<style>p::after{content:target-counter('#a',page)}</style>"
    + "<p>x</p>" * 5_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_hostile_text_costs_one_child_and_a_bounded_time(name, monkeypatch):
    limits = {"cpu": 3, "wall": 10.0, "memory": 300 * 1024 * 1024}
    monkeypatch.setattr(pdf, "run_limited", partial(run_limited, **limits))
    start = time.monotonic()
    with suppress(TooMuch):
        draw_limited(wrapped(BOMBS[name]), paper="letter")
    assert time.monotonic() - start < 25
    assert draw_limited(PAGE, paper="letter").pages == 2
