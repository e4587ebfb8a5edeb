"""Files that go out: real structure, and the same words when they come back."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime

import docx
import pytest

from strategy.documents import Edition
from strategy.exchange.bundle import bundled
from strategy.exchange.flow import parts_of
from strategy.exchange.pieces import words_of
from strategy.exchange.reading import picture_in as bytes_in_file
from strategy.exchange.reading import read
from strategy.exchange.refusals import Refused
from strategy.exchange.writing import steps_of, write
from strategy.models.content import fingerprint
from strategy.models.text import from_html
from tests.strategy.contents import a_content, a_goal, a_section, an_indicator
from tests.strategy.word_files import picture_bytes

KEY = "a" * 22
AT = datetime(2026, 2, 4, 15, 14, tzinfo=UTC)
TABLE = (
    "<table><thead><tr><th>Body</th><th>Duty</th><th>Meets</th></tr></thead><tbody>"
    '<tr><td rowspan="2">Council</td><td>Decides<br>and reports</td><td>Monthly</td></tr>'
    '<tr><td colspan="2"><strong>Together</strong></td></tr></tbody></table>'
)
RICH = [
    "<p>We <strong>count</strong> <em>well</em> x<sup>2</sup>,<small>In May.</small> see"
    ' <a href="https://example.org/?a=1&amp;b=2">here</a>.<br>New line</p>',
    "<h3>Who decides</h3>",
    "<h4>Indicators</h4>",
    "<ul><li>one<ol><li>inside</li><li>again</li></ol></li><li>two</li></ul>",
    '<ol start="3"><li>third</li><li>fourth</li></ol>',
    "<blockquote><p>Somebody said so.</p></blockquote>",
    TABLE,
    f'<figure><img src="picture:{KEY}" alt="A map of the city">'
    "<figcaption>Map one</figcaption></figure>",
    "<p>The end.</p>",
]


def blocks_of(htmls):
    return "".join(block["html"] for html in htmls for block in from_html(html))


def a_strategy(**fields):
    sections = [
        a_section("F2", "<p>Dear residents.</p>", title="Letter"),
        a_section("V1", "<p>Everybody waits less.</p>", title="Our own vision"),
        a_section("B1", title="Governance", block="governance"),
        a_section("A6", "<p>It opens on Saturdays.</p>", title="Quality of our market"),
        a_section("P1", title="Goals"),
        a_section("P2", title="Action plan"),
        a_section("P4", title="Indicators"),
        a_section("P5", "<p>It costs little.</p>", title="Budget"),
        a_section("A5", title="Signature page"),
    ]
    sections[2]["blocks"] = [
        {"id": f"b{place}", "html": from_html(html)[0]["html"]} for place, html in enumerate(RICH)
    ]
    return a_content(sections=sections, goals=[a_goal(indicators=[an_indicator()])], **fields)


def written(format_, content=None, steps=None):
    content = content or a_strategy()
    pictures = {KEY: picture_bytes(size=(4000, 30))}
    edition = Edition(content, "0.3", AT, fingerprint(content), pictures=pictures)
    return write(
        format_,
        edition,
        language="en",
        paper="a4",
        step=lambda: steps.append(1) if steps is not None else None,
    )


def lines_of(content):
    """The text of a document, with the notes."""
    document = docx.Document(io.BytesIO(content))
    package = zipfile.ZipFile(io.BytesIO(content))
    notes = package.read("word/footnotes.xml").decode()
    texts = [row.text or "" for row in document.element.body.iter() if row.tag.endswith("}t")]
    return "".join(texts) + "".join(re.findall(r"<w:t[^>]*>([^<]*)", notes))


class TestWord:
    def test_it_has_real_headings_lists_tables_pictures_and_notes(self):
        steps = []
        content = written("docx", steps=steps)
        document = docx.Document(io.BytesIO(content))
        styles = {row.style.name for row in document.paragraphs}
        assert {"Heading 1", "Heading 2", "Heading 3", "List Paragraph", "Quote"} <= styles
        xml = document.element.xml
        for sign in ("w:gridSpan", "w:vMerge", "w:tblHeader", "w:numPr", "w:footnoteReference"):
            assert sign in xml
        assert 'descr="A map of the city"' in xml
        assert "Draft" in document.sections[0].header.paragraphs[0].text
        assert document.core_properties.author.startswith("Valle Sereno")
        assert len(steps) == len(parts_of(a_strategy())) < steps_of("docx", a_strategy())
        assert steps_of("pdf", a_strategy()) == 0

    def test_what_we_wrote_comes_back_as_it_was(self):
        found = read("plan.docx", written("docx"))
        assert [(row["code"], row["title"]) for row in found["sections"]] == [
            ("F2", "Letter"),
            ("V1", "Our own vision"),
            ("B1", "Governance"),
            ("A6", "Quality of our market"),
            ("P1", "Goals"),
            ("P2", "Action plan"),
            ("P4", "Indicators"),
            ("P5", "Budget"),
        ]
        governance = found["sections"][2]["htmls"]
        back = [re.sub(r"picture:[^\"]+", f"picture:{KEY}", html) for html in governance]
        assert blocks_of(back) == blocks_of(RICH)
        assert found["words_in"] == found["words_out"] + sum(r["words"] for r in found["losses"])
        assert {row["kind"] for row in found["losses"]} == {"generated", "header", "footer"}

    def test_a_second_export_says_what_the_first_did(self):
        content = a_strategy()
        first = written("docx", content)
        found = read("plan.docx", first)
        for section, row in zip(content["sections"], found["sections"], strict=False):
            htmls = [re.sub(r"picture:[^\"]+", f"picture:{KEY}", html) for html in row["htmls"]]
            blocks = from_html("".join(htmls))
            assert sum(words_of(block["html"]) for block in blocks) == sum(
                words_of(block["html"]) for block in section["blocks"]
            )
            section["title"], section["blocks"] = row["title"], blocks
        assert lines_of(written("docx", content)) == lines_of(first)

    def test_odd_texts_are_written_all_the_same(self):
        row = "<tr><td><p>a</p><ul><li>b</li></ul></td></tr>"
        sections = [
            a_section("V1", "<ul><li><p>one</p><p>more</p></li></ul>", title="V"),
            a_section("V2", "<blockquote><ul><li>said</li></ul></blockquote>", title="M"),
            a_section("V3", f"<table><tbody>{row}</tbody></table>", title="P"),
        ]
        texts = lines_of_body(written("docx", a_content(sections=sections, goals=[])))
        for word in ("one", "more", "said", "a", "b"):
            assert word in texts


def lines_of_body(content):
    body = docx.Document(io.BytesIO(content)).element.body
    return [row.text for row in body.iter() if row.tag.endswith("}t")]


def text_of_bundle(content):
    return zipfile.ZipFile(io.BytesIO(content)).read("strategy.md")


class TestBundle:
    """Markdown with its pictures."""

    def test_pictures_stand_beside_the_text_and_come_back(self):
        content = written("md")
        assert content == written("md")
        archive = zipfile.ZipFile(io.BytesIO(content))
        assert archive.namelist() == ["strategy.md", f"pictures/{KEY}.png"]
        assert f"![A map of the city](pictures/{KEY}.png" in archive.read("strategy.md").decode()
        reading = read("a.zip", content)
        assert reading["words_in"] == reading["words_out"]
        figures = [
            html
            for row in reading["sections"]
            for html in row["htmls"]
            if html.startswith("<figure")
        ]
        assert [row.replace(f"pictures/{KEY}.png", KEY) for row in figures] == [
            html for html in RICH if html.startswith("<figure")
        ]
        assert bytes_in_file(content, f"pictures/{KEY}.png") == picture_bytes(size=(4000, 30))

    def test_without_pictures_it_is_the_text_alone(self):
        assert bundled(b"# A", {}) == b"# A"
        named = bundled(b"![a](picture:gone)", {"k": picture_bytes("JPEG")})
        archive = zipfile.ZipFile(io.BytesIO(named))
        assert archive.namelist() == ["strategy.md", "pictures/k.jpg"]
        assert archive.read("strategy.md") == b"![a](picture:gone)"

    def test_whoever_packed_it_there_is_one_text_in_it(self):
        members = {
            "plan/text.md": "## One\n\n![A](a%20b.png)\n\n![B](none.png)\n\n![C](c.png)\n\nWord.",
            "plan/a b.png": picture_bytes(),
            "plan/c.png": b"not a picture",
            "__MACOSX/plan/._text.md": b"litter",
            "plan/.hidden.md": b"litter",
        }
        reading = read("a.zip", packed(members))
        (section,) = reading["sections"]
        assert section["htmls"] == [
            '<figure><img src="picture:plan/a b.png" alt="A"></figure>',
            "<p>Word.</p>",
        ]
        assert [(row["kind"], row["count"]) for row in reading["losses"]] == [("picture", 2)]

    def test_a_page_with_its_pictures(self):
        caption = "<figcaption>Two <b>three</b></figcaption>"
        page = f'<h2>One</h2><figure><img src="a.png">{caption}</figure>'
        reading = read("a.zip", packed({"a.html": page, "a.png": picture_bytes()}))
        assert reading["sections"][0]["htmls"] == [
            '<figure><img src="picture:a.png" alt=""><figcaption>Two three</figcaption></figure>'
        ]

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"PK\x03\x04 broken", "damaged"),
            ({"a.png": b"x"}, "one text"),
            ({"a.md": b"x", "b.md": b"y"}, "one text"),
            ({"../a.md": b"x"}, "no document needs"),
            ({"a.md": b"0" * 3_000_000}, "unpacks to far more"),
        ],
    )
    def test_what_is_no_bundle_is_refused(self, content, reason):
        content = packed(content) if isinstance(content, dict) else content
        with pytest.raises(Refused, match=reason):
            read("a.zip", content)


def packed(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_markdown_keeps_joined_cells_as_html():
    text = text_of_bundle(written("md")).decode()
    assert text.startswith("# ")
    assert "## Governance" in text
    assert "**count**" in text
    assert 'rowspan="2"' in text
    assert "| Indicator |" in text
    assert read("a.md", text.encode())["sections"]


def test_tables_of_a_page_move_by_themselves_and_every_column_has_a_name():
    rows = [{"key": "r", "values": {"risk": "Staff leave", "likelihood": "2", "impact": "3"}}]
    content = a_strategy(registers={"risks": rows})
    content["sections"].append(a_section("P6", title="Risks"))
    text = written("html", content).decode()
    assert text.count("<table") == text.count('<div class="table" tabindex="0">')
    assert "<th></th>" not in text
    assert "<th>Risk</th>" in text


def test_one_page_of_html_needs_nothing_else():
    text = written("html").decode()
    assert '<sup><a id="back-1" href="#note-1">1</a></sup>' in text
    assert "data:image/png;base64," in text
    assert "Draft, not signed" in text
    assert "<script" not in text
    assert "http" not in re.sub(r'href="https://example[^"]*"', "", text)


def test_json_has_the_whole_content_and_says_what_it_is():
    whole = json.loads(written("json"))
    assert whole["about"]["format"] == "city-data-strategy/1"
    assert whole["about"]["is_signed"] is False
    assert whole["content"] == a_strategy()


def test_a_translation_says_that_it_is_one():
    content = a_strategy() | {"translation": {"of": "es"}}
    assert "Translation for reading" in written("html", content).decode()
    assert "Translation for reading" in text_of_bundle(written("md", content)).decode()


def test_the_pdf_is_drawn_like_every_other(monkeypatch):
    class Drawn:
        content = b"%PDF"

    monkeypatch.setattr("strategy.documents.draw", lambda edition, **kwargs: Drawn)
    assert written("pdf") == b"%PDF"
