"""A difference in words: dates, money and numbers as the reader and the city write them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cda.lib import formats
from strategy.models.blocks import Block
from strategy.models.change import Change
from strategy.models.change_row_words import is_of_row, row_words
from strategy.models.content import Content

Words = dict[str, str]

FACT_NAMES: dict[tuple[str, str], Promise] = {
    ("strategy", "dates"): _("First and last day of the strategy"),
    ("strategy", "currency"): _("Currency of all amounts"),
    ("goal", "title"): _("Goal"),
    ("goal", "practice_target"): _("Target for the practice of “%(title)s”"),
    ("goal", "resident_outcome"): _("Outcome for residents of “%(title)s”"),
    ("goal", "block"): _("Building block of the goal “%(title)s”"),
    ("initiative", "title"): _("Initiative"),
    ("initiative", "cost"): _("Cost of “%(title)s”"),
    ("initiative", "is_funded"): _("Money for “%(title)s”"),
    ("initiative", "period"): _("Time of “%(title)s”"),
    ("initiative", "first_result_quarter"): _("First public result of “%(title)s”"),
    ("initiative", "owner"): _("Person accountable for “%(title)s”"),
    ("initiative", "owner_department"): _("Department in charge of “%(title)s”"),
    ("initiative", "block"): _("Building block of the initiative “%(title)s”"),
    ("indicator", "name"): _("Indicator"),
    ("indicator", "baseline_value"): _("Value today of “%(title)s”"),
    ("indicator", "target_1"): _("Target for year 1 of “%(title)s”"),
    ("indicator", "target_2"): _("Target for year 2 of “%(title)s”"),
    ("indicator", "target_3"): _("Target for year 3 of “%(title)s”"),
    ("indicator", "owner"): _("Person who measures “%(title)s”"),
    ("indicator", "block"): _("Building block of the indicator “%(title)s”"),
}
WHOLE_ROWS: dict[str, Promise] = {
    "goal": _("Goal: %(title)s"),
    "initiative": _("Initiative: %(title)s"),
    "indicator": _("Indicator: %(title)s"),
    "objective": _("Objective: %(title)s"),
    "pillar": _("Pillar: %(title)s"),
    "term": _("Term: %(title)s"),
}


def in_words(
    change: Change, before: Content, after: Content, whys: Mapping[str, str] | None = None
) -> Words:
    """One entry of the list that a reader sees: sign, place, was, is now, and why."""
    words = {
        "id": change.id,
        "kind": change.kind,
        "where": str(Block(change.block).label) if change.block else "",
        "why": (whys or {}).get(change.id, ""),
    }
    if is_of_row(change):
        return words | row_words(change, before, after)
    if change.kind in {"added", "removed"} and change.what in WHOLE_ROWS:
        return words | {"text": str(WHOLE_ROWS[change.what]) % {"title": change.title}}
    name = str(FACT_NAMES[change.what, change.field]) % {"title": change.title}
    was, now = _value(change, change.before, before), _value(change, change.after, after)
    return words | {"text": name, "before": was, "after": now}


def _value(change: Change, value: Any, content: Content) -> str:
    if value is None or value == "":
        return gettext("nothing yet")
    show = SHOWN.get(change.field, _text)
    return show(value, content)


def _text(value: Any, content: Content) -> str:
    return str(value)


def _block(value: Any, content: Content) -> str:
    return str(Block(value).label)


def _money(value: Any, content: Content) -> str:
    city = content["city"]
    return formats.money(Decimal(value), city["currency"], city["locale"])


def _number(value: Any, content: Content) -> str:
    return formats.number(Decimal(value), content["city"]["locale"])


def _funded(value: Any, content: Content) -> str:
    return gettext("already in the budget") if value else gettext("not in the budget yet")


def _quarter(value: Any, content: Content) -> str:
    start = date.fromisoformat(content["starts_on"])
    return formats.quarter_name(formats.quarter_start(start, value), get_language() or "en")


def _period(value: Any, content: Content) -> str:
    first, last = value
    return gettext("%(first)s to %(last)s") % {
        "first": _quarter(first, content),
        "last": _quarter(last, content),
    }


def _dates(value: Any, content: Content) -> str:
    first, last = map(date.fromisoformat, value)
    return formats.date_range(first, last, get_language() or "en")


SHOWN: dict[str, Callable[[Any, Content], str]] = {
    "block": _block,
    "cost": _money,
    "is_funded": _funded,
    "period": _period,
    "first_result_quarter": _quarter,
    "dates": _dates,
    "baseline_value": _number,
    "target_1": _number,
    "target_2": _number,
    "target_3": _number,
}
