"""Two wordings of one paragraph in one, and words of a paragraph that are talked about."""

import re
from html import escape

import nh3
from django.utils.safestring import SafeString, mark_safe
from lxml.html import HtmlElement, fragment_fromstring, tostring
from lxml.html.diff import htmldiff

from strategy.models.vocabulary import ATTRIBUTES, INLINE, STRUCTURE

_BARE = nh3.Cleaner(tags=STRUCTURE | INLINE | {"ins", "del"}, attributes={}, link_rel=None)
_MARKED = nh3.Cleaner(
    tags=STRUCTURE | INLINE | {"mark"},
    attributes=ATTRIBUTES,
    url_schemes={"https", "mailto"},
    link_rel=None,
)
# The space between two cells is nobody's word: marked, it would be read out for nothing.
_NOTHING = re.compile(r"<(ins|del)>(\s*)</\1>")


def redline(before: str, after: str) -> SafeString:
    """<del> and <ins> around the words that differ. Links and pictures lose their address."""
    was, now = _BARE.clean(before), _BARE.clean(after)
    html = _cell_by_cell(was, now) or htmldiff(was, now)
    return mark_safe(_BARE.clean(_NOTHING.sub(r"\2", html)))  # noqa: S308  this is the cleaning


def _cell_by_cell(before: str, after: str) -> str:
    """A table of the same shape keeps it: each word stands in its cell. Empty for all else."""
    if not (before.startswith("<table") and after.startswith("<table")):
        return ""
    was, now = fragment_fromstring(before), fragment_fromstring(after)
    if _shape(was) != _shape(now):
        return ""
    cells = list(zip(_cells(was), _cells(now), strict=True))
    told = [_inside(old) if _inside(old) == _inside(new) else _told(old, new) for old, new in cells]
    for number, (_old, cell) in enumerate(cells):
        _put(cell, f"\ue000{number}\ue001")
    whole: str = tostring(now, encoding="unicode")
    for number, html in enumerate(told):
        whole = whole.replace(f"\ue000{number}\ue001", html)
    return whole


def _cells(table: HtmlElement) -> list[HtmlElement]:
    return list(table.iter("th", "td"))


def _shape(table: HtmlElement) -> list[list[str]]:
    return [[str(cell.tag) for cell in row] for row in table.iter("tr")]


def _inside(cell: HtmlElement) -> str:
    return escape(cell.text or "") + "".join(tostring(part, encoding="unicode") for part in cell)


def _told(old: HtmlElement, new: HtmlElement) -> str:
    return str(htmldiff(_inside(old), _inside(new)))


def _put(cell: HtmlElement, text: str) -> None:
    for part in list(cell):
        cell.remove(part)
    cell.text = text


def marked_clean(html: str) -> SafeString:
    """A paragraph that was clean before <mark> was put around some of its words."""
    return mark_safe(_MARKED.clean(html))  # noqa: S308  this is the cleaning
