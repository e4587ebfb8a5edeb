"""Processes of the application that outlive the command that started them."""

import os
import signal
import subprocess
from contextlib import suppress
from functools import partial
from pathlib import Path

from .waiting import waited_for

PATIENCE = 10  # seconds between asking and insisting


def end_leftovers(folder: Path) -> None:
    """End every process whose number is noted in the folder and that still runs."""
    for note in folder.glob("*.pid"):
        leader = int(note.read_text() or 0)
        ask_then_insist(leader)
        note.unlink(missing_ok=True)


def ask_then_insist(leader: int) -> None:
    """End a process and all that it started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if is_gone(leader):
            return
        with suppress(ProcessLookupError):
            os.killpg(leader, number)
        waited_for(partial(is_gone, leader), patience=PATIENCE)


def is_gone(process: int) -> bool:
    """Is it gone? Its number may stand for something else by now."""
    command = command_of(process)
    return "-A cda" not in command and "cda.wsgi" not in command


def command_of(process: int) -> str:
    """The command line of a process; nothing when there is no such process."""
    if not Path("/proc/self").exists():
        ps = ["ps", "-o", "args=", "-p", str(process)]
        return subprocess.run(ps, capture_output=True, text=True, check=False).stdout
    with suppress(OSError):
        words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        return b" ".join(words).decode(errors="replace")
    return ""
