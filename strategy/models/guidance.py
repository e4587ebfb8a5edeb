"""Examples for each section, in our own words, and the mark they carry until they are rewritten.

The examples stand in `strategy/data/examples.json`, in three languages; they are read once.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cda.lib.translated import localised
from strategy.models.text import Block, plain, to_blocks

DATA = Path(__file__).resolve().parent.parent / "data" / "examples.json"


@dataclass(frozen=True)
class Sample:
    """One example. `source` and `url` name the published strategy or guide that does it so."""

    number: int
    texts: Mapping[str, str]
    source: str
    url: str

    @property
    def text(self) -> str:
        """In the reader's language."""
        return localised(self.texts)

    def block(self, language: str) -> Block:
        """As a quotation that says what it is, in the language of the strategy."""
        mark = localised(_data()["mark"], language)
        (block,) = to_blocks(f"> **{mark}:** {localised(self.texts, language)}")
        return block


def samples_of(code: str) -> list[Sample]:
    """One or two for each section that people write; none for what a city invents itself."""
    return [
        Sample(
            number,
            row["text"],
            row.get("source", {}).get("name", ""),
            row.get("source", {}).get("url", ""),
        )
        for number, row in enumerate(_data()["sections"].get(code, []))
    ]


def is_sample(html: str) -> bool:
    """Does the paragraph still carry the mark, in whatever language?"""
    return html.startswith("<blockquote") and plain(html).strip().startswith(_marks())


def _marks() -> tuple[str, ...]:
    return tuple(_data()["mark"].values())


@functools.cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return data
