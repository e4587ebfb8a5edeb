"""Processes that outlive the command that started them."""

import subprocess
import sys

import pytest

from cda.devstack import leftovers


def started(body, *, as_ours=True):
    """A process in a session of its own that says when it is ready."""
    words = ["-A", "cda"] if as_ours else []
    script = f"import signal, time; {body}; print('ready', flush=True); time.sleep(60)"
    child = subprocess.Popen(
        [sys.executable, "-c", script, *words],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    child.stdout.readline()
    child.stdout.close()
    return child


def note(folder, text):
    (folder / "web.pid").write_text(str(text))


@pytest.mark.parametrize("body", ["pass", "signal.signal(signal.SIGTERM, signal.SIG_IGN)"])
def test_are_ended_even_when_they_do_not_want_to(tmp_path, monkeypatch, body):
    monkeypatch.setattr(leftovers, "PATIENCE", 0.3)
    child = started(body)
    note(tmp_path, child.pid)

    leftovers.end_leftovers(tmp_path)

    assert child.wait(5) < 0
    assert not (tmp_path / "web.pid").exists()


def test_a_number_that_belongs_to_something_else_is_left_alone(tmp_path):
    child = started("pass", as_ours=False)
    note(tmp_path, child.pid)

    leftovers.end_leftovers(tmp_path)

    assert child.poll() is None
    child.kill()
    child.wait()


@pytest.mark.parametrize("text", ["", "999999999"])
def test_a_number_of_nothing_is_forgotten(tmp_path, text):
    note(tmp_path, text)

    leftovers.end_leftovers(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_where_there_is_no_proc_ps_is_asked(monkeypatch):
    monkeypatch.setattr(leftovers.Path, "exists", lambda _: False)
    monkeypatch.setattr(
        subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, "gunicorn cda.wsgi")
    )

    assert not leftovers.is_gone(1)
