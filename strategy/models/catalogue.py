"""The section catalogue: what a citywide data strategy consists of, with guidance for each part.

The data stands in `strategy/data/catalogue.json`, in three languages; it is read once.
"""

import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cda.lib.translated import localised
from strategy.models.blocks import Level
from strategy.models.guidance import Sample, samples_of

DATA = Path(__file__).resolve().parent.parent / "data" / "catalogue.json"

PROSE, PLAN, AUTO = "prose", "plan", "auto"


@dataclass(frozen=True)
class Entry:
    """One row of the catalogue. Its texts come in the reader's language."""

    code: str
    part: str
    level: str
    kind: str
    block: str
    is_custom: bool
    aim: tuple[int, int]
    texts: Mapping[str, Any]

    @property
    def title(self) -> str:
        return self.title_in(None)

    def title_in(self, language: str | None) -> str:
        return localised(self.texts["title"], language)

    @property
    def purpose(self) -> str:
        return localised(self.texts["purpose"])

    @property
    def hint(self) -> str:
        return localised(self.texts["hint"])

    @property
    def good(self) -> list[str]:
        return cast("list[str]", localised(self.texts["good"]))

    @property
    def questions(self) -> list[str]:
        return cast("list[str]", localised(self.texts["questions"]))

    @property
    def subsections(self) -> list[str]:
        return cast("list[str]", localised(self.texts["subsections"]))

    @property
    def samples(self) -> list[Sample]:
        return samples_of(self.code)

    @property
    def guidance(self) -> str:
        """Everything that stands beside the text, as one string: to find words in it."""
        examples = (sample.text for sample in self.samples)
        return "\n".join([self.purpose, self.hint, *self.good, *self.questions, *examples])

    @property
    def is_prose(self) -> bool:
        """Written by people, in contrast to what the plan and the app fill in."""
        return self.kind == PROSE

    @property
    def is_required(self) -> bool:
        return self.level == Level.REQUIRED


def sections() -> tuple[Entry, ...]:
    """All rows, in the order of the printed document."""
    return tuple(_rows().values())


def section(code: str) -> Entry:
    """The row with this code. A section that a city invented itself is a custom one."""
    return _rows().get(code) or _custom()


def parts() -> tuple[tuple[str, Mapping[str, str]], ...]:
    """(code, titles) of the parts that the rows are grouped in."""
    return tuple((part["code"], part["title"]) for part in _data()["parts"])


@functools.cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return data


@functools.cache
def _rows() -> dict[str, Entry]:
    return {row["code"]: _entry(row) for row in _data()["sections"]}


def _custom() -> Entry:
    return next(row for row in _rows().values() if row.is_custom)


def _entry(row: Mapping[str, Any]) -> Entry:
    texts = ("title", "purpose", "good", "questions", "subsections", "hint")
    return Entry(
        code=row["code"],
        part=row["part"],
        level=row["level"],
        kind=row["kind"],
        block=row["block"],
        is_custom=row["is_custom"],
        aim=(row["words"][0], row["words"][1]),
        texts={name: row[name] for name in texts},
    )


def parts_along(codes: Iterable[str]) -> Iterator[str]:
    """The part of each section of a document. One that a city invented joins the one before it."""
    part = parts()[0][0]
    for code in codes:
        entry = section(code)
        part = part if entry.is_custom else entry.part
        yield part
