"""What there is to translate: the texts of a content, one unit each, and the way back.

A unit is found again by its name (`section:<key>:<block id>`, `initiative:<key>:title`) for as
long as its row lives, whatever its words become.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from strategy.models import catalogue
from strategy.models.content import Content
from strategy.models.register_schemas import Kind, register

# Pages of the plan and of everything else are places like sections are.
WHOLE, REGISTERS = "whole", "registers"

WORDS = {Kind.TEXT, Kind.LONG, Kind.POST}
FIELDS = {
    "goal": ("title", "practice_target", "resident_outcome"),
    "objective": ("title",),
    "initiative": (
        "title",
        "description",
        "owner_department",
        "support",
        "partner",
        "deliverable",
        "funding_source",
    ),
    "indicator": ("name", "definition", "formula", "unit", "source", "disaggregation"),
    "pillar": ("title", "description"),
}


@dataclass(frozen=True)
class Unit:
    """One text: where it stands, and what it says in the language of the strategy."""

    name: str
    place: str
    source: str
    is_html: bool = False

    @property
    def sha256(self) -> str:
        return fingerprint_of(self.source)


def fingerprint_of(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


def units_of(content: Content) -> list[Unit]:
    """Every text that a reader of another language misses, in the order of the document."""
    units: list[Unit] = []

    def note(name: str, place: str, holder: dict[str, Any], field: str) -> None:
        text = holder.get(field)
        if isinstance(text, str) and text.strip():
            units.append(Unit(name, place, text, is_html=field == "html"))

    _walk(content, note)
    return units


def translated(content: Content, texts: Mapping[str, str], language: str) -> Content:
    """The content in another language. Where a text is missing, the source stands (BR-30)."""
    copy = deepcopy(content)
    source_language = content["language"]

    def put(name: str, place: str, holder: dict[str, Any], field: str) -> None:
        if texts.get(name):
            holder[field] = texts[name]

    for section in copy["sections"]:
        entry = catalogue.section(section["code"])
        if section["title"] == entry.title_in(source_language):
            section["title"] = entry.title_in(language)
    _walk(copy, put)
    copy["language"] = language
    return copy


Visit = Callable[[str, str, dict[str, Any], str], None]


def _walk(content: Content, visit: Visit) -> None:
    """Call `visit(name, place, holder, field)` for every text."""
    visit("strategy:title", WHOLE, content, "title")
    for pillar in content.get("pillars", []):
        _row("pillar", pillar, WHOLE, visit)
    for section in content["sections"]:
        _section(section, content["language"], visit)
    for goal in content["goals"]:
        _goal(goal, visit)
    for code, rows in content.get("registers", {}).items():
        for row in rows:
            for field in _texts_of(code):
                name = f"register:{row['key']}:{field}"
                visit(name, REGISTERS, row["values"], field)


def _texts_of(code: str) -> list[str]:
    """The fields of a register that are words; codes, numbers and dates speak every language."""
    schema = register(code)
    return [row.code for row in schema.fields if row.kind in WORDS] if schema else []


def _section(section: Content, language: str, visit: Visit) -> None:
    """A title of the catalogue is there in every language; a title of the city's own is not."""
    if section["title"] != catalogue.section(section["code"]).title_in(language):
        visit(f"section:{section['key']}:title", section["key"], section, "title")
    for block in section.get("blocks", []):
        visit(f"section:{section['key']}:{block['id']}", section["key"], block, "html")


def _goal(goal: Content, visit: Visit) -> None:
    place = goal["key"]
    _row("goal", goal, place, visit)
    for indicator in goal["indicators"]:
        _row("indicator", indicator, place, visit)
    for objective in goal["objectives"]:
        _row("objective", objective, place, visit)
        for initiative in objective["initiatives"]:
            _row("initiative", initiative, place, visit)
            for number, point in enumerate(initiative["milestones"]):
                name = f"initiative:{initiative['key']}:milestone-{number}"
                visit(name, place, point, "title")


def _row(kind: str, row: Content, place: str, visit: Visit) -> None:
    for field in FIELDS[kind]:
        visit(f"{kind}:{row['key']}:{field}", place, row, field)


def places_of(content: Content) -> Iterator[tuple[str, str]]:
    """(place, title) in the order of the document; those without a text have no units."""
    yield WHOLE, content["title"]
    yield from ((section["key"], section["title"]) for section in content["sections"])
    yield from ((goal["key"], goal["title"]) for goal in content["goals"])
    yield REGISTERS, ""
