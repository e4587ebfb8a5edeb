"""Documents: the same bytes twice, tagged, on the paper of the city, within limits."""

import io

import pikepdf
import pytest

from cda.lib import pdf
from cda.lib.limited import TooMuch
from cda.lib.pdf import draw_limited
from cda.lib.pdf_engine import draw

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


def test_a_text_of_absurd_length_is_not_even_tried(monkeypatch):
    monkeypatch.setattr(pdf, "LONGEST", 10)
    with pytest.raises(TooMuch):
        draw_limited(PAGE, paper="letter")
