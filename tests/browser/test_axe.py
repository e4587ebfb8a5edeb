"""axe-core in a real browser: no violation on any screen, as every role that sees it."""

import os

import pytest

from tests.browser.axe import listed, walk
from tests.browser.screens import WALKERS

LANGUAGES = ["en", "es", "pt-br"]
# Every walker in every language takes half an hour. By default each walks in one language, in
# turn, so that most screens are met in all three; AXE=full asks for everything.
IS_FULL = os.environ.get("AXE") == "full"


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
    assert not found, listed(found)
