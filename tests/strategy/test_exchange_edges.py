"""The rare corners of documents: each is taken, or listed with its words."""

import pytest

from strategy.exchange import refusals
from strategy.exchange.counting import words_in_word
from strategy.exchange.dividing import LONGEST_TITLE
from strategy.exchange.flow import parts_of
from strategy.exchange.package import OLE, Package
from strategy.exchange.pieces import Losses, words_of
from strategy.exchange.reading import read
from strategy.exchange.refusals import Refused
from strategy.exchange.word import read_word
from strategy.models import Export, Import
from tests.strategy import word_files as files
from tests.strategy.contents import a_content, a_section
from tests.strategy.word_files import paragraph, run

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def read_all(document):
    content = document if isinstance(document, bytes) else files.saved(document)
    losses = Losses()
    pieces = read_word(content, losses)
    assert words_in_word(content) == sum(words_of(p.html) for p in pieces) + losses.words
    return [piece.html for piece in pieces], {row["kind"]: row["words"] for row in losses.as_rows()}


def with_body(inner):
    document = files.new()
    for xml in inner:
        files.raw(document, xml)
    return document


def test_rows_and_blocks_that_were_deleted_or_moved_are_listed():
    row = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>{run('old row')}</w:p></w:tc></w:tr>"
    kept = f"<w:tr><w:tc><w:p>{run('a')}</w:p></w:tc><w:tc><w:p>{run('b')}</w:p></w:tc></w:tr>"
    framed = f"<w:sdt><w:sdtContent>{kept}</w:sdtContent></w:sdt>"
    inserted = f"<w:ins>{kept}</w:ins>"
    document = with_body(
        [
            f"<w:tbl>{row}{framed}{inserted}</w:tbl>",
            f"<w:moveFrom><w:p>{run('was here')}</w:p></w:moveFrom>",
            f"<w:customXml><w:p>{run('inside')}</w:p></w:customXml>",
            f'<mc:AlternateContent><mc:Choice Requires="x"><w:p>{run("new")}</w:p></mc:Choice>'
            f"<mc:Fallback><w:p>{run('new')}</w:p></mc:Fallback></mc:AlternateContent>",
            '<w:altChunk r:id="nothing"/>',
        ]
    )
    htmls, lost = read_all(document)
    assert htmls[1:] == ["<p>inside</p>", "<p>new</p>"]
    assert htmls[0].count("<tr>") == 2
    assert lost == {"deleted": 2, "moved": 2, "embedded": 0}


def test_formulas_simple_fields_and_other_writings_inside_a_line():
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    document = with_body(
        [
            "<w:p>"
            + f"<m:oMath {math}><m:r><m:t>x plus y</m:t></m:r></m:oMath>"
            + f'<w:fldSimple w:instr="REF a">{run(" see five")}</w:fldSimple>'
            + f"<mc:AlternateContent><mc:Fallback>{run(' old')}</mc:Fallback></mc:AlternateContent>"
            + "<w:drawing/></w:p>"
        ]
    )
    htmls, lost = read_all(document)
    assert htmls == ["<p>x plus y see five old</p>"]
    assert lost == {"formula": 0}


def test_a_link_made_by_a_field_stays_a_link():
    document = files.new()
    paragraph(document, files.field('HYPERLINK "https://example.org"', run("here")))
    assert read_all(document)[0] == ['<p><a href="https://example.org">here</a></p>']


def test_charts_are_listed_with_their_words_and_pictures_outside_too():
    document = files.new()
    document.add_paragraph("Text")
    part = document.part.relate_to(
        "http://example.org/a.png", f"{files.REL}/image", is_external=True
    )
    for blip in (f'r:embed="{part}"', 'r:link="rId99"', 'r:embed="rId98"'):
        paragraph(
            document, f'<w:r><w:drawing><a:blip xmlns:a="{DRAWING}" {blip}/></w:drawing></w:r>'
        )
    chart = f'<c xmlns:a="{DRAWING}"><a:p><a:r><a:t>Three bars</a:t></a:r></a:p></c>'
    content = files.with_part(
        files.saved(document), "chart1.xml", chart.encode(), "chart", "application/xml"
    )
    assert read_all(content)[1] == {"picture": 0, "drawing": 2}


def test_a_picture_in_a_footnote_is_listed():
    document = files.new()
    paragraph(document, run("Data") + files.reference(2))
    content = files.with_notes(files.saved(document), n2="note")
    box = files.text_box("boxed", twice=False).encode()
    spaces = f" {files.V}>".encode()
    content = files.with_members(
        content,
        changed={
            "word/footnotes.xml": lambda x: x.replace(b">", spaces, 1).replace(
                b"</w:p></w:footnote></w:footnotes>", box + b"</w:p></w:footnote></w:footnotes>"
            )
        },
    )
    losses = Losses()
    read_word(content, losses)
    assert "note_picture" in {row["kind"] for row in losses.as_rows()}


def test_headings_too_long_for_a_title_stand_in_the_text():
    long = "Word " * 60
    found = read("a.md", f"# {long}\n\nText.\n\n# {long}\n\nMore.".encode())
    section = found["sections"][0]
    assert len(section["title"]) <= LONGEST_TITLE
    assert section["htmls"][0] == f"<h3>{long.strip()}</h3>"
    assert found["words_in"] == found["words_out"] == 122


def test_bold_lines_are_headings_where_there_are_no_others():
    document = files.new()
    for text in ("Gobernanza de datos", "Quién decide", "Calidad de datos"):
        document.add_paragraph().add_run(text).bold = True
        document.add_paragraph("Algo se dice aquí.")
    found = read("a.docx", files.saved(document))
    assert [row["code"] for row in found["sections"]] == ["B1", "B2"]
    assert "<h3>Quién decide</h3>" in found["sections"][0]["htmls"]


def test_beside_real_headings_only_a_known_line_is_one():
    document = files.new()
    document.add_heading("Mercado", 1)
    for text in ("Calidad de datos", "Algo nuestro"):
        document.add_paragraph().add_run(text).bold = True
        document.add_paragraph("Algo se dice aquí.")
    found = read("a.docx", files.saved(document))
    assert [row["code"] for row in found["sections"]] == ["", "B2"]
    assert "<p><strong>Algo nuestro</strong></p>" in found["sections"][1]["htmls"]


def test_below_a_building_block_nothing_opens_a_section():
    marks = "# Gobernanza\n\nA.\n\n## Riesgos\n\nB.\n\n"
    marks += "# Otras cosas\n\nC.\n\n## Gestión de riesgos\n\nD."
    found = read("a.md", marks.encode())
    assert [row["code"] for row in found["sections"]] == ["B1", ""]
    once = marks.replace("## Riesgos\n", "## Dudas\n")
    assert [row["code"] for row in read("a.md", once.encode())["sections"]] == ["B1", "", "P6"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", refusals.EMPTY),
        (OLE, refusals.OLD_WORD),
        (b"%PDF", refusals.PDF),
        (b"PK\x03\x04" + b"0" * (21 * 1024 * 1024), refusals.TOO_BIG),
    ],
)
def test_a_package_checks_its_first_letters_itself(content, sentence):
    with pytest.raises(Refused) as refusal:
        Package(content)
    assert str(refusal.value) == str(sentence)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x" * (21 * 1024 * 1024), refusals.TOO_BIG),
        (b"<p>" + b"x" * 9_000_000, refusals.TOO_BIG),
        (b"<div>" * 300 + b"deep", refusals.TOO_DEEP),
        (b"<script>only code</script>", refusals.NO_TEXT),
        (b"<!-- nothing -->", refusals.NO_TEXT),
    ],
)
def test_pages_have_limits_too(content, sentence):
    with pytest.raises(Refused) as refusal:
        read("a.html", content)
    assert str(refusal.value) == str(sentence)


def test_signs_written_as_numbers_and_strays_in_lists_do_no_harm():
    found = read("a.html", b"<p>a&#1;b &#x8; c</p><ul>free<li>item</li></ul>")
    assert found["sections"][0]["htmls"] == [
        "<p>ab c</p>",
        "<ul><li>free</li><li>item</li></ul>",
    ]
    assert found["words_in"] == found["words_out"] == 4


def test_registers_and_pillars_are_tables_of_their_sections():
    content = a_content(
        sections=[a_section("P6", title="Risks"), a_section("V5", title="Pillars")],
        goals=[],
        registers={"risks": [{"key": "r1", "values": {"risk": "Staff leave", "likelihood": "3"}}]},
        pillars=[{"key": "p1", "title": "Trust", "description": "", "blocks": ["governance"]}],
    )
    risks, pillars = parts_of(content)
    assert "Staff leave" in risks.grids[0].rows[0]
    assert pillars.grids[0].rows[0][0] == "Trust"


def test_rows_are_called_by_what_they_are():
    assert str(Import(file_name="plan.docx")) == "plan.docx"
    assert str(Export(format="md", language="es")) == "md es"
