"""Drawings of the printed strategy. Each carries a <title>: without one, a figure is mute."""

from collections.abc import Sequence
from decimal import Decimal

import qrcode
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cda.lib.blocks import block_number
from cda.lib.charts import INK, PALE, PRINTED

Value = Decimal | None


def titled(svg: SafeString, title: str) -> SafeString:
    """A drawing of the pages, with the words that a PDF reader says."""
    head, _, rest = str(svg).partition(">")
    return mark_safe(f"{head}><title>{escape(title)}</title>{rest}")  # noqa: S308  escaped


def target_path(values: Sequence[Value], block: str, title: str) -> SafeString:
    """Today and the targets of three years as a small line; what is not known is left out."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    low = min((value for _, value in known), default=Decimal(0))
    span = max((value for _, value in known), default=Decimal(0)) - low or Decimal(1)
    points = [(6 + 29 * place, 20 - float((value - low) / span) * 14) for place, value in known]
    colour = PRINTED[block_number(block)]
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="1.2"/>',
        ((f"{x:.1f}", f"{y:.1f}", 2.6, "#ffffff" if x == 6 else colour, colour) for x, y in points),
    )
    return format_html(
        '<svg viewBox="0 0 100 26" width="100" height="26"><title>{}</title>'
        '<line x1="2" x2="98" y1="24.5" y2="24.5" stroke="{}" stroke-width=".6"/>'
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="1.4"/>{}</svg>',
        title,
        PALE,
        " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        colour,
        dots,
    )


def money_bars(years: Sequence[Sequence[Decimal]], title: str) -> SafeString:
    """One lying bar per year; each kind of cost has its own shade."""
    most = max((sum(year, Decimal(0)) for year in years), default=Decimal(0)) or Decimal(1)
    bars = []
    for row, year in enumerate(years):
        left = 0.0
        for shade, amount in zip(SHADES, year, strict=False):
            wide = float(amount / most) * 400
            bars.append((f"{left:.1f}", row * 16 + 3, f"{wide:.1f}", shade))
            left += wide
    drawn = format_html_join("", '<rect x="{}" y="{}" width="{}" height="10" fill="{}"/>', bars)
    return format_html(
        '<svg viewBox="0 0 400 {0}" width="400" height="{0}"><title>{1}</title>{2}</svg>',
        len(years) * 16,
        title,
        drawn,
    )


SHADES = ("#0e4d5c", "#4d8593", "#a9c9d0")


def qr_code(text: str, title: str) -> SafeString:
    """Black squares as one path: the same text gives the same drawing."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    matrix = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    )
    return format_html(
        '<svg viewBox="0 0 {0} {0}" width="90" height="90"><title>{1}</title>'
        '<path d="{2}" fill="{3}" shape-rendering="crispEdges"/></svg>',
        len(matrix),
        title,
        path,
        INK,
    )
