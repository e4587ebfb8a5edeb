"""A private Valkey (a free Redis): queue of the workers, cache of the pages."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from .binaries import find_valkey
from .places import CannotStart, make_folder
from .sockets import answers
from .waiting import waited_for

PATIENCE = 10  # seconds


@dataclass(frozen=True)
class Valkey:
    """One server, listening on a socket only."""

    folder: Path
    sockets: Path
    is_disposable: bool = False

    @property
    def data(self) -> Path:
        return self.folder / "valkey"

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def pidfile(self) -> Path:
        return self.data / "valkey.pid"

    def is_up(self) -> bool:
        return answers(self.socket, b"PING\r\n", b"+PONG")

    def is_down(self) -> bool:
        """Down for good: it removes its note last, when the data is on the disk."""
        return not self.pidfile.exists() and not self.is_up()

    def start(self) -> None:
        if self.is_up():
            return
        make_folder(self.data, mode=0o700)
        started = subprocess.run(
            [find_valkey(), *self.options()], capture_output=True, text=True, check=False
        )
        if started.returncode != 0 or not waited_for(self.is_up, patience=PATIENCE):
            raise CannotStart(f"Valkey did not start: see {self.log}\n{started.stdout}")

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def options(self) -> list[str]:
        keeps = "no" if self.is_disposable else "yes"
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": keeps,
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "yes",
            "pidfile": str(self.pidfile),
            "logfile": str(self.log),
        }
        return [word for name, value in options.items() for word in (f"--{name}", value)]

    def stop(self) -> None:
        """Stop, and wait until the data is on the disk."""
        if not self.is_up():
            return
        answers(self.socket, b"SHUTDOWN\r\n", b"")
        if not waited_for(self.is_down, patience=PATIENCE):
            raise CannotStart(f"Valkey did not stop: see {self.log}")
