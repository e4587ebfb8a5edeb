"""How the text reads for a resident: sentences, long ones, words of the trade, ease of reading.

The ease of reading goes from about 0 (specialists only) to 100 (everybody), by the formula made for
each language: Flesch 1948 for English, Fernández Huerta 1959 for Spanish, Martins and others 1996
for Brazilian Portuguese. Pyphen counts the syllables. It is a hint for writers, never a gate.
"""

import functools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pyphen
from django.db import models
from django.utils.translation import gettext_lazy as _

from strategy.models.section import Section
from strategy.models.text import Block
from strategy.models.vocabulary import plain

DATA = Path(__file__).resolve().parent.parent / "data" / "plain_words.json"
# More than these in one sentence, and readers begin again.
LONG = 30
# Flesch asked for about a hundred words; with fewer, one name decides.
ENOUGH = 100
PLAIN, HARD = 50, 30
# Shown of each kind in one section: who mends these sees the next.
MOST = 5

_PROSE = ("<p", "<ul", "<ol", "<blockquote")
_LINE_END = re.compile(r"</(?:p|li|blockquote)>|<br ?/?>")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[»”\")]*\s+(?=[¿¡«“\"(]*[A-ZÁÉÍÓÚÂÊÔÃÕÀÇÑÜ0-9])")
_SHORTENED = re.compile(r"\b(?:art|arts|dr|dra|mr|mrs|ms|no|núm|sr|sra|st|vs)\.$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Formula(NamedTuple):
    """`base` less `sentence` for each word in a sentence, less `word` for each syllable in one."""

    base: float
    sentence: float
    word: float
    hyphens: str


FORMULAS = {
    "en": Formula(206.835, 1.015, 84.6, "en_US"),
    "es": Formula(206.84, 1.02, 60.0, "es"),
    "pt-br": Formula(248.835, 1.015, 84.6, "pt_BR"),
}


class Band(models.TextChoices):
    """What a figure means for a reader."""

    SHORT = "short", _("too short to judge")
    EASY = "easy", _("easy enough for most residents")
    HARD = "hard", _("hard work for many residents")
    EXPERT = "expert", _("only specialists read on")


class TradeWord(NamedTuple):
    """A word of the trade, and what one can say instead."""

    said: str
    instead: str


@dataclass(frozen=True)
class Wording:
    """`ease` is None where there is too little text."""

    words: int
    sentences: int
    ease: int | None
    long: Sequence[str]
    terms: Sequence[TradeWord]

    @property
    def per_sentence(self) -> int:
        return round(self.words / self.sentences) if self.sentences else 0

    @property
    def band(self) -> Band:
        if self.ease is None:
            return Band.SHORT
        if self.ease >= PLAIN:
            return Band.EASY
        return Band.HARD if self.ease >= HARD else Band.EXPERT


class Row(NamedTuple):
    section: Section
    wording: Wording


def wording_of(
    sections: Iterable[Section], language: str, explained: Iterable[str] = ()
) -> list[Row]:
    """Those with prose in them, in their order. `explained` stands in the printed glossary."""
    known = frozenset(word.lower() for word in explained)
    rows = (Row(section, read_wording(section.blocks, language, known)) for section in sections)
    return [row for row in rows if row.wording.words]


def read_wording(
    blocks: Iterable[Block], language: str, known: frozenset[str] = frozenset()
) -> Wording:
    """Paragraphs, lists and quotations; headings, tables and pictures are no sentences."""
    sentences = [words for block in blocks for words in _sentences(block["html"])]
    counted = [(text, _WORD.findall(text)) for text in sentences]
    words = [word for _text, found in counted for word in found]
    return Wording(
        words=len(words),
        sentences=len(counted),
        ease=_ease(words, len(counted), language) if len(words) >= ENOUGH else None,
        long=[text for text, found in counted if len(found) > LONG][:MOST],
        terms=_terms(" ".join(sentences), language, known)[:MOST],
    )


def _sentences(html: str) -> Iterator[str]:
    if not html.startswith(_PROSE):
        return
    for line in _LINE_END.split(html):
        begun = ""
        for piece in _SENTENCE_END.split(plain(line)):
            begun = f"{begun} {piece}".strip()
            if not _SHORTENED.search(begun):
                if _WORD.search(begun):
                    yield begun
                begun = ""
        if _WORD.search(begun):
            yield begun


def _ease(words: Sequence[str], sentences: int, language: str) -> int:
    formula = FORMULAS[language]
    syllables = sum(_syllables(word.lower(), formula.hyphens) for word in words)
    value = (
        formula.base
        - formula.sentence * len(words) / sentences
        - formula.word * syllables / len(words)
    )
    return round(min(max(value, 0), 100))


@functools.lru_cache(maxsize=20_000)
def _syllables(word: str, hyphens: str) -> int:
    return len(_hyphenation(hyphens).positions(word)) + 1


@functools.cache
def _hyphenation(language: str) -> pyphen.Pyphen:
    """Every place that could be parted counts, also after the first letter."""
    return pyphen.Pyphen(lang=language, left=1, right=1)


def _terms(text: str, language: str, known: frozenset[str]) -> list[TradeWord]:
    """In the order of the text, each once."""
    instead, pattern = _plain_words(language)
    found = {match[1].lower(): match[1] for match in pattern.finditer(text)}
    return [TradeWord(said, instead[term]) for term, said in found.items() if term not in known]


@functools.cache
def _plain_words(language: str) -> tuple[dict[str, str], re.Pattern[str]]:
    rows = json.loads(DATA.read_text(encoding="utf-8"))[language]
    instead = {row["term"].lower(): row["plain"] for row in rows}
    longest_first = sorted(instead, key=len, reverse=True)
    either = "|".join(re.escape(term) for term in longest_first)
    return instead, re.compile(rf"\b({either})(?:e?s)?\b", re.IGNORECASE)
