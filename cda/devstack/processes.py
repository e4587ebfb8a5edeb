"""Run the processes of the application side by side, and other programs to their end."""

import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from honcho.manager import Manager

from .leftovers import end_leftovers
from .places import CHECKOUT

STOPPED_BY_HAND = {130, 143}  # Ctrl-C, or a polite kill
POOL = "8"  # connections a web process may hold: its threads, and as many for the bursts


def application(folder: Path) -> dict[str, tuple[list[str], str]]:
    """Each process by name: its command, and how many database connections it may pool."""
    celery = [sys.executable, "-m", "celery", "-A", "cda"]
    web = [sys.executable, "-m", "gunicorn", "-c", "cda/gunicorn.py", "cda.wsgi"]
    quiet = ["--loglevel", "WARNING"]
    return {
        "web": (web, POOL),
        "worker": ([*celery, "worker", "-P", "threads", "-c", "2", *quiet], "0"),
        "beat": ([*celery, "beat", "-s", str(folder / "beat"), *quiet], "0"),
    }


def run_together(env: Mapping[str, str], folder: Path) -> int:
    """Run them until one ends or somebody stops them; 0 when stopped by hand."""
    manager = Manager()
    for name, (command, pool) in application(folder).items():
        # The number is noted, so that what a killed command leaves behind can be found.
        line = f"echo $$ > {shlex.quote(str(folder / name))}.pid && exec {shlex.join(command)}"
        manager.add_process(name, line, env={**env, "DB_POOL": pool}, cwd=str(CHECKOUT))
    try:
        manager.loop()
    finally:
        # Nothing is left by now, unless the loop broke: say, because the terminal is gone.
        end_leftovers(folder)
    return 0 if manager.returncode in STOPPED_BY_HAND else manager.returncode or 1


def call(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a program to its end. Ctrl-C is its own business; we only wait for it."""
    child = subprocess.Popen(command, env=dict(env), cwd=CHECKOUT)
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return child.wait()
    except SystemExit:  # we were asked to end: so is the child
        child.terminate()
        child.wait()
        raise
    finally:
        signal.signal(signal.SIGINT, previous)


def django(args: Sequence[str]) -> list[str]:
    return [sys.executable, "manage.py", *args]


def devstack(*args: str) -> list[str]:
    return [sys.executable, "-m", "cda.devstack", *args]


def testing(args: Sequence[str]) -> list[str]:
    """The test runner, on two processes unless somebody asks for another number."""
    has_number = any(arg.startswith(("-n", "--numprocesses")) for arg in args)
    return [sys.executable, "-m", "pytest", *([] if has_number else ["-n", "2"]), *args]
