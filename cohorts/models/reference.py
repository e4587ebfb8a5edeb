"""What does not change with a cohort: countries, what their cities call a mayor, the templates."""

import functools
import json
import zoneinfo
from pathlib import Path
from typing import Any

from babel.core import get_global

DATA = Path(__file__).parents[1] / "data"
TEMPLATES = ("accelerator",)


def _read(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@functools.cache
def countries() -> dict[str, dict[str, Any]]:
    """ISO code → name in three languages, region, language, number format, currency, paper."""
    found: dict[str, dict[str, Any]] = _read("countries")
    return found


@functools.cache
def _titles() -> dict[str, dict[str, Any]]:
    titles: dict[str, dict[str, Any]] = _read("titles")
    return titles


def mayor_titles(country: str) -> dict[str, Any]:
    """How cities of this country call their mayor: language → form of address → word (BR-39)."""
    titles = _titles()
    return titles.get(country) or titles["default"]


def shipped_templates() -> list[dict[str, Any]]:
    """The templates that come with the application."""
    return [_read(name) for name in TEMPLATES]


@functools.cache
def zones() -> list[tuple[str, str]]:
    """The time zones of these countries, each named by its city: abbreviations are ambiguous."""
    known = zoneinfo.available_timezones()
    places = [
        (name.rpartition("/")[2].replace("_", " "), country, name)
        for name, country in get_global("zone_territories").items()
        if country in countries() and name in known
    ]
    return [(name, f"{place} ({country})") for place, country, name in sorted(places)]
