"""Run the processes of the application side by side, and other programs to their end."""

import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from honcho.manager import Manager

from .leftovers import end_leftovers
from .places import CHECKOUT

# In a container everybody is root, and this is no production.
NO_ROOT_WARNING = ("-W", "ignore:You're running the worker with superuser privileges")
STOPPED_BY_HAND = {130, 143}  # Ctrl-C, or a polite kill
POOL = "8"  # connections a web process may hold: its threads, and as many for the bursts


@dataclass(frozen=True)
class Process:
    """One process of the application."""

    name: str
    command: list[str]
    pool: str = "0"  # how many database connections it may hold in reserve
    delay: int = 0  # seconds by which it lets others go first

    def line(self, folder: Path) -> str:
        """For the shell. The number is noted, so that leftovers of a killed command are found."""
        note = shlex.quote(str(folder / f"{self.name}.pid"))
        return f"echo $$ > {note} && sleep {self.delay} && exec {shlex.join(self.command)}"


def application(folder: Path) -> list[Process]:
    """The web server goes first: a page is what people wait for."""
    celery = [sys.executable, *NO_ROOT_WARNING, "-m", "celery", "--quiet", "-A", "cda"]
    web = [sys.executable, "-m", "gunicorn", "-c", "cda/gunicorn.py", "cda.wsgi"]
    level = ["--loglevel", "WARNING"]
    return [
        Process("web", web, pool=POOL),
        Process("worker", [*celery, "worker", "-P", "threads", "-c", "2", *level], delay=2),
        Process("beat", [*celery, "beat", "-s", str(folder / "beat"), *level], delay=3),
    ]


def run_together(env: Mapping[str, str], folder: Path) -> int:
    """Run them until one ends or somebody stops them; 0 when stopped by hand."""
    manager = Manager()
    for process in application(folder):
        seen = {**env, "DB_POOL": process.pool}
        manager.add_process(process.name, process.line(folder), env=seen, cwd=str(CHECKOUT))
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
