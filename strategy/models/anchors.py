"""Where the words stand that a remark is about, however the paragraph was edited since."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from lxml import html as markup
from lxml.html import HtmlElement

from strategy.models.redline import marked_clean
from strategy.models.text import clean
from strategy.models.vocabulary import plain

AROUND = 60


@dataclass(frozen=True)
class Anchor:
    """Words with what stood around them when they were chosen."""

    quote: str
    before: str = ""
    after: str = ""


def anchor_in(html: str, quote: str) -> Anchor | None:
    """The anchor of words that a person chose in this paragraph; None if they are not there."""
    words, wanted = plain(html), " ".join(quote.split())
    place = words.find(wanted)
    if not wanted or place < 0:
        return None
    end = place + len(wanted)
    before = words[max(0, place - AROUND) : place]
    return Anchor(wanted, before[-AROUND:], words[end : end + AROUND])


def find(html: str, anchor: Anchor) -> int | None:
    """Where the words begin in the plain text now; with several, where their surroundings fit."""
    words = plain(html)
    places, start = [], words.find(anchor.quote)
    while start >= 0:
        places.append(start)
        start = words.find(anchor.quote, start + 1)
    if not places:
        return None
    return max(places, key=lambda place: _fit(words, place, anchor))


def _fit(words: str, place: int, anchor: Anchor) -> int:
    """How many letters of the surroundings are the same."""
    end = place + len(anchor.quote)
    before, after = words[:place], words[end:]
    return _common(before[::-1], anchor.before[::-1]) + _common(after, anchor.after)


def _common(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def with_marks(html: str, anchors: Iterable[Anchor]) -> SafeString:
    """The paragraph with <mark> around words that are talked about.

    Only words that lie inside one run of text are marked; the rest is quoted in the thread.
    """
    wanted = [anchor for anchor in anchors if anchor.before or anchor.after]
    if not wanted or "<img" in html:
        return clean(html)
    holder = markup.fragment_fromstring(clean(html), create_parent="div")
    for anchor in wanted:
        _mark_first(holder, anchor.quote)
    inner = "".join(markup.tostring(child, encoding="unicode") for child in holder)
    return marked_clean(inner)


def _mark_first(holder: HtmlElement, quote: str) -> None:
    for element in list(holder.iter()):
        if quote in (element.text or ""):
            before, _, after = str(element.text).partition(quote)
            element.text = before
            element.insert(0, _mark(quote, after))
            return
        if element is not holder and quote in (element.tail or ""):
            before, _, after = str(element.tail).partition(quote)
            element.tail = before
            parent = element.getparent()
            if parent is not None:
                parent.insert(parent.index(element) + 1, _mark(quote, after))
            return


def _mark(quote: str, after: str) -> HtmlElement:
    mark = markup.Element("mark")
    mark.text, mark.tail = quote, after
    return mark
