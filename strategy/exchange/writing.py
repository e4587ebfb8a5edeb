"""Write a strategy into a file of the format that was asked for."""

from collections.abc import Callable

from django.utils.translation import override

from strategy import documents
from strategy.documents import Edition
from strategy.exchange.bundle import bundled
from strategy.exchange.flow import Part, parts_of
from strategy.exchange.to_text import write_html, write_json, write_markdown
from strategy.exchange.to_word import write_word
from strategy.models import Export
from strategy.models.content import Content

Format = Export.Format
# By the ending of the file.
MEDIA: dict[str, str] = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.HTML: "text/html; charset=utf-8",
    Format.JSON: "application/json",
    "zip": "application/zip",
}


def steps_of(format_: str, content: Content) -> int:
    """As many as there are sections, and one for the rest; 0 where nobody can count on the way."""
    return len(content["sections"]) + 1 if format_ == Format.DOCX else 0


def write(
    format_: str,
    edition: Edition,
    *,
    language: str,
    paper: str,
    step: Callable[[], None],
) -> bytes:
    """The bytes of the file; labels in `language`."""
    if format_ == Format.JSON:
        return write_json(edition, language=language)
    if format_ == Format.PDF:
        return documents.draw(edition, language=language, paper=paper).content
    with override(language):
        parts: list[Part] = parts_of(edition.content)
        if format_ == Format.DOCX:
            return write_word(edition, parts, language=language, paper=paper, step=step)
        if format_ == Format.HTML:
            return write_html(edition, parts, language=language)
        return bundled(write_markdown(edition, parts), edition.pictures)
