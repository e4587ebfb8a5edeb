"""A strategy as a Word document: real headings, lists, tables, footnotes, described pictures."""

from collections.abc import Callable
from io import BytesIO

import docx
from django.utils.html import escape
from django.utils.translation import gettext as _
from docx.document import Document
from docx.shared import Mm

from cda.lib import formats
from strategy.documents import Edition
from strategy.exchange.flow import Grid, Part
from strategy.exchange.source import state_words
from strategy.exchange.word import GENERATED
from strategy.exchange.word_blocks import Blocks
from strategy.exchange.word_parts import Element, element, field, frame

PAPERS = {"letter": (Mm(215.9), Mm(279.4)), "a4": (Mm(210), Mm(297))}


def write_word(
    edition: Edition,
    parts: list[Part],
    *,
    language: str,
    paper: str,
    step: Callable[[], None],
) -> bytes:
    """The finished file. `step` is called after each section."""
    document = docx.Document()
    _about(document, edition, language)
    section = document.sections[0]
    section.page_width, section.page_height = PAPERS[paper]
    _margins(document, edition)
    with_frame(document, "cover", lambda: _cover(document, edition, language))
    with_frame(document, "contents", lambda: _contents(document))
    blocks = Blocks(document, edition.pictures)
    for part in parts:
        _part(document, blocks, part)
        step()
    blocks.notes.save()
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_frame(document: Document, tag: str, write: Callable[[], None]) -> None:
    """What we make ourselves is framed: when the file comes back, it is no text of the city's."""
    body = document.element.body
    before = len(body)
    write()
    made = list(body)[before - 1 : -1]  # the last element says what a page is
    box, inside = frame(f"{GENERATED}{tag}")
    inside.extend(made)
    body.insert(len(body) - 1, box)


def _about(document: Document, edition: Edition, language: str) -> None:
    """Nothing of the machine: title, city, and the day of the text."""
    about = document.core_properties
    about.title, about.author = edition.content["title"], edition.content["city"]["full_name"]
    about.language, about.comments, about.last_modified_by = language, "", ""
    about.created = about.modified = edition.dated.replace(tzinfo=None, microsecond=0)
    fonts = document.styles["Normal"].element.get_or_add_rPr()
    fonts.append(element("lang", val=language))


def _margins(document: Document, edition: Edition) -> None:
    """A draft says so on every page; every page has its number."""
    section = document.sections[0]
    city = edition.content["city"]["name"]
    line = " · ".join(word for word in (state_words(edition), city, edition.number) if word)
    section.header.paragraphs[0].text = line
    section.footer.paragraphs[0]._p.extend(field("PAGE", "1"))


def _cover(document: Document, edition: Edition, language: str) -> None:
    content = edition.content
    document.add_paragraph(content["title"], style="Title")
    document.add_paragraph(content["city"]["full_name"], style="Subtitle")
    day = formats.long_date(formats.in_zone(edition.dated, content["city"]["zone"]), language)
    facts = {"period": content["period"], "number": edition.number, "day": day}
    document.add_paragraph(_("%(period)s. Version %(number)s, %(day)s.") % facts)


def _contents(document: Document) -> None:
    """Word fills it in when somebody asks it to."""
    paragraph = document.add_paragraph()
    words = _("Ask Word to update this field: it lists the sections.")
    paragraph._p.extend(field('TOC \\o "1-2" \\h', words))


def _part(document: Document, blocks: Blocks, part: Part) -> None:
    heading = document.add_heading(part.title, 1)
    _mark(heading._p, part.code)
    for html in part.htmls:
        blocks.write(html)
    if part.grids:
        with_frame(document, "plan", lambda: _grids(document, blocks, part.grids))


def _mark(paragraph: Element, code: str) -> None:
    """A bookmark that tells our reader which section this is."""
    name = f"cda_{code}_section"
    paragraph.insert(1, element("bookmarkStart", id="1", name=name))
    paragraph.append(element("bookmarkEnd", id="1"))


def _grids(document: Document, blocks: Blocks, grids: list[Grid]) -> None:
    for grid in grids:
        document.add_paragraph(grid.title, style="Caption")
        blocks.write(as_html(grid))


def as_html(grid: Grid) -> str:
    """The same table as one of our own."""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in grid.head)
    rows = "".join(
        f"<tr>{''.join(f'<td>{_lines(cell)}</td>' for cell in row)}</tr>" for row in grid.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _lines(cell: str) -> str:
    return escape(cell).replace("\n", "<br>")
