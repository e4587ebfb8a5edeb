"""Drawings of an action plan: bars with their marks, loads, targets, the whole roadmap.

Pure functions like those of `charts`. Words stand beside every drawing, so colour and shape are
never the only ones who speak.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cda.lib.blocks import block_class, block_number
from cda.lib.charts import (
    INK,
    PRINTED,
    QUARTERS,
    Block,
    between,
    marked_bar,
    role,
    share,
)

Value = Decimal | None
# The roadmap, in the units of its own drawing.
LEFT, WIDE, TOP, ROW = 300, 1060, 44, 26
STEP = (WIDE - LEFT) / QUARTERS
LETTERS = 44


@dataclass(frozen=True)
class Work:
    """One bar of the roadmap: quarters, milestones, and the first result if it is known."""

    title: str
    block: Block
    start: int
    end: int
    first: int | None = None
    points: Sequence[int] = ()
    words: str = ""


def bar(
    start: int, end: int, first: int | None, points: Sequence[int], block: Block, label: str
) -> SafeString:
    """From the first to the last quarter; diamonds are milestones, the ring is the first result."""
    colour = PRINTED[block_number(block)]
    marks = [_mark(point, colour, DIAMOND) for point in sorted(set(points))]
    marks += [] if first is None else [_mark(first, colour, RING)]
    drawn = format_html_join("", "{}", ((mark,) for mark in marks))
    return marked_bar(start, end, block, label, drawn)


DIAMOND = SafeString('d="M0-4 4 0 0 4-4 0z"')
RING = SafeString('d="M-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0z" stroke-width="2.5"')


def _mark(quarter: int, colour: str, shape: SafeString) -> SafeString:
    """In the middle of a quarter; it keeps its shape at any width."""
    hollow = "none" if shape is RING else "#ffffff"
    return format_html(
        '<svg x="{}" y="10" width="1" height="1" overflow="visible">'
        '<path class="{}" {} fill="{}" stroke="{}"/></svg>',
        share(quarter + 0.5),
        "ring" if shape is RING else "mark",
        shape,
        hollow,
        colour,
    )


def load_strip(counts: Sequence[int], most: int, label: str) -> SafeString:
    """Twelve columns: how many at once. `most` is the scale that all strips of a page share."""
    top = max(most, 1)
    columns = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1"/>',
        (
            (
                "full" if count == max(counts) else "some",
                share(place + 0.08),
                f"{36 - between(count, 0, top) * 32 / top:.1f}",
                share(0.84),
                f"{max(between(count, 0, top) * 32 / top, 1):.1f}",
            )
            for place, count in enumerate(counts)
        ),
    )
    return format_html(
        '<svg class="load" width="100%" height="38" {}>{}</svg>', role(label), columns
    )


def target_path(values: Sequence[Value], block: Block, label: str) -> SafeString:
    """Today and the targets of three years; what is not said is a gap in the line."""
    known = [value for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (Decimal(0), Decimal(0))
    span = high - low or Decimal(1)
    at = [
        None if value is None else (8 + 28 * place, round(25 - float((value - low) / span) * 17, 1))
        for place, value in enumerate(values)
    ]
    lines = format_html_join(
        "",
        '<line class="path" x1="{}" y1="{}" x2="{}" y2="{}" stroke-width="1.6"/>',
        ((*a, *b) for a, b in itertools.pairwise(at) if a and b),
    )
    dots = format_html_join(
        "",
        '<circle class="{}" cx="{}" cy="{}" r="3"/>',
        (("now" if place == 0 else "dot", *spot) for place, spot in enumerate(at) if spot),
    )
    return format_html(
        '<svg class="aims {}" viewBox="0 0 100 32" width="100" height="32" {}>'
        '<line class="base" x1="2" x2="98" y1="30" y2="30" stroke-width=".8"/>{}{}</svg>',
        block_class(block),
        role(label),
        lines,
        dots,
    )


def roadmap(
    bands: Sequence[tuple[str, Sequence[Work]]], quarters: Sequence[str], label: str
) -> SafeString:
    """Everything over twelve quarters, under the names of the phases."""
    rows, height = [], TOP
    for name, works in bands:
        rows.append(_band(name, height))
        height += ROW
        for work in works:
            rows.append(_work(work, height))
            height += ROW
    return format_html(
        '<svg class="roadmap" viewBox="0 0 {} {}" width="{}" height="{}" font-size="13" {}>'
        "{}{}</svg>",
        WIDE,
        height + 6,
        WIDE,
        height + 6,
        role(label),
        _scale(quarters, height),
        format_html_join("", "{}", ((row,) for row in rows)),
    )


def _scale(quarters: Sequence[str], height: int) -> SafeString:
    return format_html_join(
        "",
        '<line class="base" x1="{0}" x2="{0}" y1="26" y2="{1}" stroke-width="{2}"/>'
        '<text class="rtx" x="{3}" y="20" fill="{4}">{5}</text>',
        (
            (
                f"{LEFT + place * STEP:.1f}",
                height,
                ".6",
                f"{LEFT + place * STEP + 3:.1f}",
                INK,
                name,
            )
            for place, name in enumerate(quarters)
        ),
    )


def _band(name: str, y: int) -> SafeString:
    return format_html(
        '<text class="rtx" x="4" y="{}" font-weight="700" fill="{}">{}</text>'
        '<line class="base" x1="0" x2="{}" y1="{}" y2="{}" stroke-width="1"/>',
        y + 17,
        INK,
        name,
        WIDE,
        y + 24,
        y + 24,
    )


def _work(work: Work, y: int) -> SafeString:
    colour = PRINTED[block_number(work.block)]
    return format_html(
        '<g class="{}"><title>{}</title><text class="rtx" x="4" y="{}" fill="{}">{}</text>'
        '<rect class="full" x="{}" y="{}" width="{}" height="12" rx="3" fill="{}"/>{}</g>',
        block_class(work.block),
        work.words or work.title,
        y + 17,
        INK,
        _short(work.title),
        f"{LEFT + (work.start + 0.05) * STEP:.1f}",
        y + 7,
        f"{(max(work.end - work.start + 1, 1) - 0.1) * STEP:.1f}",
        colour,
        _marks(work, y + 13, colour),
    )


def _marks(work: Work, middle: int, colour: str) -> SafeString:
    """Milestones, and around its quarter the first result."""
    diamonds = format_html_join(
        "",
        '<path class="mark" d="M{} {}l5 5-5 5-5-5z" fill="#ffffff" stroke="{}"/>',
        ((_centre(point), middle - 5, colour) for point in sorted(set(work.points))),
    )
    if work.first is None:
        return diamonds
    ring = '<circle class="ring" cx="{}" cy="{}" r="8" fill="none" stroke="{}" stroke-width="2.5"/>'
    return diamonds + format_html(ring, _centre(work.first), middle, colour)


def _centre(quarter: int) -> str:
    return f"{LEFT + (quarter + 0.5) * STEP:.1f}"


def _short(title: str) -> str:
    """As much as stands left of the bars; the whole title is in the drawing's words."""
    return title if len(title) <= LETTERS else f"{title[: LETTERS - 1].rstrip()}…"
