"""Libraries of the operating system."""

import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from cda.devstack import libraries
from cda.devstack.places import CannotStart


@pytest.fixture
def machine(monkeypatch):
    """A machine that lacks everything, until it is installed."""
    machine = SimpleNamespace(has=set(), commands=[], can_install=True)

    def run(command, **_):
        machine.commands.append(command)
        if machine.can_install:
            machine.has |= {"pango", "browser"}

    monkeypatch.setattr(libraries, "has_pango", lambda: "pango" in machine.has)
    monkeypatch.setattr(libraries, "has_browser", lambda: "browser" in machine.has)
    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    return machine


def test_nothing_to_do(machine):
    machine.has = {"pango"}

    libraries.require()

    assert machine.commands == []


def test_root_on_debian_installs(machine):
    libraries.require(browser=True)

    assert machine.commands[1][-4:] == [*libraries.PANGO_PACKAGES, "chromium"]


def test_others_are_given_the_exact_command(machine, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(sys, "platform", "linux")

    with pytest.raises(CannotStart, match=r"apt-get install .* libpango-1\.0-0"):
        libraries.require()
    assert machine.commands == []


def test_an_installation_that_fails_is_not_hidden(machine):
    machine.can_install = False

    with pytest.raises(CannotStart):
        libraries.require()


def test_a_mac_is_given_its_own_command(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")

    assert "brew install pango" in libraries.advice([libraries.PANGO])


def test_a_library_that_is_missing():
    assert not libraries.loads("libnosuchthing.so.0")


def test_pango_is_there_when_all_of_it_loads(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(libraries, "loads", lambda name: name != "libharfbuzz-subset.so.0")
    assert not libraries.has_pango()

    monkeypatch.setattr(libraries, "loads", lambda _: True)
    assert libraries.has_pango()


def test_pango_on_a_mac(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("ctypes.util.find_library", lambda _: "/opt/libpango.dylib")

    assert libraries.has_pango()


def test_any_of_the_browsers_will_do(monkeypatch):
    monkeypatch.setattr(shutil, "which", {"google-chrome": "/usr/bin/google-chrome"}.get)

    assert libraries.has_browser()
