"""Draw HTML as a PDF: tagged, fetching nothing, and the same bytes every time.

The engine takes a second and some forty MiB to load, so only who draws loads it: the worker.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from cda.lib.limited import TooMuch, run_limited

# Pictures are handed over with the HTML; there, they have such addresses.
ASSET = "cda-asset:"
LONGEST = 4_000_000  # letters of HTML: ten times the longest strategy we know
PAGES = 4  # bytes before the PDF that say how many pages it has


@dataclass(frozen=True)
class Drawing:
    """A finished PDF."""

    content: bytes
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def draw_limited(html: str, *, paper: str, assets: Mapping[str, bytes] | None = None) -> Drawing:
    """Draw in a process that may not take more than its share; raises TooMuch."""
    if len(html) > LONGEST:
        raise TooMuch("the text is too long")
    _engine().style(paper)  # here, so that the next child finds it warm
    answer = run_limited(partial(_packed, html, paper, assets))
    return Drawing(answer[PAGES:], int.from_bytes(answer[:PAGES], "big"))


def _packed(html: str, paper: str, assets: Mapping[str, bytes] | None = None) -> bytes:
    drawing: Drawing = _engine().draw(html, paper=paper, assets=assets)
    return drawing.pages.to_bytes(PAGES, "big") + drawing.content


def _engine() -> Any:
    return import_module("cda.lib.pdf_engine")
