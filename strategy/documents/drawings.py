"""Drawings of registers: who reports to whom, bars of what was measured. Pure, and each titled."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cda.lib.charts import INK, PALE, PRINTED, between
from strategy.documents.figures import SHADES

WIDE = 480.0
GAP, DROP, MOST_ABREAST = 12.0, 22.0, 4
LINE, LETTER, PADDING = 10.5, 4.7, 9.0
FONT = 'font-family="CDA Sans, sans-serif"'


@dataclass(frozen=True)
class Body:
    """A box: what it is called, a line below, and above which it stands."""

    key: str
    name: str
    note: str
    above: str


@dataclass(frozen=True)
class Box:
    """A body in its place."""

    body: Body
    x: float
    y: float
    wide: float
    lines: Sequence[str]
    high: float

    @property
    def middle(self) -> float:
        return self.x + self.wide / 2


def organisation(bodies: Sequence[Body], colour: str, title: str) -> SafeString:
    """Bodies in rows from the top, with a line from each to the one it reports to."""
    boxes = list(placed(bodies))
    height = max((box.y + box.high for box in boxes), default=0.0) + 2
    return format_html(
        '<svg class="drawing" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" {2}>'
        "<title>{3}</title>{4}{5}</svg>",
        f"{WIDE:.0f}",
        f"{height:.1f}",
        SafeString(FONT),
        title,
        _lines_between(boxes),
        format_html_join("", "{}", ((_box(box, colour),) for box in boxes)),
    )


def placed(bodies: Sequence[Body]) -> Iterator[Box]:
    """Row by row; a long row goes on in the next one."""
    y = 1.0
    for level in levels(bodies):
        for start in range(0, len(level), MOST_ABREAST):
            row = level[start : start + MOST_ABREAST]
            wide = min((WIDE - GAP * (len(row) - 1)) / len(row), 180.0)
            left = (WIDE - wide * len(row) - GAP * (len(row) - 1)) / 2
            texts = [wrapped(body.name, wide) for body in row]
            high = max(PADDING * 2 + LINE * (len(text) + 1) for text in texts)
            for place, body in enumerate(row):
                yield Box(body, left + place * (wide + GAP), y, wide, texts[place], high)
            y += high + DROP


def levels(bodies: Sequence[Body]) -> list[list[Body]]:
    """First who reports to nobody, then who reports to those, each under its own."""
    known = {body.key for body in bodies}
    below: dict[str, list[Body]] = {}
    for body in bodies:
        below.setdefault(body.above if body.above in known else "", []).append(body)
    found, row = [], below.pop("", [])
    while row:
        found.append(row)
        row = [child for body in row for child in below.pop(body.key, [])]
    # What reports in a circle stands at the end: nothing is left out.
    rest = [body for children in below.values() for body in children]
    return [*found, rest] if rest else found


def wrapped(text: str, wide: float) -> list[str]:
    return textwrap.wrap(text, max(int((wide - PADDING * 2) / LETTER), 8), max_lines=3) or [""]


def _box(box: Box, colour: str) -> SafeString:
    words = format_html_join(
        "",
        '<text class="on" x="{}" y="{}" text-anchor="middle" font-size="9" font-weight="600"'
        ' fill="#ffffff">{}</text>',
        (
            (f"{box.middle:.1f}", f"{box.y + PADDING + LINE * (place + 0.8):.1f}", line)
            for place, line in enumerate(box.lines)
        ),
    )
    return format_html(
        '<rect class="own" x="{}" y="{}" width="{}" height="{}" rx="3" fill="{}"/>{}'
        '<text class="on" x="{}" y="{}" text-anchor="middle" font-size="7.6" fill="#ffffff">{}'
        "</text>",
        f"{box.x:.1f}",
        f"{box.y:.1f}",
        f"{box.wide:.1f}",
        f"{box.high:.1f}",
        colour,
        words,
        f"{box.middle:.1f}",
        f"{box.y + PADDING + LINE * (len(box.lines) + 0.8):.1f}",
        box.body.note,
    )


def _lines_between(boxes: Sequence[Box]) -> SafeString:
    by_key: Mapping[str, Box] = {box.body.key: box for box in boxes}
    pairs = ((box, by_key[box.body.above]) for box in boxes if box.body.above in by_key)
    return format_html_join(
        "",
        '<path class="line" d="M{} {}V{}H{}V{}" fill="none" stroke="{}" stroke-width="1"/>',
        (
            (
                f"{above.middle:.1f}",
                f"{above.y + above.high:.1f}",
                f"{box.y - DROP / 2:.1f}",
                f"{box.middle:.1f}",
                f"{box.y:.1f}",
                INK,
            )
            for box, above in pairs
        ),
    )


@dataclass(frozen=True)
class Bar:
    """One measured thing: its name, how much of the whole, and how much is wanted."""

    name: str
    value: float
    words: str
    colour: str
    target: float | None = None


def bars(rows: Sequence[Bar], most: float, title: str) -> SafeString:
    """Lying bars with their names and values; a stroke marks what is wanted."""
    tall = 23
    drawn = format_html_join(
        "", "{}", ((_bar(row, place * tall, most),) for place, row in enumerate(rows))
    )
    return format_html(
        '<svg class="drawing" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" {2}>'
        "<title>{3}</title>{4}</svg>",
        f"{WIDE:.0f}",
        len(rows) * tall,
        SafeString(FONT),
        title,
        drawn,
    )


def _bar(row: Bar, top: float, most: float) -> SafeString:
    wide = float(between(row.value, 0, most)) * WIDE / most
    return format_html(
        '<text class="ink" x="0" y="{0}" font-size="8" fill="{1}">{2}</text>'
        '<text class="ink" x="{3}" y="{0}" font-size="8" font-weight="600" text-anchor="end"'
        ' fill="{1}">{4}'
        '</text><rect class="ground" x="0" y="{5}" width="{3}" height="6" rx="2" fill="{6}"/>'
        '<rect class="own p{10}" x="0" y="{5}" width="{7}" height="6" rx="2" fill="{8}"/>{9}',
        top + 9,
        INK,
        row.name,
        f"{WIDE:.0f}",
        row.words,
        top + 12,
        PALE,
        f"{wide:.1f}",
        row.colour,
        _aim(row, top, most),
        PRINTED.index(row.colour) if row.colour in PRINTED else 0,
    )


def _aim(row: Bar, top: float, most: float) -> SafeString:
    """A stroke where the bar should end."""
    if row.target is None:
        return SafeString("")
    return format_html(
        '<line class="line" x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}" stroke-width="1.6"/>',
        f"{float(between(row.target, 0, most)) * WIDE / most:.1f}",
        top + 10,
        top + 20,
        INK,
    )


@dataclass(frozen=True)
class Stack:
    """A whole made of parts: its name, what it amounts to in words, its parts."""

    name: str
    words: str
    parts: Sequence[float]


def stacks(rows: Sequence[Stack], names: Sequence[str], title: str) -> SafeString:
    """Lying bars, each divided into its parts; above them stands what the shades mean."""
    most = max((sum(row.parts) for row in rows), default=0.0) or 1.0
    tall, above = 17, 19
    drawn = format_html_join(
        "", "{}", ((_stack(row, above + place * tall, most),) for place, row in enumerate(rows))
    )
    return format_html(
        '<svg class="drawing" role="img" viewBox="0 0 {0} {1}" width="{0}" height="{1}" {2}>'
        "<title>{3}</title>{4}{5}</svg>",
        f"{WIDE:.0f}",
        above + len(rows) * tall,
        SafeString(FONT),
        title,
        _legend(names),
        drawn,
    )


STACK_LEFT, STACK_WIDE, LEGEND_WIDE = 44.0, 360.0, 120.0


_PART = SafeString('<rect class="s{}" x="{}" y="{}" width="{}" height="11" fill="{}"/>')


def _legend(names: Sequence[str]) -> SafeString:
    return format_html_join(
        "",
        '<rect class="s{}" x="{}" y="2" width="8" height="8" rx="1.5" fill="{}"/>'
        '<text class="ink" x="{}" y="9" font-size="8" fill="{}">{}</text>',
        (
            (place + 1, left, shade, left + 12, INK, name)
            for place, (name, shade) in enumerate(zip(names, SHADES, strict=False))
            for left in [STACK_LEFT + place * LEGEND_WIDE]
        ),
    )


def _stack(row: Stack, top: float, most: float) -> SafeString:
    x, parts = STACK_LEFT, []
    for place, (amount, shade) in enumerate(zip(row.parts, SHADES, strict=False)):
        wide = amount / most * STACK_WIDE
        parts.append((place + 1, f"{x:.1f}", top, f"{wide:.1f}", shade))
        x += wide
    return format_html(
        '<text class="ink" x="0" y="{0}" font-size="8" fill="{1}">{2}</text>{3}'
        '<text class="ink" x="{4}" y="{0}" font-size="8" font-weight="600" fill="{1}">{5}</text>',
        top + 8,
        INK,
        row.name,
        format_html_join("", _PART, parts),
        f"{x + 6:.1f}",
        row.words,
    )
