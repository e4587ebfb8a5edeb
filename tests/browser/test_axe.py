"""axe-core in a real browser: no violation on any screen, as every role that sees it."""

import os

import pytest

from tests.browser.axe import listed, violations, walk
from tests.browser.screens import WALKERS, screen_of

LANGUAGES = ["en", "es", "pt-br"]
# Every walker in every language takes half an hour. By default each walks in one language, in
# turn, and a screen that another one has shown is only passed through; AXE=full asks for all.
IS_FULL = os.environ.get("AXE") == "full"
LOOKED_AT = set()
# One of each role, and those who write: they meet nearly every screen.
EVERY_DAY = {
    None,
    "Priya Shah",
    "Ana Duarte",
    "Lucía Montes Herrera",
    "Wendy Marte Polanco",
    "Keisha Brandt",
    "Daniel Whitcombe",
    "Sunil Grewal",
}


def at_what_is_new(page):
    screen = screen_of(page.url)
    if screen in LOOKED_AT and not IS_FULL:
        return []
    LOOKED_AT.add(screen)
    return violations(page)


def walks():
    chosen = WALKERS if IS_FULL else [one for one in WALKERS if one.person in EVERY_DAY]
    for number, walker in enumerate(chosen):
        for language in LANGUAGES if IS_FULL else [LANGUAGES[number % 3]]:
            yield pytest.param(walker, language, id=f"{walker.person or 'nobody'}-{language}")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("walker", "language"), list(walks()))
def test_no_violation(as_person, walker, language):
    somebody = as_person(walker.person, language)
    seen, found = walk(somebody, walker.start, at_what_is_new)
    assert seen
    assert not found, listed(found)
