"""Divide what was read into sections: which heading opens one, and which stays inside."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.utils.html import escape

from strategy.exchange.matching import SURE, match, without_number
from strategy.exchange.pieces import Losses, Piece, text_of, words_of
from strategy.models import catalogue

LONGEST_TITLE = 160
# Letters of HTML in one section: what people can still edit, with room to spare.
LONGEST_SECTION = 45_000


@dataclass
class Found:
    """A section to be: its heading in the file, the section it seems to mean, and its text.

    `code` is empty where nothing in the catalogue is alike; `part` counts the pieces of a text
    that is too long for one section.
    """

    heading: str
    code: str = ""
    score: float = 0.0
    level: int = 0
    htmls: list[str] = field(default_factory=list)
    part: int = 1

    @property
    def title(self) -> str:
        """At most as long as a title may be; a longer heading stands in the text as a whole."""
        if len(self.heading) <= LONGEST_TITLE:
            return self.heading
        return self.heading[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"

    @property
    def words(self) -> int:
        inside = sum(words_of(html) for html in self.htmls)
        is_whole = self.part == 1 and self.title == self.heading
        return inside + (words_of(escape(self.heading)) if is_whole else 0)


def divide(pieces: Sequence[Piece], losses: Losses) -> list[Found]:
    """The sections in the order of the file, none of them too long."""
    marked = list(_with_guesses(pieces))
    found = _Divider(marked, losses).divide()
    return [part for section in found for part in _in_parts(section) if part.words]


def _with_guesses(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Lines that look like headings are headings where a file has no others.

    Beside real ones they count only if the catalogue knows them and no real heading says the same.
    """
    real = {match(text_of(row.html)).code for row in pieces if row.is_heading}
    has_real = any(row.is_heading for row in pieces)
    for piece in pieces:
        found = match(text_of(piece.html)) if piece.is_guess else None
        if found is None or (has_real and (found.score < SURE or found.code in real)):
            yield piece
        else:
            level = 2 if has_real or not found.code else 1
            yield replace(piece, html=escape(text_of(piece.html)), level=level)


class _Divider:
    """Goes through the headings with the open sections above them in mind."""

    def __init__(self, pieces: Sequence[Piece], losses: Losses) -> None:
        self.pieces, self.losses = pieces, losses
        self.found = [Found("")]
        self.open: list[Found] = []
        headings = [piece for piece in pieces if piece.is_heading]
        self.is_ours = any(piece.code for piece in headings)
        self.top = _top_level(headings)
        self.often = Counter(match(text_of(piece.html)).code for piece in headings)

    def divide(self) -> list[Found]:
        for piece in self.pieces:
            if not piece.is_heading:
                self._last().htmls.append(piece.html)
            else:
                self._heading(piece)
        return self.found

    def _last(self) -> Found:
        return self.open[-1] if self.open else self.found[-1]

    def _heading(self, piece: Piece) -> None:
        text = text_of(piece.html)
        while self.open and self.open[-1].level >= piece.level:
            self.open.pop()
        parent = self.open[-1] if self.open else None
        if parent is None and self.is_ours and not piece.code:
            parent = self.found[-1]
        if parent is not None and not self._opens(piece, text, parent):
            tag = "h3" if piece.level - parent.level <= 1 else "h4"
            parent.htmls.append(f"<{tag}>{piece.html}</{tag}>")
            return
        self._open(piece, text)

    def _opens(self, piece: Piece, text: str, parent: Found) -> bool:
        """Below a building block nothing does; elsewhere only what is surely meant, and once."""
        if self.is_ours:
            return bool(piece.code)
        found = match(text)
        is_block = bool(parent.code) and bool(catalogue.section(parent.code).block)
        return found.score >= SURE and not is_block and self.often[found.code] == 1

    def _open(self, piece: Piece, text: str) -> None:
        found = match(text)
        heading = text if piece.code else without_number(text)
        number = text.removesuffix(heading)
        if number.strip():
            self.losses.add("numbers", number)
        section = Found(heading, piece.code or found.code, found.score, piece.level)
        if section.title != heading:
            section.htmls.append(f"<h3>{piece.html}</h3>")
        self.found.append(section)
        if piece.level >= self.top:
            self.open.append(section)


def _top_level(headings: Sequence[Piece]) -> int:
    """The highest level with more than one heading: above it stands the title of the document."""
    levels = Counter(piece.level for piece in headings)
    return min((level for level, count in levels.items() if count > 1), default=1)


def _in_parts(section: Found) -> Iterator[Found]:
    """A text too long for one section, divided between paragraphs, best before a heading."""
    is_long = sum(len(html) for html in section.htmls) > LONGEST_SECTION
    part, htmls, size = 1, list[str](), 0
    for html in section.htmls:
        is_near = is_long and html.startswith(("<h3", "<h4")) and size > LONGEST_SECTION * 2 // 3
        if htmls and (is_near or size + len(html) > LONGEST_SECTION):
            yield replace(section, htmls=htmls, part=part)
            part, htmls, size = part + 1, [], 0
        htmls.append(html)
        size += len(html)
    yield replace(section, htmls=htmls, part=part)
