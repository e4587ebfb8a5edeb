"""Time zones as people know them: by city, with the distance from UTC, grouped by country."""

import functools
from datetime import date
from typing import TypeAlias
from zoneinfo import available_timezones

from babel.core import get_global
from django.utils import timezone

from cda.lib.formats import locale_of, offset, zone_city

Choices: TypeAlias = list[tuple[str, list[tuple[str, str]]]]

DEFAULT = "America/New_York"
# The islands that belong to countries of the Americas.
ELSEWHERE = {"Pacific/Honolulu", "Pacific/Easter", "Pacific/Galapagos", "Atlantic/Bermuda"}
# Where most people of a country with several zones live.
MAIN = {
    "AR": "America/Argentina/Buenos_Aires",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "EC": "America/Guayaquil",
    "MX": "America/Mexico_City",
    "US": "America/New_York",
}


@functools.cache
def by_country() -> dict[str, list[str]]:
    """Country → its zones in the Americas, under the names this machine knows."""
    known = available_timezones()
    countries: dict[str, list[str]] = {}
    for country, zones in get_global("territory_zones").items():
        ours = [zone for zone in zones if zone.startswith("America/") or zone in ELSEWHERE]
        ours = [_canonical(zone, known) for zone in ours]
        if len(country) == 2 and any(ours):
            countries[country] = sorted({zone for zone in ours if zone})
    return countries


def _canonical(zone: str, known: set[str]) -> str:
    """Unicode keeps old names for ever (America/Buenos_Aires); cities are stored by new ones."""
    newer = zone.replace("America/", "America/Argentina/")
    if newer in known:
        return newer
    return zone if zone in known else ""


def choices(language: str, mine: str = "") -> Choices:
    """For a <select>: typing the first letters of a city finds it. `mine` is always among them."""
    groups = list(_groups(language, timezone.now().date()))
    if mine and all(mine != zone for _, zones in groups for zone, _ in zones):
        groups.insert(0, ("", [(mine, label(mine, language))]))
    return groups


@functools.lru_cache(maxsize=8)
def _groups(language: str, day: date) -> tuple[tuple[str, list[tuple[str, str]]], ...]:
    """Drawn once a day: clocks change."""
    names = locale_of(language).territories
    groups = [
        (
            names.get(country, country),
            sorted(((zone, label(zone, language)) for zone in zones), key=lambda pair: pair[1]),
        )
        for country, zones in by_country().items()
    ]
    return tuple(sorted(groups))


def label(zone: str, language: str) -> str:
    """Mexico City (UTC−6)"""
    return f"{zone_city(zone, language)} ({offset(timezone.now(), zone)})"


def guess(city_zone: str, accept_language: str) -> str:
    """The city's own zone; else that of the country in the browser's first language (es-MX)."""
    if city_zone:
        return city_zone
    first = accept_language.split(",")[0].split(";")[0]
    country = first.rpartition("-")[2].strip().upper()
    return MAIN.get(country) or next(iter(by_country().get(country, [])), DEFAULT)
