"""Nothing with a known hole is installed, locked, or allowed to start."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.checks.registry import registry
from django.db import connections

from cda.lib import checks
from cda.lib.checks import FLOORS, libraries_are_new_enough, numbers, postgres_is_new_enough

BASE = Path(settings.BASE_DIR)


def test_the_start_checks_versions():
    assert registry.registered_checks >= {libraries_are_new_enough}
    assert postgres_is_new_enough in registry.registered_checks
    assert [found for found in run_checks() if found.id == "cda.E001"] == []


@pytest.mark.django_db
def test_this_postgresql_keeps_the_wall():
    assert run_checks(tags=["database"], databases=["default"]) == []


@pytest.mark.parametrize("name", FLOORS)
def test_an_old_library_stops_the_start(monkeypatch, name):
    monkeypatch.setattr(checks, "version", lambda asked: "1.0" if asked == name else "99.9")
    (problem,) = libraries_are_new_enough(None)
    assert problem.id == "cda.E001"
    assert name in problem.msg


@pytest.mark.parametrize(
    ("number", "is_old"),
    [
        (140022, True),
        (150013, True),
        (150014, False),
        (160009, True),
        (160010, False),
        (170005, True),
        (170006, False),
        (180000, False),
        (190001, False),
    ],
)
def test_an_old_postgresql_is_warned_of(monkeypatch, number, is_old):
    monkeypatch.setitem(vars(connections["default"]), "pg_version", number)
    problems = postgres_is_new_enough(None, databases=["default"])
    assert [problem.id for problem in problems] == (["cda.W001"] if is_old else [])
    assert postgres_is_new_enough(None) == []


@pytest.mark.parametrize(
    ("text", "expected"), [("5.2.19", (5, 2, 19)), ("70.0b1", (70, 0)), ("unknown", ())]
)
def test_versions_are_read_as_numbers(text, expected):
    assert numbers(text) == expected


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_what_is_locked_and_asked_for_stands_above_the_floor(name, floor):
    lock = (BASE / "requirements.lock").read_text()
    locked = re.search(rf"^{name}(?:\[[\w,-]+\])?==([\d.]+)", lock, re.MULTILINE)
    assert numbers(locked[1]) >= numbers(floor)
    project = tomllib.loads((BASE / "pyproject.toml").read_text())["project"]
    (asked,) = [line for line in project["dependencies"] if re.match(rf"{name}\b(?!-)", line)]
    assert numbers(asked.partition(">=")[2]) >= numbers(floor)
