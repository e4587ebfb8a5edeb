"""The numbered list of what the text rests on, and how its initiatives came about."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from strategy.models.content import Content
from strategy.models.evidence import Citation
from strategy.models.text import plain
from strategy.models.threads import shortened


@dataclass(frozen=True)
class Cited:
    """One line of the list. `place` is the section, `words` begin the paragraph.

    `at` is (key of the section, id of the paragraph); without the id it is the whole section.
    """

    number: int
    at: tuple[str, str]
    place: str
    words: str
    kind: str
    title: str
    detail: str
    where: str


def sources(content: Content) -> list[Cited]:
    """In the order of the document: by section, then by paragraph, then as they were added."""
    places: dict[tuple[str, str], tuple[int, str, str]] = {}
    for section in content["sections"]:
        places[section["key"], ""] = len(places), section["title"], ""
        for block in section["blocks"]:
            words = shortened(plain(block["html"]))
            places[section["key"], block["id"]] = len(places), section["title"], words
    found = []
    for row in content.get("citations", []):
        at = row["section"], row["block_id"]
        at = at if at in places else (row["section"], "")
        if at in places:
            found.append((at, row))
    found.sort(key=lambda pair: places[pair[0]][0])
    return [
        _cited(number, at, places[at][1:], row) for number, (at, row) in enumerate(found, start=1)
    ]


def _cited(number: int, at: tuple[str, str], place: tuple[str, str], row: Content) -> Cited:
    return Cited(
        number=number,
        at=at,
        place=place[0],
        words=place[1],
        kind=str(Citation.Kind(row["kind"]).label),
        title=row["title"],
        detail=row["detail"],
        where=row["url"] or row["file_name"],
    )


Numbers = Mapping[tuple[str, str], Sequence[int]]
# Where the words of a paragraph, of a quotation or of the last point of a list end.
_END = re.compile(r"(?:</(?:p|li|ul|ol|h[3-5]|blockquote)>\s*)+$")


def numbers_of(content: Content) -> Numbers:
    """Which sources a paragraph rests on, by (key of the section, id of the paragraph)."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in sources(content):
        found[row.at].append(row.number)
    return found


def numbered(html: SafeString, numbers: Sequence[int]) -> str:
    """The paragraph with the numbers of its sources behind its words, raised."""
    if not numbers:
        return html
    signs = format_html("<sup>{}</sup>", _ways(numbers))
    end = _END.search(html)
    if end:
        return html[: end.start()] + signs + html[end.start() :]
    return f'{html}\n<p class="rests">{signs}</p>'  # a table, a picture: under it


def of_section(numbers: Sequence[int]) -> str:
    """The line under a section whose sources support no single paragraph of it."""
    if not numbers:
        return ""
    sentence = _("Sources of this section: %(numbers)s") % {"numbers": _ways(numbers)}
    return format_html("<p><em>{}</em></p>", SafeString(sentence))


def _ways(numbers: Sequence[int]) -> SafeString:
    return format_html_join(" ", '<a href="#source-{0}">[{0}]</a>', ((one,) for one in numbers))
