"""Charts drawn as SVG on the server: pure functions, sizes as attributes, colours by class.

Colours are set twice where a chart is also printed: as a class for the page, which follows the
theme, and as an attribute for the PDF, whose drawing of SVG knows no style sheet.
"""

import datetime as dt
import itertools
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from cda.lib.blocks import block_class, block_number
from cda.lib.formats import Number, number, quarter_of, quarter_start
from cda.lib.icons import icon

QUARTERS = 12
BAR, GAP, TALL = 6, 2, 40
PRINTED = ("#0e4d5c", "#363187", "#1c5a48", "#8a5201", "#6c1123", "#1c72b8")
INK, PALE = "#414b57", "#dcd8ce"
NOTHING = SafeString("")

CELLS = {
    "none": ("c0", ""),
    "doing": ("c1", "pencil-line"),
    "review": ("c2", "eye"),
    "done": ("c4", "check"),
}

Block = str | int
Point = tuple[str, Number | None]


def between(value: Number, low: Number = 0, high: Number = 100) -> Number:
    """The value, kept inside its scale."""
    return max(low, min(high, value))


def role(label: str) -> SafeString:
    """A picture with a sentence, or decoration that screen readers pass over."""
    if not label:
        return SafeString('aria-hidden="true"')
    return format_html('role="img" aria-label="{}"', label)


def five_bars(values: Sequence[int], label: str, size: str = "m") -> SafeString:
    """The five bars: one per building block, in fixed order and colour."""
    bars = format_html_join(
        "",
        '<rect class="p{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"/>',
        (
            (place + 1, place * (BAR + GAP), TALL - height, BAR, height)
            for place, height in enumerate(bar_heights(values))
        ),
    )
    return format_html(
        '<svg class="bars bars-{}" viewBox="0 0 38 {}" {}>{}</svg>', size, TALL, role(label), bars
    )


def bar_heights(values: Sequence[int]) -> list[int]:
    """Per cent as heights; nothing yet is still a foot to stand on."""
    return [max(3, round(TALL * between(value) / 100)) for value in values]


def meter(value: Number, block: Block, label: str) -> SafeString:
    """How much is done, in the colour of its building block."""
    return format_html(
        '<svg class="meter {}" {}><rect class="ground" width="100%" height="100%" rx="4"/>'
        '<rect class="full" width="{}%" height="100%" rx="4"/></svg>',
        block_class(block),
        role(label),
        between(value),
    )


def heat_cell(state: str, label: str, days: int = 0, url: str = "") -> SafeString:
    """One milestone of one city; a link only where there is something to do."""
    if state == "late":
        look, face = "cx", format_html('<span aria-hidden="true">{}</span>', days)
    else:
        look, name = CELLS[state]
        face = icon(name) if name else NOTHING
    words = format_html('<span class="vh">{}</span>', cell_words(state, label, days))
    if url:
        return format_html('<a class="cell {}" href="{}">{}{}</a>', look, url, face, words)
    return format_html('<span class="cell {}">{}{}</span>', look, face, words)


def cell_words(state: str, label: str, days: int) -> str:
    """What the colour and the sign of a cell say."""
    values = {"milestone": label, "days": days}
    if state == "late":
        return (
            ngettext("%(milestone)s: %(days)s day late", "%(milestone)s: %(days)s days late", days)
            % values
        )
    sentences = {
        "none": gettext("%(milestone)s: not yet"),
        "doing": gettext("%(milestone)s: under way"),
        "review": gettext("%(milestone)s: in review"),
        "done": gettext("%(milestone)s: done"),
    }
    return sentences[state] % values


def heat_legend() -> SafeString:
    """The five states of a cell, in words."""
    states = (
        ("none", gettext("Not yet")),
        ("doing", gettext("Under way")),
        ("review", gettext("In review")),
        ("done", gettext("Done")),
    )
    rows = format_html_join(
        "",
        '<span><span class="cell {}" aria-hidden="true">{}</span>{}</span>',
        (
            (CELLS[state][0], icon(CELLS[state][1]) if CELLS[state][1] else "", words)
            for state, words in states
        ),
    )
    return format_html(
        '<p class="leg"><span class="vh">{} </span>{}'
        '<span><span class="cell cx" aria-hidden="true">3</span>{}</span></p>',
        gettext("Legend:"),
        rows,
        gettext("days late"),
    )


def share(quarters: float) -> str:
    """A place on the twelve-quarter line, in per cent of its length."""
    return f"{quarters * 100 / QUARTERS:.4g}%"


def gantt_bar(start: int, end: int, first: int | None, block: Block, label: str) -> SafeString:
    """From the first to the last quarter, with a diamond on the first public result."""
    mark = NOTHING if first is None else diamond(first, PRINTED[block_number(block)])
    return marked_bar(start, end, block, label, mark)


def marked_bar(start: int, end: int, block: Block, label: str, marks: SafeString) -> SafeString:
    """A bar over its quarters, with what stands on it."""
    return format_html(
        '<svg class="gbar {}" width="100%" height="20" {}>{}'
        '<rect class="full" x="{}" y="5" width="{}" height="10" rx="2" fill="{}"/>{}</svg>',
        block_class(block),
        role(label),
        _quarter_lines(),
        share(start + 0.05),
        share(max(end - start + 1, 1) - 0.1),
        PRINTED[block_number(block)],
        marks,
    )


@cache
def _quarter_lines() -> SafeString:
    """A thin line at the beginning of each quarter, behind a bar."""
    return format_html_join(
        "",
        '<line x1="{0}" x2="{0}" y1="0" y2="20" stroke="{1}" stroke-width=".5"/>',
        ((share(quarter), PALE) for quarter in range(QUARTERS)),
    )


def diamond(quarter: int, colour: str) -> SafeString:
    """A mark in the middle of a quarter that keeps its shape at any width."""
    return format_html(
        '<svg x="{}" y="10" width="1" height="1" overflow="visible">'
        '<path class="mark" d="M0-5 5 0 0 5-5 0z" fill="#ffffff" stroke="{}"/></svg>',
        share(quarter + 0.5),
        colour,
    )


def gantt_scale(plan_start: dt.date) -> SafeString:
    """The years above the bars, each as wide as its quarters."""
    spans: list[tuple[int, int]] = []
    index = 0
    while index < QUARTERS:
        start = quarter_start(plan_start, index)
        wide = min(5 - quarter_of(start), QUARTERS - index)
        spans.append((wide, start.year))
        index += wide
    years = format_html_join("", '<span class="w{}">{}</span>', spans)
    return format_html('<div class="gscale">{}</div>', years)


def cover_bars(initiatives: Sequence[tuple[Block, Number]], width: float) -> SafeString:
    """The cover of a strategy: one bar per initiative, grouped by block, as tall as its money."""
    left, right, base, tall, gap, group = 26.0, 22.0, 112.0, 96.0, 2.4, 4.6
    steps = [gap if a[0] == b[0] else group for a, b in itertools.pairwise(initiatives)]
    wide = (width - left - right - sum(steps)) / max(len(initiatives), 1)
    most = max((float(amount) for _, amount in initiatives), default=0.0) or 1.0
    bars, place = [], left
    for (block, amount), step in zip(initiatives, [*steps, 0.0], strict=False):
        height = tall * (0.32 + 0.68 * float(amount) / most)
        colour = PRINTED[block_number(block)]
        bars.append(
            (f"{place:.2f}", f"{base - height:.2f}", f"{wide:.2f}", f"{height:.2f}", colour)
        )
        place += wide + step
    drawn = format_html_join(
        "", '<rect x="{}" y="{}" width="{}" height="{}" rx="1.6" fill="{}"/>', bars
    )
    return format_html(
        '<svg viewBox="0 0 {0} 150" preserveAspectRatio="none" aria-hidden="true">{1}'
        '<rect x="0" y="110" width="{0}" height="40" fill="{2}"/></svg>',
        width,
        drawn,
        PRINTED[0],
    )


class Plot:
    """The scale of a small line chart: values to pixels in a 320 × 150 drawing."""

    LEFT, RIGHT, TOP, BOTTOM = 20, 300, 24, 112

    def __init__(self, points: Sequence[Point], target: Number | None) -> None:
        known = [Decimal(value) for _, value in points if value is not None]
        if target is not None:
            known.append(Decimal(target))
        self.points = points
        self.low = min([Decimal(0), *known])
        self.high = max(known or [Decimal(1)])
        self.span = (self.high - self.low) or Decimal(1)

    def x(self, place: int) -> float:
        """The first point stands left, the last one right."""
        steps = max(len(self.points) - 1, 1)
        return round(self.LEFT + (self.RIGHT - self.LEFT) * place / steps, 1)

    def y(self, value: Number) -> float:
        """More is higher."""
        part = (Decimal(value) - self.low) / self.span
        return round(self.BOTTOM - (self.BOTTOM - self.TOP) * float(part), 1)

    def runs(self) -> list[list[tuple[float, float]]]:
        """Measured points that follow each other; what was not measured is a gap, not a zero."""
        runs: list[list[tuple[float, float]]] = [[]]
        for place, (_, value) in enumerate(self.points):
            if value is None:
                runs.append([])
            else:
                runs[-1].append((self.x(place), self.y(value)))
        return [run for run in runs if run]


def line_chart(
    points: Sequence[Point], label: str, target: Number | None, unit: str, locale: str
) -> SafeString:
    """A measured value over time with its target, a sentence and a real table."""
    plot = Plot(points, target)
    return format_html(
        '<figure class="chart"><svg viewBox="0 0 320 150" width="100%" '
        'font-family="CDA Sans, sans-serif" font-size="12" {}>{}{}{}</svg>{}</figure>',
        role(label),
        target_line(plot, target, unit, locale),
        measured_line(plot),
        chart_labels(plot, unit, locale),
        chart_table(points, label, unit, locale),
    )


def with_unit(value: Number, unit: str, locale: str) -> str:
    """85 %, 20 days: the value as its country writes it, and what it counts."""
    return f"{number(value, locale)}\u00a0{unit}" if unit else number(value, locale)


def target_line(plot: Plot, target: Number | None, unit: str, locale: str) -> SafeString:
    """Dashed, with its value at the right end."""
    if target is None:
        return NOTHING
    height = plot.y(target)
    return format_html(
        '<line class="target" x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}" stroke-dasharray="4 3"/>'
        '<text x="{}" y="{}" text-anchor="start" fill="{}">{}</text>',
        plot.LEFT,
        plot.RIGHT,
        height,
        height,
        INK,
        plot.LEFT,
        height - 6,
        INK,
        gettext("target %(value)s") % {"value": with_unit(target, unit, locale)},
    )


def measured_line(plot: Plot) -> SafeString:
    """The line where there is one, and a dot on every measured point."""
    lines = format_html_join(
        "",
        '<polyline class="line" points="{}" fill="none" stroke="{}" stroke-width="2"/>',
        ((" ".join(f"{x},{y}" for x, y in run), PRINTED[0]) for run in plot.runs()),
    )
    dots = format_html_join(
        "",
        '<circle class="dot" cx="{}" cy="{}" r="3.5" fill="{}"/>',
        ((x, y, PRINTED[0]) for run in plot.runs() for x, y in run),
    )
    return format_html("{}{}", lines, dots)


def chart_labels(plot: Plot, unit: str, locale: str) -> SafeString:
    """When, below every point; the value beside the dot; "no data" where there is none."""
    last = len(plot.points) - 1
    labels: list[tuple[float, float, str, str, str]] = []
    for place, (text, value) in enumerate(plot.points):
        anchor = "start" if place == 0 else "end" if place == last else "middle"
        labels.append((plot.x(place), 142, anchor, INK, text))
        if value is None:
            labels.append((plot.x(place), plot.BOTTOM, anchor, INK, gettext("no data")))
        else:
            shown = with_unit(value, unit, locale)
            labels.append((plot.x(place), plot.y(value) + 18, anchor, INK, shown))
    return format_html_join("", '<text x="{}" y="{}" text-anchor="{}" fill="{}">{}</text>', labels)


def chart_table(points: Sequence[Point], label: str, unit: str, locale: str) -> SafeString:
    """The same numbers for those who do not see the picture, or want to copy them."""
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td class="num">{}</td></tr>',
        (
            (text, gettext("no data") if value is None else with_unit(value, unit, locale))
            for text, value in points
        ),
    )
    return format_html(
        '<details><summary>{}</summary><table class="tbl"><caption class="vh">{}</caption>'
        '<thead><tr><th scope="col">{}</th><th scope="col">{}</th></tr></thead>'
        "<tbody>{}</tbody></table></details>",
        gettext("Show the numbers"),
        label,
        gettext("When"),
        gettext("Value"),
        rows,
    )
