"""Documents that come in: every word is taken or listed, and what is hostile is refused."""

import io
import time
import zipfile

import mammoth
import pytest

from strategy.exchange import package, reading, refusals
from strategy.exchange.counting import words_in_word
from strategy.exchange.pieces import Losses, count_words, words_of
from strategy.exchange.reading import read, read_limited
from strategy.exchange.refusals import Refused
from strategy.exchange.word import read_word
from strategy.models.text import from_html
from tests.strategy import word_files as files
from tests.strategy.word_files import paragraph, run

ONE = "A line of five words."


def pieces_of(document):
    """What is read, the words held against an account of their own."""
    content = document if isinstance(document, bytes) else files.saved(document)
    losses = Losses()
    pieces = read_word(content, losses)
    taken = sum(words_of(piece.html) for piece in pieces)
    assert words_in_word(content) == taken + losses.words
    rows = {row["kind"]: (row["count"], row["words"]) for row in losses.as_rows()}
    return pieces, rows


def htmls_of(document):
    return [piece.html for piece in pieces_of(document)[0]]


# Structure ---------------------------------------------------------------------------------


def test_headings_are_found_by_style_level_and_name_in_three_languages():
    document = files.new()
    document.add_heading("Chapter", 1)
    document.add_heading("Below", 3)
    for name in ("Título 2", "titulo 2", "Encabezado 2", "Cabeçalho 2"):
        document.styles.add_style(name, 1)
        document.add_paragraph(name, style=name)
    paragraph(document, run("By its level"), '<w:outlineLvl w:val="1"/>')
    own = document.styles.add_style("Rótulo", 1)
    own.base_style = document.styles["Heading 2"]
    document.add_paragraph("By what it is based on", style="Rótulo")
    pieces, rows = pieces_of(document)
    assert [piece.level for piece in pieces] == [1, 3, 2, 2, 2, 2, 2, 2]
    assert rows == {}


def test_a_line_in_bold_or_capitals_may_be_a_heading():
    document = files.new()
    document.add_paragraph().add_run("Gobernanza de datos").bold = True
    document.add_paragraph("PLAN DE ACCIÓN")
    document.add_paragraph().add_run("This is a sentence, all of it bold.").bold = True
    document.add_paragraph("Plain words")
    assert [piece.is_guess for piece in pieces_of(document)[0]] == [True, True, False, False]


def test_bold_italic_raised_and_links_stay_and_half_bold_words_stay_whole():
    document = files.new()
    runs = run("Da") + run("tos", "<w:b/>") + run(" abiertos ", "<w:i/>")
    runs += run("2", '<w:vertAlign w:val="superscript"/>')
    runs += files.hyperlink(document, "https://example.org/a?b=1&amp;c=2", "here")
    runs += files.hyperlink(document, "http://example.org", "there")
    paragraph(document, runs)
    pieces, rows = pieces_of(document)
    assert pieces[0].html == (
        "<p>Da<strong>tos</strong> <em>abiertos</em> <sup>2</sup>"
        '<a href="https://example.org/a?b=1&amp;amp;c=2">here</a>there</p>'
    )
    assert rows == {"link": (1, 0)}


def test_lists_nest_count_on_and_know_their_signs():
    document = files.new()
    files.add_numbering(document, 50, ["bullet", "decimal"])
    files.add_numbering(document, 51, ["decimal"], start=3)
    for text, level in (("one", 0), ("inside", 1), ("two", 0)):
        files.list_item(document, text, level, 50)
    files.list_item(document, "third", 0, 51)
    document.add_paragraph("Between.")
    files.list_item(document, "fourth", 0, 51)
    assert htmls_of(document) == [
        "<ul><li>one<ol><li>inside</li></ol></li><li>two</li></ul>",
        '<ol start="3"><li>third</li></ol>',
        "<p>Between.</p>",
        '<ol start="4"><li>fourth</li></ol>',
    ]


def test_a_style_can_make_a_list():
    document = files.new()
    document.add_paragraph("first", style="List Bullet")
    document.add_paragraph("second", style="List Bullet")
    assert htmls_of(document) == ["<ul><li>first</li><li>second</li></ul>"]


def test_merged_cells_stay_merged_and_heads_stay_heads():
    document = files.new()
    files.merged_table(document)
    assert htmls_of(document) == [
        "<table><thead><tr><th>Body</th><th>Duty</th><th>Meets</th></tr></thead><tbody>"
        '<tr><td rowspan="2">Council</td><td>Decides</td><td>Monthly</td></tr>'
        "<tr><td>Reports</td><td>Yearly</td></tr>"
        '<tr><td>Office</td><td colspan="2">Runs it all</td></tr></tbody></table>'
    ]


def test_tables_in_tables_become_lines_and_one_cell_is_a_frame():
    document = files.new()
    table = document.add_table(rows=1, cols=2)
    inner = table.cell(0, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "left", "right"
    table.cell(0, 1).text = "beside"
    document.add_table(rows=1, cols=1).cell(0, 0).text = "In a frame"
    pieces, rows = pieces_of(document)
    assert [piece.html for piece in pieces] == [
        "<table><tbody><tr><td>left · right</td><td>beside</td></tr></tbody></table>",
        "<p>In a frame</p>",
    ]
    assert rows == {"nested_table": (1, 0)}


def test_text_that_a_merged_cell_hides_is_listed():
    document = files.new()
    table = document.add_table(rows=2, cols=2)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "words here"
    merge = table.cell(1, 0)._tc.get_or_add_tcPr()
    table.cell(0, 0)._tc.get_or_add_tcPr().get_or_add_vMerge().val = "restart"
    merge.get_or_add_vMerge()
    assert pieces_of(document)[1] == {"merged_cell": (1, 2)}


def test_footnotes_and_endnotes_stand_where_they_are_called():
    document = files.new()
    paragraph(document, run("Data") + files.reference(2) + run(", and more"))
    content = files.with_notes(files.saved(document), n2="Counted in May.", n3="Never called.")
    pieces, rows = pieces_of(content)
    assert pieces[0].html == "<p>Data<small>Counted in May.</small>, and more</p>"
    assert rows == {"unused_note": (1, 2)}
    document = files.new()
    paragraph(document, run("End") + files.reference(5, "endnote") + files.reference(5, "endnote"))
    content = files.with_notes(files.saved(document), "endnote", n5="Once only.")
    assert pieces_of(content)[0][0].html == "<p>End<small>Once only.</small></p>"


def test_pictures_keep_their_words_and_captions_and_unreadable_ones_are_listed():
    document = files.new()
    document.add_picture(io.BytesIO(files.picture_bytes()))
    document.paragraphs[-1]._p.xpath(".//wp:docPr")[0].set("descr", "A map")
    document.add_paragraph("Figure one", style="Caption")
    document.add_picture(io.BytesIO(files.picture_bytes("JPEG")))
    content = files.saved(document)
    pieces, rows = pieces_of(content)
    assert pieces[0].html == (
        '<figure><img src="picture:word/media/image1.png" alt="A map">'
        "<figcaption>Figure one</figcaption></figure>"
    )
    assert rows == {"undescribed": (1, 0)}
    broken = files.with_members(content, changed={"word/media/image2.jpg": lambda x: x[:40]})
    pieces, rows = pieces_of(broken)
    assert rows == {"picture": (1, 0)}
    assert len(pieces) == 1


def test_text_boxes_follow_their_paragraph_once():
    document = files.new()
    paragraph(document, run("Before") + files.text_box("In the box"))
    paragraph(document, files.text_box("Old box", twice=False))
    pieces, rows = pieces_of(document)
    assert [piece.html for piece in pieces] == [
        "<p>Before</p>",
        "<p>In the box</p>",
        "<p>Old box</p>",
    ]
    assert rows == {"text_box": (2, 0)}


def test_inserted_text_is_kept_and_deleted_moved_and_hidden_text_is_listed():
    document = files.new()
    runs = f"<w:ins>{run('kept now')}</w:ins>"
    runs += "<w:del><w:r><w:delText>gone for good</w:delText></w:r></w:del>"
    runs += f"<w:moveFrom>{run('was here')}</w:moveFrom><w:moveTo>{run(' and there')}</w:moveTo>"
    runs += run(" secret", "<w:vanish/>")
    paragraph(document, runs)
    pieces, rows = pieces_of(document)
    assert pieces[0].html == "<p>kept now and there</p>"
    assert rows == {"deleted": (1, 3), "moved": (1, 2), "hidden": (1, 1)}


def test_headers_footers_and_comments_are_listed_with_their_words():
    document = files.new()
    document.add_paragraph(ONE)
    document.sections[0].header.paragraphs[0].text = "City of Nowhere"
    document.sections[0].footer.paragraphs[0].text = "Page"
    said = f'<w:comment w:id="1"><w:p>{run("Is it so?")}</w:p></w:comment>'
    comments = f"<w:comments {files.W}>{said}</w:comments>"
    kind = f"{files.MAIN}+comments".replace("main+", "")
    content = files.with_part(
        files.saved(document), "notes_in_margin.xml", comments.encode(), "comments", kind
    )
    assert pieces_of(content)[1] == {"header": (1, 3), "footer": (1, 1), "comment": (1, 3)}


def test_contents_made_by_word_are_left_out_and_listed():
    document = files.new()
    tab = "<w:r><w:tab/></w:r>"
    paragraph(document, files.field("TOC \\o 1-3", run("Introduction") + tab + run("5")))
    document.styles.add_style("toc 2", 1)
    document.add_paragraph("Goals\t7", style="toc 2")
    files.raw(
        document,
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
        f"</w:sdtPr><w:sdtContent><w:p>{run('Contents')}</w:p></w:sdtContent></w:sdt>",
    )
    paragraph(document, files.field("DATE", run("in May")))
    pieces, rows = pieces_of(document)
    assert [piece.html for piece in pieces] == ["<p>in May</p>"]
    assert rows == {"contents": (3, 5)}


def test_right_to_left_soft_hyphens_and_odd_signs_divide_no_word():
    document = files.new()
    runs = run("شارع", "<w:rtl/>") + run("\u200f demo\u00adcratic \u202eback")
    runs += "<w:r><w:t>co</w:t><w:softHyphen/><w:t>operate</w:t></w:r>"
    runs += '<w:r><w:sym w:font="Wingdings"/></w:r>'
    paragraph(document, runs, "<w:bidi/>")
    pieces, rows = pieces_of(document)
    assert pieces[0].html == "<p>شارع\u200f democratic backcooperate</p>"
    assert rows == {"symbol": (1, 0)}


def test_forms_formulas_and_content_controls():
    document = files.new()
    files.raw(
        document,
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent><w:p>{run('Click here')}</w:p></w:sdtContent></w:sdt>",
    )
    paragraph(
        document,
        f"<w:sdt><w:sdtContent>{run('kept')}</w:sdtContent></w:sdt>"
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent>{run('Choose')}</w:sdtContent></w:sdt>"
        f"<w:smartTag>{run(' too')}</w:smartTag>",
    )
    pieces, rows = pieces_of(document)
    assert [piece.html for piece in pieces] == ["<p>kept too</p>"]
    assert rows == {"placeholder": (2, 3)}


def test_quotes_and_titles():
    document = files.new()
    document.add_paragraph("Data Strategy", style="Title")
    document.add_paragraph("Somebody said so.", style="Quote")
    htmls = htmls_of(document)
    assert htmls[0] == "<p>Data Strategy</p>"
    assert htmls[1].startswith("<blockquote><p>")


def test_a_second_reader_finds_no_word_that_we_missed():
    """Mammoth reads the same body in its own way."""
    document = files.new()
    document.add_heading("One", 1)
    files.merged_table(document)
    document.add_paragraph("first", style="List Bullet")
    paragraph(document, run("Before") + files.text_box("In the box"))
    content = files.saved(document)
    theirs = count_words(mammoth.extract_raw_text(io.BytesIO(content)).value)
    assert theirs == words_in_word(content)


@pytest.mark.slow
def test_three_hundred_pages_take_seconds():
    content = files.long_document()
    began = time.monotonic()
    found = read("long.docx", content)
    seconds = time.monotonic() - began
    assert found["words_in"] > 100_000
    assert found["words_in"] == found["words_out"] + sum(row["words"] for row in found["losses"])
    assert seconds < 20


# Refused -----------------------------------------------------------------------------------

PLAIN = files.saved(files.new())
XML = '<?xml version="1.0"?>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
BODY = f"<w:document {files.W}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"


def changed(xml):
    content = xml if isinstance(xml, bytes) else xml.encode()
    return files.with_members(PLAIN, changed={"word/document.xml": lambda _: content})


def deep(levels):
    inner = "<w:sdt><w:sdtContent>" * levels + "</w:sdtContent></w:sdt>" * levels
    return f"<w:document {files.W}><w:body>{inner}</w:body></w:document>"


def bomb():
    return files.with_members(PLAIN, added={"word/media/big.xml": b"0" * (50 * package.MIB)})


def lying_bomb():
    """The directory promises a kilobyte; the member is far more."""
    content = bomb()
    size, lie = (50 * package.MIB).to_bytes(4, "little"), (1024).to_bytes(4, "little")
    return content.replace(size, lie)


def locked():
    data = bytearray(PLAIN)
    for place in (PLAIN.find(b"PK\x01\x02") + 8, 6):
        data[place] |= 1
    return bytes(data)


def odt():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return stream.getvalue()


def only(name):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        target.writestr(name, b"<x/>")
    return stream.getvalue()


HOSTILE = {
    "entity from a file": (
        changed(f'{XML}<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>{BODY}'),
        refusals.HOSTILE,
    ),
    "billion laughs": (
        changed(f'{XML}<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x "&l8;">]>{BODY}'),
        refusals.HOSTILE,
    ),
    "a document type": (
        changed(f'{XML}<!DOCTYPE x SYSTEM "http://example.org/x.dtd">{BODY.replace("&x;", "")}'),
        refusals.HOSTILE,
    ),
    "an entity in utf-16": (
        changed(f'<!DOCTYPE x [<!ENTITY x "y">]>{BODY}'.encode("utf-16")),
        refusals.HOSTILE,
    ),
    "an entity in the relations": (
        files.with_members(
            PLAIN,
            changed={
                "_rels/.rels": lambda x: x.replace(
                    b"<Relationships", b'<!DOCTYPE x [<!ENTITY y "z">]><Relationships', 1
                )
            },
        ),
        refusals.HOSTILE,
    ),
    "a zip bomb": (bomb(), refusals.UNPACKS_TOO_BIG),
    "a way out": (files.with_members(PLAIN, added={"../../evil.xml": b"x"}), refusals.HOSTILE),
    "an absolute name": (files.with_members(PLAIN, added={"/etc/passwd": b"x"}), refusals.HOSTILE),
    "a way out for Windows": (
        files.with_members(PLAIN, added={"..\\evil.xml": b"x"}),
        refusals.HOSTILE,
    ),
    "endless nesting": (changed(deep(3000)), refusals.TOO_DEEP),
    "deep nesting": (changed(deep(100)), refusals.TOO_DEEP),
    "half a file": (PLAIN[: len(PLAIN) // 2], refusals.BROKEN),
    "broken XML": (changed("<w:document"), refusals.BROKEN),
    "no body": (changed(f"<w:document {files.W}/>"), refusals.BROKEN),
    "a page behind the archive": (PLAIN + b"<script>alert(1)</script>", refusals.HOSTILE),
    "a program before the archive": (b"MZ" + PLAIN, refusals.NOT_WORD),
    "a web page": (b"<html><p>Hello</p></html>", refusals.NOT_WORD),
    "macros": (files.with_members(PLAIN, added={"word/vbaProject.bin": b"x"}), refusals.MACROS),
    "macros by type": (
        files.with_members(
            PLAIN,
            changed={
                "[Content_Types].xml": lambda x: x.replace(
                    b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
                    b"vnd.ms-word.document.macroEnabled.main",
                )
            },
        ),
        refusals.MACROS,
    ),
    "a spreadsheet": (
        files.with_members(
            PLAIN, changed={"[Content_Types].xml": lambda x: x.replace(b"wordprocessing", b"sheet")}
        ),
        refusals.NOT_WORD,
    ),
    "an archive of something": (only("a.xml"), refusals.NOT_WORD),
    "no text inside": (
        files.with_members(PLAIN, removed=("word/document.xml",)),
        refusals.BROKEN,
    ),
    "an old document": (package.OLE + b"\0" * 600, refusals.OLD_WORD),
    "a password": (locked(), refusals.PASSWORD),
    "a PDF": (b"%PDF-1.7", refusals.PDF),
    "an OpenDocument": (odt(), refusals.OPEN_DOCUMENT),
    "nothing": (b"", refusals.EMPTY),
    "too big": (b"PK\x03\x04" + b"0" * package.LARGEST_FILE, refusals.TOO_BIG),
    "empty pages": (PLAIN, refusals.NO_TEXT),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_honest_document_is_refused_in_a_sentence(name):
    content, sentence = HOSTILE[name]
    with pytest.raises(Refused) as refusal:
        read("strategy.docx", content)
    assert str(refusal.value) == str(sentence)


def test_a_header_that_lies_about_sizes_brings_no_more_than_the_limit(monkeypatch):
    monkeypatch.setattr(package, "LARGEST_XML", 2_000)
    with pytest.raises(Refused):
        package.Package(lying_bomb()).bytes("word/media/big.xml", 4_096)


def test_too_many_members(monkeypatch):
    monkeypatch.setattr(package, "MOST_MEMBERS", 3)
    with pytest.raises(Refused, match="far more"):
        read("strategy.docx", PLAIN)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.doc", refusals.OLD_WORD),
        ("a.odt", refusals.OPEN_DOCUMENT),
        ("a.pdf", refusals.PDF),
        ("a.docm", refusals.MACROS),
        ("a.exe", refusals.OTHER_KIND),
    ],
)
def test_other_kinds_are_refused_by_name(name, sentence):
    with pytest.raises(Refused) as refusal:
        read(name, b"text")
    assert str(refusal.value) == str(sentence)


@pytest.mark.parametrize("content", [PLAIN, b"a\0b"])
def test_a_document_under_the_name_of_a_text_is_refused(content):
    with pytest.raises(Refused):
        read("a.txt", content)


def test_addresses_outside_are_listed_and_never_visited():
    document = files.new()
    document.add_paragraph(ONE)
    document.part.relate_to(
        "http://example.org/t.dotx", f"{files.REL}/attachedTemplate", is_external=True
    )
    assert pieces_of(document)[1] == {"outside": (1, 0)}


def test_a_child_process_reads_and_refuses_alike():
    document = files.new()
    document.add_heading("Vision", 1)
    document.add_paragraph(ONE)
    content = files.saved(document)
    assert read_limited("a.docx", content) == read("a.docx", content)
    with pytest.raises(Refused, match="damaged"):
        read_limited("a.docx", content[:2_000])


def test_a_child_that_takes_too_much_is_a_refusal(monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0)
    with pytest.raises(Refused, match="too long"):
        read_limited("a.txt", b"words")


# Other texts -------------------------------------------------------------------------------

PAGE = """
<html><head><title>T</title><style>p{}</style></head><body>
<h1>Governance</h1>Free words<p>A <b>bold</b> line<br>and more</p>
<ul><li>one<ul><li>inside</li></ul></li><ul><li>wordish</li></ul></ul>
<table><caption>Cap</caption><thead><tr><th>A</th></tr></thead>
<tr><td colspan="2"><p>x</p><p>y</p><ul><li>z</li></ul></td></tr></table>
<blockquote>said</blockquote><div><span>in <p>the</p> mix</span></div>
<a href="javascript:alert(1)">bad</a> <a href="https://example.org">good</a>
<img src="x" alt="A map"><script>alert(1)</script></body></html>
"""


def test_a_web_page_is_read_without_its_code():
    found = read("a.html", PAGE.encode())
    assert found["words_in"] == found["words_out"]
    (section,) = found["sections"]
    assert section["code"] == "B1"
    assert section["htmls"] == [
        "<p>Free words</p>",
        "<p>A <strong>bold</strong> line<br>and more</p>",
        "<ul><li>one<ul><li>inside</li></ul><ul><li>wordish</li></ul></li></ul>",
        '<table><thead><tr><th>A</th></tr></thead><tbody><tr><td colspan="1">Cap</td></tr>'
        '<tr><td colspan="2">x<br>y<br>z</td></tr></tbody></table>',
        "<blockquote><p>said</p></blockquote>",
        "<p>in</p>",
        "<p>the</p>",
        "<p>mix</p>",
        '<p>bad <a href="https://example.org">good</a></p>',
    ]
    assert {row["kind"] for row in found["losses"]} == {"code", "link", "picture"}


def test_markdown_and_plain_text():
    marks = "# Vision\n\nWe **count**.^[In May.]\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n"
    found = read("a.md", marks.encode())
    assert found["sections"][0]["code"] == "V1"
    assert found["sections"][0]["htmls"][0] == (
        "<p>We <strong>count</strong>.<small>In May.</small></p>"
    )
    plain = "Misión\n\nWe serve.\nEverybody.\n\nOther things\n\nMore text here."
    found = read("", plain.encode("cp1252"))
    assert [row["code"] for row in found["sections"]] == ["V2"]
    assert found["sections"][0]["htmls"][0] == "<p>We serve.<br>Everybody.</p>"
    assert read("", "Visión\n\nVer.".encode("utf-16"))["sections"][0]["code"] == "V1"


def test_what_is_taken_is_in_the_words_of_the_text_model():
    """The reader writes the vocabulary of our texts: cleaning it again loses nothing."""
    document = files.new()
    files.merged_table(document)
    files.add_numbering(document, 50, ["bullet", "decimal"])
    files.list_item(document, "one", 0, 50)
    files.list_item(document, "inside", 1, 50)
    document.add_paragraph("Somebody said so.", style="Quote")
    for html in htmls_of(document):
        blocks = from_html(html)
        assert sum(words_of(block["html"]) for block in blocks) == words_of(html)
