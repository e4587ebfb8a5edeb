"""The values of register rows in words: as the reader's language and the city's country write."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cda.lib import formats
from strategy.models.content import Content
from strategy.models.document import Strategy
from strategy.models.register_schemas import Field, Kind, Register, registers

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Frame:
    """What a value is read in: the city's numbers and money, the first day, titles by key."""

    locale: str
    currency: str
    starts_on: date
    titles: Mapping[str, str]


@dataclass(frozen=True)
class Cell:
    """One value with its label. Only a link has an address."""

    field: Field
    text: str
    url: str = ""

    @property
    def label(self) -> str:
        return str(self.field.label)

    @property
    def flat(self) -> str:
        """Without its line breaks: a list of members in one line."""
        return ", ".join(line.strip() for line in self.text.splitlines() if line.strip())

    @property
    def host(self) -> str:
        """As much of an address as a reader wants to see."""
        return urlsplit(self.url).netloc or self.url

    @property
    def is_prose(self) -> bool:
        """Words that a person wrote, in the language of the strategy."""
        return self.field.kind in {Kind.TEXT, Kind.LONG, Kind.POST, Kind.ROW, Kind.INITIATIVE}


def frame_of(strategy: Strategy, titles: Mapping[str, str]) -> Frame:
    city = strategy.city
    return Frame(city.locale, city.currency, strategy.starts_on, titles)


def frame_of_content(content: Content) -> Frame:
    """The same from frozen content: the titles of its initiatives and of its register rows."""
    city = content["city"]
    titles = {
        row["key"]: row["title"]
        for goal in content["goals"]
        for objective in goal["objectives"]
        for row in objective["initiatives"]
    }
    kept = content.get("registers", {})
    for register in registers():
        titles |= {
            row["key"]: heading(register, row["values"]) for row in kept.get(register.code, ())
        }
    return Frame(city["locale"], city["currency"], date.fromisoformat(content["starts_on"]), titles)


def heading(register: Register, values: Values) -> str:
    """What a row is called."""
    field = register.heading
    value = str(values.get(field.code) or "")
    return str(field.words.get(value, value)) if field.kind == Kind.CHOICE else value


def decimal(value: Any) -> Decimal | None:
    """A number as it is kept; anything else is none."""
    try:
        return Decimal(value) if value not in (None, "") else None
    except (InvalidOperation, TypeError, ValueError):
        return None


def cell(field: Field, values: Values, frame: Frame) -> Cell:
    value = values.get(field.code)
    if value in (None, "", []):
        return Cell(field, "")
    url = str(value) if field.kind == Kind.LINK else ""
    return Cell(field, shown(field, value, frame), url)


def shown(field: Field, value: Any, frame: Frame) -> str:
    """A value as a person reads it."""
    if field.kind == Kind.CHOICE:
        return str(field.words.get(value, value))
    if field.kind == Kind.CHOICES:
        return ", ".join(str(field.words.get(code, code)) for code in value)
    if field.kind in {Kind.ROW, Kind.INITIATIVE}:
        return frame.titles.get(value, "")
    if field.kind == Kind.YES_NO:
        return _("yes") if value else _("no")
    return _measured(field, value, frame)


def _measured(field: Field, value: Any, frame: Frame) -> str:
    """Numbers, money and days; any other value is words already."""
    if field.is_number:
        return amount(field, decimal(value), frame)
    if field.kind == Kind.QUARTER:
        start = formats.quarter_start(frame.starts_on, int(value))
        return formats.quarter_name(start, get_language() or "en")
    if field.kind == Kind.DATE:
        return formats.long_date(date.fromisoformat(value), get_language() or "en")
    return str(value)


def amount(field: Field, value: Decimal | None, frame: Frame) -> str:
    if value is None:
        return ""
    if field.kind == Kind.MONEY:
        return formats.money(value, frame.currency, frame.locale)
    return formats.number(value, frame.locale)


def total(field: Field, rows: Iterable[Values]) -> Decimal:
    """All rows together; what is not filled in counts nothing."""
    numbers = (decimal(values.get(field.code)) for values in rows)
    return sum((number for number in numbers if number is not None), Decimal(0))
