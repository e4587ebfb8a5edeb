"""The processor time of running processes, as the kernel counts it."""

import os
from collections.abc import Iterable
from pathlib import Path

import psycopg

TICK = 1 / os.sysconf("SC_CLK_TCK")
BACKENDS = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
      AND pid <> pg_backend_pid()
"""


def cpu_seconds(pids: Iterable[int]) -> dict[int, float]:
    """User and system time of each process that is still there."""
    found = {}
    for pid in pids:
        try:
            words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found[pid] = (int(words[11]) + int(words[12])) * TICK
    return found


def family(pid: int) -> list[int]:
    """A process and everything it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(one for child in children for one in family(int(child)))]


class Meter:
    """The processor time of a web server and of the database backends that serve it."""

    def __init__(self, server: int, owner_url: str) -> None:
        self.server = server
        self.connection = psycopg.connect(owner_url, autocommit=True)

    def close(self) -> None:
        self.connection.close()

    def read(self) -> dict[int, float]:
        backends = [row[0] for row in self.connection.execute(BACKENDS)]
        return cpu_seconds([*family(self.server), *backends])

    @staticmethod
    def spent(before: dict[int, float], after: dict[int, float]) -> float:
        """Between two readings; what began in between counts from its start."""
        return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
