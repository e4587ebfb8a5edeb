"""Collect the static files, unless they are collected already."""

import hashlib
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from .places import CHECKOUT
from .processes import django

NOTE = "collected"  # lies in the folder of the collected files


class Collection:
    """A run of collectstatic beside everything else; it needs no database."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.note = Path(env["STATIC_ROOT"]) / NOTE
        self.fingerprint = fingerprint()
        self.program = None
        if not self.is_fresh():
            command = django(["collectstatic", "--noinput", "--clear", "-v", "0"])
            self.program = subprocess.Popen(command, env=dict(env), cwd=CHECKOUT)

    def is_fresh(self) -> bool:
        return self.note.exists() and self.note.read_text() == self.fingerprint

    def finish(self) -> int:
        """Wait for it; hands out its code."""
        code = self.program.wait() if self.program else 0
        if self.program and not code:
            self.note.write_text(self.fingerprint)
        return code


def fingerprint(checkout: Path = CHECKOUT) -> str:
    """Changes when a file of ours does, or a package that may bring files along."""
    files = [checkout / "requirements.lock"]
    for folder, _, names in os.walk(checkout / "static"):
        files += [Path(folder, name) for name in names]
    facts = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(files)]
    return hashlib.sha256(repr(facts).encode()).hexdigest()
