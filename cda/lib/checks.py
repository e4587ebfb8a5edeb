"""Versions below which known holes are open: the start says so."""

import re
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error
from django.db import connections

# Raised by hand, with the advisory read; the lock file is usually far above.
FLOORS = {
    "django": "5.2.19",  # private data through caches, forged deletes by formsets
    "django-allauth": "65.21.1",  # trusted proxies, second factors, rate limits
    "weasyprint": "70.0",  # a fetcher that was not asked
}
# Minor versions that keep statistics from showing rows that the wall hides (CVE-2025-8713).
POSTGRES = {15: 14, 16: 10, 17: 6}


def numbers(text: str) -> tuple[int, ...]:
    """65.21.1 as (65, 21, 1); what follows the numbers is left out."""
    found = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(map(int, found[0].split("."))) if found else ()


def libraries_are_new_enough(app_configs: object, **_: Any) -> list[CheckMessage]:
    return [
        Error(f"{name} {version(name)} has known holes: {floor} is the least.", id="cda.E001")
        for name, floor in FLOORS.items()
        if numbers(version(name)) < numbers(floor)
    ]


def postgres_is_new_enough(
    app_configs: object, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    return [problem for alias in databases or () for problem in _old(_number(alias))]


def _number(alias: str) -> int:
    """150018 is PostgreSQL 15.18."""
    return int(getattr(connections[alias], "pg_version", 0))


def _old(number: int) -> Iterable[CheckMessage]:
    major, minor = divmod(number, 10_000)
    if minor < POSTGRES.get(major, 0) or major < min(POSTGRES):
        floors = ", ".join(f"{wanted}.{least}" for wanted, least in POSTGRES.items())
        yield checks.Warning(
            f"PostgreSQL {major}.{minor} lets statistics show rows of other cities.",
            hint=f"Update to {floors} or any later major version.",
            id="cda.W001",
        )
