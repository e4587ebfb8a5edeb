"""A strategy as Markdown, as one page of HTML, and as JSON."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from strategy.documents import Edition
from strategy.exchange.flow import Grid, Part
from strategy.exchange.source import state_words
from strategy.exchange.to_word import as_html
from strategy.models.text import to_text

STYLES = Path(__file__).resolve().parent.parent / "data" / "export.css"
JSON_FORMAT = "city-data-strategy/1"
# A table that is wider than a phone moves under the finger, and with the keyboard.
_WIDE = '<div class="table" tabindex="0">{}</div>'
_PICTURE = re.compile(r'src="picture:([\w-]+)"')
_NOTE = re.compile(r"<small>(.*?)</small>", re.DOTALL)
_KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff\xe0": "image/jpeg"}


def write_markdown(edition: Edition, parts: list[Part]) -> bytes:
    """Sections are headings of the second level; tables with joined cells stay HTML."""
    content = edition.content
    lines = [f"# {content['title']}", f"{content['city']['full_name']}, {content['period']}"]
    lines.append(state_words(edition))
    for part in parts:
        lines.append(f"## {part.title}")
        lines += [_marks(html) for html in part.htmls]
        for grid in part.grids:
            lines += [f"**{grid.title}**", _pipes(grid)]
    return ("\n\n".join(line for line in lines if line) + "\n").encode()


def _marks(html: str) -> str:
    """As people type it in the plain editor, but for what has no mark of its own."""
    if html.startswith("<table") and "span=" in html:
        return html
    return to_text([{"id": "", "html": html}])


def _pipes(grid: Grid) -> str:
    rows = [grid.head, ["---"] * len(grid.head), *grid.rows]
    return "\n".join("| " + " | ".join(_piped(cell) for cell in row) + " |" for row in rows)


def _piped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", "<br>")


def write_html(edition: Edition, parts: list[Part], *, language: str) -> bytes:
    """One file with everything in it: it can be read without us, on any machine."""
    pictures = edition.pictures
    notes: list[str] = []
    sections = [
        {
            "title": part.title,
            "html": mark_safe("\n".join(_shown(row, pictures, notes) for row in part.htmls)),  # noqa: S308  cleaned where it was read
            "grids": [(grid.title, mark_safe(as_html(grid))) for grid in part.grids],  # noqa: S308  escaped there
        }
        for part in parts
    ]
    context = {
        "content": edition.content,
        "styles": format_html("<style>\n{}</style>", mark_safe(STYLES.read_text())),  # noqa: S308  ours
        "edition": edition,
        "state": state_words(edition),
        "language": language,
        "sections": sections,
        "notes": [mark_safe(note) for note in notes],  # noqa: S308  taken from cleaned text
    }
    return render_to_string("strategy/document.export.html", context).encode()


def _shown(html: str, pictures: Mapping[str, bytes], notes: list[str]) -> str:
    """Pictures are in the file; footnotes at its end, each with the way there and back."""

    def note(found: re.Match[str]) -> str:
        notes.append(found[1])
        number = len(notes)
        return f'<sup><a id="back-{number}" href="#note-{number}">{number}</a></sup>'

    def picture(found: re.Match[str]) -> str:
        content = pictures.get(found[1], b"")
        kind = _KINDS.get(content[:4], "image/jpeg" if content[:2] == b"\xff\xd8" else "image/png")
        return f'src="data:{kind};base64,{b64encode(content).decode()}"'

    shown = _PICTURE.sub(picture, _NOTE.sub(note, html))
    return _WIDE.format(shown) if shown.startswith("<table") else shown


def write_json(edition: Edition, *, language: str) -> bytes:
    """The canonical content with what is said about it: `docs` of the fields are in its format."""
    about: dict[str, Any] = {
        "format": JSON_FORMAT,
        "language": language,
        "number": edition.number,
        "dated": edition.dated.isoformat(),
        "sha256": edition.sha256,
        "is_signed": edition.signature is not None,
    }
    whole = {"about": about, "content": edition.content}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode()
