"""Every declared pair of colours, in both themes, read from the style sheet itself."""

import re
from pathlib import Path

import pytest

from cda.lib.charts import PRINTED

CSS = (Path(__file__).parents[3] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
TEXT, GRAPHIC = 4.5, 3.0
GROUNDS = ("bg", "surface", "sunken")
STATES = ("ok", "warn", "bad", "info")
PILLARS = ("p1", "p2", "p3", "p4", "p5")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3") for ground in GROUNDS),
    *(("link", ground, TEXT) for ground in ("surface", "bg", "brand-tint")),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-hover", TEXT),
    ("ink", "brand-tint", TEXT),
    *((state, "surface", TEXT) for state in STATES),
    *((state, f"{state}-tint", TEXT) for state in STATES),
    *(("ink", f"{state}-tint", TEXT) for state in STATES),
    ("on-attn", "attn", TEXT),
    *((pillar, ground, TEXT) for pillar in PILLARS for ground in ("surface", "bg")),
    *(("on-pillar", pillar, TEXT) for pillar in PILLARS),
    ("ink", "h1", TEXT),
    ("ink", "h2", TEXT),
    ("on-h3", "h3", TEXT),
    ("on-h4", "h4", TEXT),
    *(("line-strong", ground, GRAPHIC) for ground in ("surface", "bg")),
    *(("focus", ground, GRAPHIC) for ground in GROUNDS),
    *(("brand", ground, GRAPHIC) for ground in ("surface", "bg")),
    ("attn", "on-attn", GRAPHIC),
]


def declared(selector):
    block = re.search(re.escape(selector) + r"\s*\{(.*?)\n\s*\}", CSS, re.S)[1]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{6})", block))


LIGHT = declared(":root")
DARK = {**LIGHT, **declared(':root[data-theme="dark"]')}


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    r, g, b = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_guidelines_say():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("colour", "ground", "floor"), PAIRS)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_of_every_pair(theme, colour, ground, floor):
    assert contrast(theme[colour], theme[ground]) >= floor


def test_dark_is_the_same_by_choice_and_by_device():
    by_device = declared(':root:not([data-theme="light"], [data-theme="dark"])')
    assert by_device == declared(':root[data-theme="dark"]')


def test_printed_colours_are_the_light_ones():
    assert tuple(LIGHT[name] for name in ("brand", *PILLARS)) == PRINTED
