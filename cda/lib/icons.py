"""Lucide icons, drawn inline so that they cost no request and take the colour of their words."""

import functools
import json
import pathlib

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FILE = pathlib.Path(__file__).with_name("icons.json")


@functools.cache
def shapes() -> dict[str, str]:
    """Name → the inside of its 24 × 24 drawing."""
    icons: dict[str, str] = json.loads(FILE.read_text(encoding="utf-8"))["icons"]
    return icons


@functools.lru_cache(maxsize=512)
def icon(name: str, extra: str = "") -> SafeString:
    """The icon, hidden from screen readers: an icon never carries meaning alone."""
    inside = mark_safe(shapes()[name])  # noqa: S308 - our own file of drawings
    return format_html(
        '<svg class="ic{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        f" {extra}" if extra else "",
        inside,
    )
