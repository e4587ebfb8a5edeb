"""A chain in columns, drawn as SVG: boxes and the lines between them.

An extra for those who like pictures; the same stands in lists beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cda.lib.blocks import block_class
from cda.lib.charts import role

WIDE, BETWEEN, TALL, STEP, TOP = 190, 50, 34, 44, 34
LETTERS = 27
MOST_ROWS = 40


class Box(NamedTuple):
    id: str
    title: str
    block: str


def chain(
    columns: Mapping[str, Sequence[Box]], lines: Iterable[tuple[str, str]], label: str
) -> SafeString:
    """Nothing where a column is so long that nobody could follow a line."""
    if max(map(len, columns.values()), default=0) > MOST_ROWS:
        return SafeString("")
    places = {
        box.id: (column * (WIDE + BETWEEN), TOP + row * STEP)
        for column, boxes in enumerate(columns.values())
        for row, box in enumerate(boxes)
    }
    height = TOP + STEP * max(map(len, columns.values()), default=0)
    return format_html(
        '<svg class="chain" viewBox="0 0 {} {}" width="{}" font-size="12" {}>{}{}{}</svg>',
        len(columns) * (WIDE + BETWEEN) - BETWEEN,
        height,
        len(columns) * (WIDE + BETWEEN) - BETWEEN,
        role(label),
        _headings(columns),
        _lines(places, lines),
        _boxes(places, columns),
    )


def _headings(columns: Iterable[str]) -> SafeString:
    return format_html_join(
        "",
        '<text class="name" x="{}" y="18" font-weight="600">{}</text>',
        ((place * (WIDE + BETWEEN), name) for place, name in enumerate(columns)),
    )


def _lines(places: Mapping[str, tuple[int, int]], lines: Iterable[tuple[str, str]]) -> SafeString:
    half = BETWEEN // 2
    ends = [(*places[a], *places[b]) for a, b in lines if a in places and b in places]
    return format_html_join(
        "",
        '<path class="way" d="M{} {}C{} {} {} {} {} {}"/>',
        (
            (
                *(x1 + WIDE, y1 + TALL // 2, x1 + WIDE + half, y1 + TALL // 2),
                *(x2 - half, y2 + TALL // 2, x2, y2 + TALL // 2),
            )
            for x1, y1, x2, y2 in ends
        ),
    )


def _boxes(
    places: Mapping[str, tuple[int, int]], columns: Mapping[str, Sequence[Box]]
) -> SafeString:
    return format_html_join(
        "",
        '<g class="{}"><rect class="box" x="{}" y="{}" width="{}" height="{}" rx="4"/>'
        '<rect class="full" x="{}" y="{}" width="4" height="{}" rx="2"/>'
        '<text class="name" x="{}" y="{}">{}<title>{}</title></text></g>',
        (
            (
                *(block_class(box.block) if box.block else "", *places[box.id], WIDE, TALL),
                *(*places[box.id], TALL, places[box.id][0] + 12, places[box.id][1] + 21),
                *(_short(box.title), box.title),
            )
            for boxes in columns.values()
            for box in boxes
        ),
    )


def _short(title: str) -> str:
    return title if len(title) <= LETTERS else title[: LETTERS - 1].rstrip() + "…"
