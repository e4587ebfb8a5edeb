"""Dates, times, numbers and money as people write them. Pure: language, locale, zone are given.

Own date patterns, because no library has all four named ones right in three languages: weekday
with day and month has no pattern of its own, and month names get capitals that Spanish and
Portuguese do not use. Dates are never all digits: 6/2 and 2/6 both exist among our cities.
"""

import dataclasses
import datetime as dt
import functools
import zoneinfo
from decimal import Decimal

from babel import Locale
from babel.dates import get_timezone_location
from babel.numbers import format_decimal
from django.utils.translation import gettext, ngettext

NBSP = "\u00a0"
MINUS = "\u2212"
Number = int | float | Decimal

PATTERNS = {
    "en": {
        "day": "{mon} {d}",
        "weekday": "{wd}, {mon} {d}",
        "weekday_long": "{weekday}, {month} {d}",
        "long_date": "{month} {d}, {y}",
        "day_month": "{month} {d}",
        "month": "{month} {y}",
        "month_short": "{mon} {y}",
        "quarter": "{ordinal} quarter of {y}",
        "quarter_name": "Q{q} {y}",
        "same_month": "{month} {d}–{d2}, {y}",
        "span": "{a} to {b}",
        "moment": "{date}, {time}",
    },
    "es": {
        "day": "{d} {mon}",
        "weekday": "{wd} {d} {mon}",
        "weekday_long": "{weekday} {d} de {month}",
        "long_date": "{d} de {month} de {y}",
        "day_month": "{d} de {month}",
        "month": "{month} de {y}",
        "month_short": "{mon} {y}",
        "quarter": "{q}.º trimestre de {y}",
        "quarter_name": "T{q} {y}",
        "same_month": "{d} a {d2} de {month} de {y}",
        "span": "{a} a {b}",
        "moment": "{date}, {time}",
    },
    "pt": {
        "day": "{d} {mon}",
        "weekday": "{wd}, {d} {mon}",
        "weekday_long": "{weekday}, {d} de {month}",
        "long_date": "{d} de {month} de {y}",
        "day_month": "{d} de {month}",
        "month": "{month} de {y}",
        "month_short": "{mon} {y}",
        "quarter": "{q}º trimestre de {y}",
        "quarter_name": "T{q} {y}",
        "same_month": "{d} a {d2} de {month} de {y}",
        "span": "{a} a {b}",
        "moment": "{date}, {time}",
    },
}
SHORT_AMOUNTS: dict[str, tuple[tuple[Decimal, str], ...]] = {
    "en": ((Decimal(10**9), "B"), (Decimal(10**6), "M")),
    "es": ((Decimal(10**6), "M"),),
    "pt": ((Decimal(10**9), "bi"), (Decimal(10**6), "mi")),
}
ORDINALS = ("1st", "2nd", "3rd", "4th")


@dataclasses.dataclass(frozen=True)
class Names:
    """Month and weekday names of one language, short ones without their dots."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    short_weekdays: tuple[str, ...]


@functools.cache
def locale_of(code: str) -> Locale:
    """ "es-MX", "es_MX", "pt-br" or "es" as Babel knows it."""
    return Locale.parse(code.replace("_", "-"), sep="-")


@functools.cache
def names_of(language: str) -> Names:
    """Read once from Babel, so that a date costs no more than a string format."""
    locale = locale_of(language)
    months, days = locale.months["format"], locale.days["format"]
    return Names(
        months=tuple(months["wide"][number] for number in range(1, 13)),
        short_months=tuple(months["abbreviated"][number].rstrip(".") for number in range(1, 13)),
        weekdays=tuple(days["wide"][number] for number in range(7)),
        short_weekdays=tuple(days["abbreviated"][number].rstrip(".") for number in range(7)),
    )


def quarter_of(value: dt.date) -> int:
    """1..4."""
    return (value.month - 1) // 3 + 1


def date_text(value: dt.date, pattern: str, language: str) -> str:
    """A date in one of the named patterns of its language."""
    names = names_of(language)
    return PATTERNS[language[:2]][pattern].format(
        d=value.day,
        y=value.year,
        q=quarter_of(value),
        ordinal=ORDINALS[quarter_of(value) - 1],
        mon=names.short_months[value.month - 1],
        month=names.months[value.month - 1],
        wd=names.short_weekdays[value.weekday()],
        weekday=names.weekdays[value.weekday()],
    )


def day(value: dt.date, language: str) -> str:
    """Feb 6 · 6 feb · 6 fev"""
    return date_text(value, "day", language)


def weekday(value: dt.date, language: str) -> str:
    """Fri, Feb 6 · vie 6 feb · sex, 6 fev"""
    return date_text(value, "weekday", language)


def weekday_long(value: dt.date, language: str) -> str:
    """Friday, February 6 · viernes 6 de febrero · sexta-feira, 6 de fevereiro"""
    return date_text(value, "weekday_long", language)


def long_date(value: dt.date, language: str) -> str:
    """February 6, 2026 · 6 de febrero de 2026 · 6 de fevereiro de 2026"""
    return date_text(value, "long_date", language)


def when(value: dt.date, precision: str, language: str) -> str:
    """A date as precise as it is known: to the day, the month or the quarter."""
    return date_text(value, "long_date" if precision == "day" else precision, language)


def date_range(first: dt.date, last: dt.date, language: str) -> str:
    """March 4–6, 2026 · 4 a 6 de marzo de 2026"""
    if first == last:
        return long_date(first, language)
    patterns = PATTERNS[language[:2]]
    if (first.year, first.month) == (last.year, last.month):
        month = names_of(language).months[first.month - 1]
        return patterns["same_month"].format(d=first.day, d2=last.day, month=month, y=first.year)
    start = "day_month" if first.year == last.year else "long_date"
    return patterns["span"].format(a=date_text(first, start, language), b=long_date(last, language))


def month_span(first: dt.date, last: dt.date, language: str) -> str:
    """Apr 2026 to Dec 2028 · abr 2026 a dic 2028"""
    return PATTERNS[language[:2]]["span"].format(
        a=date_text(first, "month_short", language), b=date_text(last, "month_short", language)
    )


def quarter_start(plan_start: dt.date, index: int) -> dt.date:
    """The first day of the plan's quarter `index`, counted from the one plan_start lies in."""
    quarters = plan_start.year * 4 + (plan_start.month - 1) // 3 + index
    return dt.date(quarters // 4, quarters % 4 * 3 + 1, 1)


def quarter_name(value: dt.date, language: str) -> str:
    """Q2 2026 · T2 2026"""
    return date_text(value, "quarter_name", language)


@functools.cache
def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """The zone by its IANA name."""
    return zoneinfo.ZoneInfo(name)


def in_zone(moment_at: dt.datetime, zone: str) -> dt.datetime:
    """The same moment on the clocks of that zone."""
    return moment_at.astimezone(zone_of(zone))


def clock(moment_at: dt.datetime, zone: str, language: str) -> str:
    """1:05 PM in English, 13:05 elsewhere; no zone means: as it stands."""
    local = in_zone(moment_at, zone) if zone else moment_at
    if language[:2] != "en":
        return f"{local:%H:%M}"
    return f"{local.hour % 12 or 12}:{local:%M} {'AM' if local.hour < 12 else 'PM'}"


def moment(moment_at: dt.datetime, zone: str, language: str) -> str:
    """February 4, 2026, 9:14 AM · 4 de febrero de 2026, 09:14"""
    local = in_zone(moment_at, zone)
    return PATTERNS[language[:2]]["moment"].format(
        date=long_date(local, language), time=clock(local, "", language)
    )


def minutes_text(minutes: int) -> str:
    """60 as "1", 90 as "1:30"."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{hours}:{rest:02}" if rest else str(hours)


def offset_minutes(moment_at: dt.datetime, zone: str) -> int:
    """Minutes ahead of UTC at that moment."""
    offset = in_zone(moment_at, zone).utcoffset() or dt.timedelta()
    return int(offset.total_seconds() // 60)


def offset(moment_at: dt.datetime, zone: str) -> str:
    """UTC−6; plain UTC when there is no difference."""
    minutes = offset_minutes(moment_at, zone)
    if not minutes:
        return "UTC"
    return f"UTC{'+' if minutes > 0 else MINUS}{minutes_text(minutes)}"


def minutes_between(moment_at: dt.datetime, zone: str, other: str) -> int:
    """How many minutes the clocks of `other` are ahead of those of `zone`."""
    return offset_minutes(moment_at, other) - offset_minutes(moment_at, zone)


def zone_city(zone: str, language: str) -> str:
    """The city a zone is named after, never an abbreviation: CST is two things."""
    return get_timezone_location(zone_of(zone), locale=locale_of(language), return_city=True)


def number(value: Number, locale: str) -> str:
    """1,400,000.5 in Mexico, 1.400.000,5 in Colombia: numbers follow the country."""
    return format_decimal(value, locale=locale_of(locale))


def money(amount: Number, currency: str, locale: str) -> str:
    """USD 90,000: the currency is always said; cents only where there are any."""
    pattern = "#,##0" if amount == int(amount) else "#,##0.00"
    return f"{currency}{NBSP}{format_decimal(amount, format=pattern, locale=locale_of(locale))}"


def money_short(amount: Number, currency: str, locale: str) -> str:
    """USD 1.4 M: millions and more to one decimal, anything smaller in full."""
    exact = Decimal(amount)
    for size, letter in SHORT_AMOUNTS[locale[:2].lower()]:
        if abs(exact) >= size:
            text = format_decimal(exact / size, "#,##0.#", locale_of(locale))
            return f"{currency}{NBSP}{text}{NBSP}{letter}"
    return money(amount, currency, locale)


def percent(value: Number, language: str) -> str:
    """62% in English and Portuguese, 62 % with a space that does not break in Spanish."""
    text = format_decimal(value, "#,##0.#", locale_of(language))
    return f"{text}{NBSP}%" if language[:2] == "es" else f"{text}%"


def days_late(days: int) -> str:
    """In the active language, as are the next three: plural forms live in the catalogues."""
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}


def days_ago(days: int) -> str:
    """today, yesterday, 8 days ago."""
    if days < 2:
        return gettext("yesterday") if days == 1 else gettext("today")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}


def days_until(days: int) -> str:
    """today, tomorrow, in 3 days."""
    if days < 2:
        return gettext("tomorrow") if days == 1 else gettext("today")
    return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}


def days_quiet(days: int) -> str:
    """Silence is shown, not hidden."""
    return ngettext("%(days)s day quiet", "%(days)s days quiet", days) % {"days": days}


def zone_words(place: str, utc: str) -> str:
    """Valle Sereno time (UTC−6)."""
    return gettext("%(place)s time (%(offset)s)") % {"place": place, "offset": utc}
