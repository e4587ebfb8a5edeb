"""axe-core on a page, in both sizes and both colours; and a walk along every link."""

from pathlib import Path
from urllib.parse import urldefrag

import axe_playwright_python

from tests.browser.screens import screen_of

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = [(1280, 900), (390, 844)]
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


def walk(somebody, start, look=violations):
    """Follow every link once per screen; {address: what was found there}."""
    todo, seen, found = [somebody.site + start], set(), {}
    while todo:
        address = todo.pop(0)
        screen = screen_of(address)
        if screen is None or screen in seen or not address.startswith(somebody.site):
            continue
        seen.add(screen)
        page = somebody.go(address)
        todo += [urldefrag(link).url for link in page.evaluate(LINKS)]
        if bad := look(page):
            found[f"{screen} {address}"] = bad
    return seen, found


def listed(found):
    return "\n".join(f"{where}\n  " + "\n  ".join(bad) for where, bad in found.items())
