"""Which section of the catalogue a heading means: three languages, other names, small slips."""

import functools
import json
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from strategy.models import catalogue

SYNONYMS = Path(__file__).resolve().parent.parent / "data" / "synonyms.json"
# From here on two headings mean the same; from `SURE` on nobody would doubt it.
ALIKE, SURE = 0.7, 0.9

# A number with a sign behind it, or one or two figures before a capital letter: "100 days" stays.
_NUMBER = re.compile(
    r"\A\s*(?:(?i:cap[ií]tulo|chapter|secci[oó]n|section|se[cç][aã]o|parte?|t[ií]tulo|eje|eixo|"
    r"pilar|pillar|componente?|component)\s+)?"
    r"(?:\d{1,3}(?:[.\-]\d{1,3})+[ºª]?|\d{1,3}[ºª]?(?=\s*[.):\-–—])|\d{1,2}[ºª]?(?=\s+[^\W\d_a-zà-ÿ])"
    r"|(?i:[ivxl]{1,6})(?=\s*[.):\-–—])|(?i:[a-z])(?=[.)]))\s*[.):\-–—]*\s+"
)
_SMALL_WORDS = frozenset({
    "a", "al", "and", "as", "con", "da", "das", "de", "del", "do", "dos", "e", "el", "em", "en",
    "for", "la", "las", "los", "na", "no", "o", "of", "on", "os", "para", "por", "que", "sobre",
    "the", "to", "um", "uma", "un", "una", "y",
})  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")
_STEM = 6


class Match(NamedTuple):
    """A section of the catalogue and how sure we are, 0 to 1. No section: nothing was alike."""

    code: str
    score: float


class _Words(NamedTuple):
    line: str
    stems: frozenset[str]
    triples: frozenset[str]


NONE = Match("", 0.0)


def without_number(heading: str) -> str:
    """“4.2 Quality” is “Quality”. A heading that is a number stays."""
    rest = _NUMBER.sub("", heading, count=1).strip()
    return rest or heading.strip()


@functools.lru_cache(maxsize=2048)
def match(heading: str) -> Match:
    """The section whose name, in any of our languages, is most like this heading."""
    asked = _words(without_number(heading))
    if not asked.stems:
        return NONE
    best = max(
        (Match(code, _likeness(asked, known)) for code, known in _known()),
        key=lambda found: found.score,
    )
    return best if best.score >= ALIKE else NONE


def same_words(one: str, other: str) -> bool:
    """The same but for numbers, accents, capitals and little words."""
    return _words(without_number(one)).line == _words(without_number(other)).line


def _likeness(one: _Words, other: _Words) -> float:
    if one.line == other.line:
        return 1.0
    return max(0.95 * _shared(one.stems, other.stems), 0.98 * _shared(one.triples, other.triples))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


@functools.lru_cache(maxsize=4096)
def _words(text: str) -> _Words:
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    words = [word for word in _LETTERS.findall(letters) if word not in _SMALL_WORDS]
    line = " ".join(words)
    padded = f"  {line} "
    triples = frozenset(padded[place : place + 3] for place in range(len(padded) - 2))
    return _Words(line, frozenset(word[:_STEM] for word in words), triples)


@functools.cache
def _known() -> tuple[tuple[str, _Words], ...]:
    """Every name of every section: its titles, and what else people call it."""
    also = json.loads(SYNONYMS.read_text(encoding="utf-8"))
    names = [
        (entry.code, name)
        for entry in catalogue.sections()
        if not entry.is_custom
        for name in (*entry.texts["title"].values(), *also.get(entry.code, ()))
    ]
    return tuple((code, _words(name)) for code, name in names)
