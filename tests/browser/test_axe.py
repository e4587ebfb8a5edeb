"""axe-core in a real browser: no violation on any screen, as every role that sees it."""

import os
from pathlib import Path
from urllib.parse import urldefrag

import axe_playwright_python
import pytest

from tests.browser.screens import WALKERS, screen_of

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = [(1280, 900), (390, 844)]
LANGUAGES = ["en", "es", "pt-br"]
# Every walker in every language takes half an hour. By default each walks in one language, in
# turn, so that most screens are met in all three; AXE=full asks for everything.
IS_FULL = os.environ.get("AXE") == "full"
RUN = """(only) => axe.run(document, {runOnly: only, resultTypes: ["violations"]}).then((found) =>
    found.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.html).join(" | ")))"""
EVERYTHING = {"type": "tag", "values": RULES}
# What the colours can change: everything else is the same page.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
LINKS = "[...document.querySelectorAll('a[href]')].map((a) => a.href)"


def violations(page):
    """In both sizes and both colours, without asking the server again; and no scrolling at 320."""
    page.evaluate(AXE)
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for colours, rules in (("light", EVERYTHING), ("dark", COLOURS)):
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")
            found += [f"{width} {colours} {text}"[:500] for text in page.evaluate(RUN, rules)]
    page.set_viewport_size({"width": 320, "height": 640})
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"320: scrolls sideways by {overflow} px"] if overflow > 0 else [])


def walk(somebody, start):
    """Follow every link once per screen; {address: its violations}."""
    todo, seen, found = [somebody.site + start], set(), {}
    while todo:
        address = todo.pop(0)
        screen = screen_of(address)
        if screen is None or screen in seen or not address.startswith(somebody.site):
            continue
        seen.add(screen)
        page = somebody.go(address)
        if bad := violations(page):
            found[f"{screen} {address}"] = bad
        todo += [urldefrag(link).url for link in page.evaluate(LINKS)]
    return seen, found


def walks():
    for number, walker in enumerate(WALKERS):
        for language in LANGUAGES if IS_FULL else [LANGUAGES[number % 3]]:
            yield pytest.param(walker, language, id=f"{walker.person or 'nobody'}-{language}")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("walker", "language"), list(walks()))
def test_no_violation(as_person, walker, language):
    somebody = as_person(walker.person, language)
    seen, found = walk(somebody, walker.start)
    assert seen
    assert not found, "\n".join(f"{where}\n  " + "\n  ".join(bad) for where, bad in found.items())
