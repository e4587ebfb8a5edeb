"""What a reader finds in a file: headings, blocks of text, and an account of every loss."""

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import html as markup

SAMPLES, SAMPLE_LENGTH = 3, 90
WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
# Signs that say how letters join or run, and are none themselves.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_BREAKS = {
    "br", "p", "li", "ul", "ol", "td", "th", "tr", "table", "h3", "h4", "blockquote",
    "figure", "figcaption", "small",
}  # fmt: skip


@dataclass
class Piece:
    """A heading (`level` 1 is the highest), or a block of the text as HTML (`level` 0).

    `code` names the section of the catalogue where the file says so itself, because we wrote it.
    A guess is a line that only looks like a heading.
    """

    html: str
    level: int = 0
    code: str = ""
    is_guess: bool = False

    @property
    def is_heading(self) -> bool:
        return self.level > 0


@dataclass
class Loss:
    """One kind of content that is not taken over: how often, how many words, and what."""

    kind: str
    count: int = 0
    words: int = 0
    samples: list[str] = field(default_factory=list)


class Losses:
    """Everything that was found and not taken, by its kind."""

    def __init__(self) -> None:
        self._rows: dict[str, Loss] = {}

    def add(self, kind: str, text: str = "", *, sample: str = "", words: int | None = None) -> None:
        """Write it down; `sample` is shown instead of the text where there is no text."""
        row = self._rows.setdefault(kind, Loss(kind))
        row.count += 1
        row.words += count_words(text) if words is None else words
        shown = " ".join((sample or text).split())
        if shown and len(row.samples) < SAMPLES and shown[:SAMPLE_LENGTH] not in row.samples:
            row.samples.append(shown[:SAMPLE_LENGTH])

    @property
    def words(self) -> int:
        return sum(row.words for row in self._rows.values())

    def as_rows(self) -> list[dict[str, Any]]:
        return [vars(row) for row in self._rows.values()]


def count_words(text: str) -> int:
    return len(WORD.findall(INVISIBLE.sub("", text)))


def words_of(html: str) -> int:
    """Words of a block. Bold in the middle of a word does not divide it; a new line does."""
    if "<" not in html:
        return count_words(entities.unescape(html))
    holder: Any = markup.fragment_fromstring(html, create_parent="div")
    notes = 0
    for note in list(holder.iter("small")):
        notes += count_words(" ".join(_texts(note)))
        note.drop_tree()  # what stands around a footnote belongs together
    return notes + count_words("".join(_texts(holder)))


def text_of(html: str) -> str:
    """The words alone."""
    if not html:
        return ""
    holder = markup.fragment_fromstring(html, create_parent="div")
    return " ".join("".join(_texts(holder)).split())


def _texts(element: Any) -> Iterator[str]:
    is_break = element.tag in _BREAKS
    if is_break:
        yield " "
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
    if is_break:
        yield " "
