"""The processes of the application, and the word that it is there."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from cda.devstack import announcement, processes

from .conftest import Page


def test_tests_run_on_two_processes():
    assert processes.testing(["-x"])[-3:] == ["-n", "2", "-x"]


@pytest.mark.parametrize("choice", ["-n0", "-n", "--numprocesses=4"])
def test_unless_another_number_is_asked_for(choice):
    assert processes.testing([choice])[1:] == ["-m", "pytest", choice]


def test_only_the_web_server_pools_connections(tmp_path):
    pools = {process.name: process.pool for process in processes.application(tmp_path)}

    assert pools == {"web": "8", "worker": "0", "beat": "0"}


def test_the_web_server_starts_first(tmp_path):
    delays = {process.name: process.delay for process in processes.application(tmp_path)}

    assert delays["web"] == 0
    assert min(delays["worker"], delays["beat"]) > 0


def test_a_process_notes_its_own_number(tmp_path):
    folder = tmp_path / "a folder"
    folder.mkdir()
    process = processes.Process("web", [sys.executable, "-c", "import os; print(os.getpid())"])

    said = subprocess.run(process.line(folder), shell=True, capture_output=True, text=True)  # noqa: S602  (as honcho runs it)

    assert (folder / "web.pid").read_text() == said.stdout


def test_the_code_of_a_program_is_passed_on():
    assert processes.call([sys.executable, "-c", "raise SystemExit(7)"], os.environ) == 7


def test_a_polite_kill_ends_the_program_too(monkeypatch):
    told = []
    outcomes = iter([SystemExit(143), None])

    class Child:
        def wait(self):
            if outcome := next(outcomes):
                raise outcome

        def terminate(self):
            told.append("terminate")

    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: Child())

    with pytest.raises(SystemExit):
        processes.call(["anything"], {})
    assert told == ["terminate"]


@pytest.mark.parametrize(("returned", "code"), [(130, 0), (143, 0), (0, 1), (3, 3), (None, 1)])
def test_stopping_by_hand_is_no_failure(monkeypatch, tmp_path, returned, code):
    pools = {}

    class Manager:
        returncode = returned

        def add_process(self, name, command, *, env, cwd):
            pools[name] = env["DB_POOL"]

        def loop(self):
            pass

    monkeypatch.setattr(processes, "Manager", Manager)

    assert processes.run_together({}, tmp_path) == code
    assert pools == {"web": "8", "worker": "0", "beat": "0"}


def test_says_where_it_is_and_who_can_be_tried(monkeypatch, capsys, port):
    people = SimpleNamespace(stdout="Ana Example, coach\nBo Example, mayor\n")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: people)

    assert announcement.announce({"PORT": str(port)}) == 0
    said = capsys.readouterr().out
    assert f"http://127.0.0.1:{port}" in said
    assert "  Bo Example, mayor" in said


def test_says_nothing_of_a_page_that_never_comes(monkeypatch, capsys, free_port):
    monkeypatch.setattr(announcement, "PATIENCE", 0.3)

    assert announcement.announce({"PORT": str(free_port)}) == 1
    assert capsys.readouterr().out == ""


def test_an_error_is_not_the_first_page(monkeypatch, port):
    monkeypatch.setattr(Page, "status", 500)

    assert not announcement.is_alive(port)
