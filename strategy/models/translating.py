"""How far a translation is: unit by unit, place by place, language by language."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import models
from django.utils.translation import gettext_lazy as _

from cda.accounts.models import Language
from strategy.models.content import Content
from strategy.models.document import Strategy
from strategy.models.translation import Term, Translation
from strategy.models.units import Unit, places_of, translated, units_of

# Words and texts that are compared again with every page.
REMEMBERED = 2048
COLUMN = {"en": "en", "es": "es", "pt-br": "pt_br"}


class State(models.TextChoices):
    """What a reader of the other language finds."""

    MISSING = "missing", _("Missing")
    CHANGED = "changed", _("Source changed")
    DRAFT = "draft", _("Draft")
    CURRENT = "current", _("Current")


# The worst of its texts says how a place stands.
WORST_FIRST = (State.CHANGED, State.DRAFT, State.MISSING, State.CURRENT)
Newest = dict[str, Translation]


def languages_of(strategy: Strategy) -> list[str]:
    """Into which languages it can be translated: all but its own."""
    return [code for code in Language.values if code != strategy.language]


def newest_translations(strategy: Strategy) -> dict[str, Newest]:
    """By language and unit, the newest of each. One query."""
    rows = Translation.objects.filter(strategy=strategy)
    found: dict[str, Newest] = defaultdict(dict)
    for row in rows.order_by("language", "unit", "-pk").distinct("language", "unit"):
        found[row.language][row.unit] = row
    return found


def state_of(unit: Unit, row: Translation | None) -> State:
    if row is None or not row.text:
        return State.MISSING
    if row.source_sha256 != unit.sha256:
        return State.CHANGED
    return State.DRAFT if row.is_draft else State.CURRENT


@dataclass(frozen=True)
class Cell:
    """How one place stands in one language."""

    language: str
    state: State
    done: int
    total: int


@dataclass(frozen=True)
class Line:
    """One place of the document, with a cell per language."""

    place: str
    title: str
    changed_at: datetime | None
    cells: list[Cell]


def table_of(
    content: Content,
    newest: Mapping[str, Newest],
    languages: Sequence[str],
    changed: Mapping[str, datetime | None],
) -> list[Line]:
    """Places × languages. `changed` says when the source of a place was last written on."""
    by_place: dict[str, list[Unit]] = defaultdict(list)
    for unit in units_of(content):
        by_place[unit.place].append(unit)
    return [
        Line(
            place,
            title,
            changed.get(place),
            [_cell(by_place[place], newest.get(code, {}), code) for code in languages],
        )
        for place, title in places_of(content)
        if place in by_place
    ]


def _cell(units: Sequence[Unit], rows: Newest, language: str) -> Cell:
    states = [state_of(unit, rows.get(unit.name)) for unit in units]
    worst = next(state for state in WORST_FIRST if state in states)
    return Cell(language, worst, states.count(State.CURRENT), len(states))


def content_in(strategy: Strategy, content: Content, language: str) -> Content:
    """The content as far as it is translated; `translation` in it says how far that is."""
    if language == content["language"]:
        return content
    rows = newest_translations(strategy).get(language, {})
    states = [state_of(unit, rows.get(unit.name)) for unit in units_of(content)]
    copy = translated(content, {name: row.text for name, row in rows.items()}, language)
    copy["city"]["full_name"] = strategy.city.full_name(language)
    copy["translation"] = {
        "of": content["language"],
        "missing": states.count(State.MISSING),
        "changed": states.count(State.CHANGED),
        "drafts": states.count(State.DRAFT),
        "total": len(states),
    }
    return copy


# The glossary


@dataclass(frozen=True)
class Slip:
    """The source uses a term of the glossary, and the translation another word."""

    source: str
    target: str


def slips(
    source: str, target: str, terms: Iterable[Term], source_language: str, language: str
) -> list[Slip]:
    """Terms that are in the source and whose translation is not in the target (plain texts)."""
    here, there = _folded(source), _folded(target)
    pairs = ((term_in(term, source_language), term_in(term, language)) for term in terms)
    return [
        Slip(word, wanted)
        for word, wanted in pairs
        if word and wanted and _has(here, word) and not _has(there, wanted)
    ]


def terms_used(text: str, words: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those (word, key) of the glossary that a text uses."""
    folded = _folded(text)
    return [(word, key) for word, key in words if word and _has(folded, word)]


def term_in(term: Term, language: str) -> str:
    return str(getattr(term, COLUMN[language]))


@lru_cache(maxsize=REMEMBERED)
def _folded(text: str) -> str:
    """Small letters without accents: “Decisões” and “decisoes” are one word."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _has(folded: str, word: str) -> bool:
    """As a word of its own, in the singular or a regular plural."""
    return _pattern(word).search(folded) is not None


@lru_cache(maxsize=REMEMBERED)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(_folded(word))}(?:e?s)?\b")
