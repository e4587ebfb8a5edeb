"""The text of a section: what people type or mark, kept as sanitised paragraphs with stable ids.

A text is a list of {"id", "html"}: one paragraph, heading, list, table, quote or picture each.
The id stays while the words change, so that comments, comparisons and translations find it again.
Two ways lead in and back: marks in a plain field, HTML in a rich one.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TypedDict

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from strategy.models import rich
from strategy.models.likeness import pair_up
from strategy.models.marks import LISTS, marks_of
from strategy.models.reading import read
from strategy.models.vocabulary import (
    cleaned,
    picture,
    pictures_in,
    printable,
    without_runs,
)
from strategy.models.vocabulary import plain as plain

REMEMBERED = 4_096
_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
_TAG = re.compile(r"<(\w+)")
_PICTURE = re.compile(r'<img src="picture:([A-Za-z0-9_-]{22})"')
# A line of words and plain punctuation: nothing in it could be read as a mark.
_SIMPLE = re.compile(r"<p>[^\W\d_](?:[^\W_]|[ ,;.:?!¿¡%«»“”’()/](?!\())*</p>")
ROUNDS = 3
SHORT = 60
# Characters in one section: nearly twenty printed pages. Elements may take as much again, thrice.
LONGEST_TEXT = 60_000
LONGEST_HTML = 240_000


class Block(TypedDict):
    """One paragraph, as it is stored."""

    id: str
    html: str


def to_blocks(text: str, before: Sequence[Block] = ()) -> list[Block]:
    """Read marks; paragraphs that were there keep their id, changed ones that of the most similar.

    What is read back from `to_text` is the same again, ids included.
    """
    settled = {block["html"]: block["html"] for block in before}
    kept = {block["id"]: block["html"] for block in before}
    head, middle, tail = _divided(printable(text), before)
    htmls = []
    for html in read(middle, kept):
        if html not in settled:
            settled[html] = html if _SIMPLE.fullmatch(html) else _settled(html)
        htmls += [settled[html]] if plain(settled[html]) else []
    olds = before[len(head) : len(before) - len(tail)]
    return [*head, *_with_ids(htmls, [""] * len(htmls), olds), *tail]


def _divided(text: str, before: Sequence[Block]) -> tuple[list[Block], str, list[Block]]:
    """What was typed between paragraphs that are as before: only that has to be read.

    A list may go on in what follows it, so the unchanged ends where none stands.
    """
    marks = list(_written(before))
    first, begin = 0, 0
    while first < len(before) and text.startswith(f"{marks[first]}\n\n", begin):
        begin += len(marks[first]) + 2
        first += 1
    last, end = len(before), len(text)
    while last > first and text.endswith(f"\n\n{marks[last - 1]}", begin, end):
        last -= 1
        end -= len(marks[last]) + 2
    while first and _tag(before[first - 1]["html"]) in LISTS:
        first -= 1
        begin -= len(marks[first]) + 2
    while last < len(before) and _tag(before[last]["html"]) in LISTS:
        end += len(marks[last]) + 2
        last += 1
    return list(before[:first]), text[begin:end], list(before[last:])


def from_html(html: str, before: Sequence[Block] = ()) -> list[Block]:
    """Read what a rich field holds; `data-id` says which paragraph an element was.

    A paragraph that says the same as before stays exactly as it was, in its own spelling.
    """
    were = {rich.normal(block["html"]): block["html"] for block in before}
    were_here = {block["id"]: block["html"] for block in before}
    found = rich.pieces(html)
    htmls = [
        was if rich.normal(was := were_here.get(piece.id, "")) == piece.html
        else were.get(piece.html, piece.html)
        for piece in found
    ]  # fmt: skip
    return _with_ids(htmls, [piece.id for piece in found], before)


def figure(key: str, alt: str, caption: str = "") -> Block:
    """A new paragraph that is a picture."""
    under = f"<figcaption>{escape(' '.join(caption.split()))}</figcaption>" if caption else ""
    return {"id": new_id(), "html": cleaned(f"<figure>{picture(key, alt)}{under}</figure>")}


def as_given(blocks: Iterable[Block]) -> list[Block]:
    """Paragraphs that are known already (a suggestion, an older version), cleaned; ids once."""
    found: dict[str, Block] = {}
    for block in blocks:
        id_ = block["id"] if block["id"] not in found else new_id()
        if html := cleaned(block["html"]):
            found[id_] = {"id": id_, "html": html}
    return list(found.values())


def loses_pictures(html: str, blocks: Iterable[Block]) -> bool:
    """One came without the words that describe it, and nothing under it says them."""
    came = pictures_in(html)
    return came > sum(block["html"].count("<img") for block in blocks)


def _with_ids(htmls: list[str], said: list[str], before: Sequence[Block]) -> list[Block]:
    """The ids that were said, each once and only such as there are; then by likeness."""
    were = {block["id"]: block["html"] for block in before}
    ids = ["" for _ in htmls]
    for is_same in (True, False):
        for place, id_ in enumerate(said):
            is_free = id_ in were and not ids[place] and id_ not in ids
            if is_free and (not is_same or were[id_] == htmls[place]):
                ids[place] = id_
    taken = set(ids)
    olds = [block for block in before if block["id"] not in taken]
    news = [place for place, id_ in enumerate(ids) if not id_]
    pairs = pair_up([block["html"] for block in olds], [htmls[place] for place in news])
    for place, old in zip(news, pairs, strict=True):
        ids[place] = new_id() if old is None else olds[old]["id"]
    return [{"id": id_, "html": html} for id_, html in zip(ids, htmls, strict=True)]


def to_text(blocks: Iterable[Block]) -> str:
    """The marks of the paragraphs, as they are shown to be edited.

    What no mark can say (a table with joined cells) is one line that only keeps its place.
    """
    return "\n\n".join(_written(blocks))


def _written(blocks: Iterable[Block]) -> Iterator[str]:
    before, is_second = "", False
    for block in blocks:
        tag = _tag(block["html"])
        is_second = tag == before and tag in LISTS and not is_second
        yield _marks(block["html"], is_second=is_second) or _keeper(block)
        before = tag


@lru_cache(maxsize=REMEMBERED)
def _marks(html: str, *, is_second: bool) -> str:
    """The marks, if they read back as exactly this; else none."""
    if _SIMPLE.fullmatch(html):
        return marks_of(html)
    try:
        marks = marks_of(html, is_second=is_second) if cleaned(html) == html else ""
    except RecursionError:  # quotes in quotes, hundreds of them: no person wrote that
        return ""
    return marks if list(read(marks)) == [html] else ""


def _keeper(block: Block) -> str:
    words = plain(block["html"])
    short = words if len(words) <= SHORT else f"{words[:SHORT].rsplit(' ', 1)[0]} …"
    return f"{{={block['id']}= {short}}}"


def to_html(blocks: Iterable[Block], city: str) -> SafeString:
    """The text for the rich field: an id on each element, pictures under their addresses."""
    html = [
        cleaned(block["html"]).replace(">", f' data-id="{escape(block["id"])}">', 1)
        for block in blocks
    ]
    return mark_safe(with_pictures("\n".join(html), city))  # noqa: S308  cleaned, ids escaped


def with_pictures(html: str, city: str) -> str:
    """Pictures under the addresses from which this city's readers get them."""

    def address(found: re.Match[str]) -> str:
        return f'<img src="{reverse("strategy:picture", args=[city, found[1]])}"'

    return _PICTURE.sub(address, html) if "picture:" in html else html


def words(blocks: Iterable[Block]) -> int:
    """How many words a reader reads."""
    return sum(_words(block["html"]) for block in blocks)


@lru_cache(maxsize=REMEMBERED)
def _words(html: str) -> int:
    return len(_WORD.findall(plain(html)))


def as_html(blocks: Iterable[Block], city: str = "") -> SafeString:
    """The text as a page shows it: cleaned once more, whatever the database says."""
    html = "\n".join(clean(block["html"]) for block in blocks)
    return mark_safe(with_pictures(html, city) if city else html)  # noqa: S308  cleaned


def clean(html: str) -> SafeString:
    """One paragraph, with nothing in it but our few elements."""
    return mark_safe(cleaned(html))  # noqa: S308  this is the cleaning


def new_id() -> str:
    """96 random bits: unique without asking the database."""
    return secrets.token_urlsafe(9)


def _settled(html: str) -> str:
    """The same paragraph in a form that survives being written as marks and read again.

    Nearly always it is that already. Stars and underlines in odd places may need a second
    reading, and where even that is unclear, the words stay and the bold goes.
    """
    for cleaner in (cleaned, without_runs):
        html = cleaner(html)
        for _ in range(ROUNDS):
            again = "\n".join(read(marks_of(html)))
            if again == html:
                return html
            html = again
    return _as_paragraph(html)


def _as_paragraph(html: str) -> str:
    return "\n".join(read(marks_of(f"<p>{escape(plain(html))}</p>")))


def _tag(html: str) -> str:
    match = _TAG.match(html)
    return match[1] if match else ""
