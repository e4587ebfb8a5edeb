"""One value between a cell and the plan: how it is shown, and how it is read."""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from cda.lib.formats import locale_of, number, quarter_name, quarter_start
from strategy.models.catalogue import section as catalogue_entry
from strategy.models.catalogue import sections
from strategy.models.plan import QUARTERS
from strategy.sheets.columns import (
    CHOICE,
    DAY,
    FLAG,
    NUMBER,
    PERSON,
    QUARTER,
    SECTION,
    TEXT,
    Column,
    plain,
)

_QUARTER = re.compile(r"\W*[qt]?\s*([1-4])\W*[qt]?\W*(\d{4})\W*\Z", re.IGNORECASE)
_TURNED = re.compile(r"\W*(\d{4})\W*[qt]?\s*([1-4])\W*\Z", re.IGNORECASE)
_DIGITS = re.compile(r"[-−]?[0-9][0-9.,'’\s]*\Z")
MOST_DIGITS = 12
YEARS = range(2015, 2100)


class Unreadable(Exception):
    """A cell that says something else than its column. The sentence is for the person."""


@dataclass(frozen=True)
class Setting:
    """What cells are read against: the first day of the plan, the country, the people."""

    starts_on: date
    locale: str
    language: str
    people: Mapping[int, str]

    def quarter(self, index: int) -> str:
        return quarter_name(quarter_start(self.starts_on, index), self.language)


def choices_of(column: Column, where: Setting) -> list[str]:
    """What a cell of this column may say, for the list in the spreadsheet."""
    if column.kind == QUARTER:
        return [where.quarter(index) for index in range(QUARTERS)]
    if column.kind == CHOICE:
        return [str(label) for value, label in column.choices if value != ""]
    if column.kind == FLAG:
        return [_("yes"), _("no")]
    if column.kind == PERSON:
        return sorted(where.people.values(), key=str.lower)
    if column.kind == SECTION:
        return [f"{entry.code} {entry.title}" for entry in sections() if entry.is_prose]
    return []


def shown(column: Column, value: Any, where: Setting) -> str:
    """In words, for a preview."""
    if value is None or value == "":
        return ""
    if column.kind == NUMBER:
        return number(value.normalize() + 0, where.locale)
    return str(written(column, value, where))


def written(column: Column, value: Any, where: Setting) -> Any:
    """As it goes into a spreadsheet: numbers and days stay what they are."""
    if value is None or value == "":
        return None
    if column.kind == QUARTER:
        return where.quarter(value)
    if column.kind == CHOICE:
        return str(dict(column.choices)[value])
    if column.kind == FLAG:
        return _("yes") if value else _("no")
    if column.kind == PERSON:
        return where.people.get(value, "")
    if column.kind == SECTION:
        return f"{value} {catalogue_entry(value).title}"
    return value


def read(column: Column, raw: Any, where: Setting) -> Any:
    """The value of a cell, or a sentence about what is wrong with it."""
    if raw is None or plain(raw) == "":
        return column.default
    return READERS[column.kind](column, raw, where)


def _text(column: Column, raw: Any, where: Setting) -> str:
    text = str(raw).replace("\r\n", "\n").strip()
    if column.longest and len(text) > column.longest:
        raise Unreadable(_("is longer than %(count)s characters") % {"count": column.longest})
    return text


def _choice(column: Column, raw: Any, where: Setting) -> Any:
    found = _spellings(tuple(column.choices)).get(plain(raw))
    if found is None:
        known = ", ".join(choices_of(column, where))
        raise Unreadable(_("“%(value)s” is none of: %(known)s") % {"value": raw, "known": known})
    return found


@functools.cache
def _spellings(choices: tuple[tuple[Any, Any], ...]) -> dict[str, Any]:
    """Every label in every language, and the code itself."""
    found = {plain(value): value for value, _label in choices if value != ""}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {plain(label): value for value, label in choices if value != ""}
    return found


def _flag(column: Column, raw: Any, where: Setting) -> bool:
    words = _flags()
    text = plain(raw)
    if text not in words:
        raise Unreadable(_("“%(value)s” is neither yes nor no") % {"value": raw})
    return words[text]


@functools.cache
def _flags() -> dict[str, bool]:
    found = {"true": True, "1": True, "x": True, "false": False, "0": False}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {plain(_("yes")): True, plain(_("no")): False}
    return found


def _quarter(column: Column, raw: Any, where: Setting) -> int:
    text = str(raw)
    if match := _QUARTER.match(text):
        quarter, year = int(match[1]), int(match[2])
    elif match := _TURNED.match(text):
        year, quarter = int(match[1]), int(match[2])
    else:
        example = where.quarter(0)
        raise Unreadable(
            _("“%(value)s” is no quarter; write it like %(example)s")
            % {"value": raw, "example": example}
        )
    first = where.starts_on.year * 4 + (where.starts_on.month - 1) // 3
    index = year * 4 + quarter - 1 - first
    if not 0 <= index < QUARTERS:
        values = {"value": raw, "first": where.quarter(0), "last": where.quarter(QUARTERS - 1)}
        raise Unreadable(_("%(value)s lies outside %(first)s to %(last)s") % values)
    return index


def _number(column: Column, raw: Any, where: Setting) -> Decimal:
    value = _decimal(raw, where)
    if value is None or not value.is_finite():
        values = {"value": raw, "example": number(Decimal("1234.5"), where.locale)}
        raise Unreadable(_("“%(value)s” is no number; write it like %(example)s") % values)
    if value.adjusted() >= MOST_DIGITS:
        raise Unreadable(_("%(value)s is too large") % {"value": raw})
    if column.name == "cost" and value < 0:
        raise Unreadable(_("a cost cannot be less than nothing"))
    return value.quantize(Decimal("0.01"))


def _decimal(raw: Any, where: Setting) -> Decimal | None:
    """A number of the spreadsheet as it is, a text as the city's country writes numbers."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        try:
            return Decimal(str(raw))
        except InvalidOperation:
            return None
    text = str(raw).strip().replace("−", "-").replace("\u00a0", " ")
    if not _DIGITS.match(text):
        return None
    try:
        return Decimal(parse_decimal(text, locale=locale_of(where.locale), strict=True))
    except NumberFormatError:
        return None


def _day(column: Column, raw: Any, where: Setting) -> date:
    try:
        day = date.fromisoformat(str(raw).strip()[:10])
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        raise Unreadable(
            _("“%(value)s” is no day; write it like %(example)s")
            % {"value": raw, "example": where.starts_on - timedelta(days=1)}
        )
    return day


def _person(column: Column, raw: Any, where: Setting) -> int:
    found = [pk for pk, name in where.people.items() if plain(name) == plain(raw)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Unreadable(_("two people are called “%(value)s”") % {"value": raw})
    raise Unreadable(_("“%(value)s” is nobody in the team") % {"value": raw})


def _section(column: Column, raw: Any, where: Setting) -> str:
    text = plain(raw)
    for entry in sections():
        if entry.is_prose and text in _section_spellings(entry.code):
            return entry.code
    raise Unreadable(_("“%(value)s” is no section of the strategy") % {"value": raw})


@functools.cache
def _section_spellings(code: str) -> frozenset[str]:
    entry = catalogue_entry(code)
    titles = [entry.title_in(language) for language, _name in settings.LANGUAGES]
    return frozenset(
        [plain(code), *map(plain, titles), *(plain(f"{code} {title}") for title in titles)]
    )


READERS = {
    TEXT: _text,
    CHOICE: _choice,
    FLAG: _flag,
    QUARTER: _quarter,
    NUMBER: _number,
    DAY: _day,
    PERSON: _person,
    SECTION: _section,
}
