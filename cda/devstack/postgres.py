"""A private PostgreSQL: make it, start it, stop it, and get it up again after a crash."""

import contextlib
import os
import shlex
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .binaries import Postgres, find_postgres, readable_by
from .places import Account, CannotStart, make_folder, run_as
from .sockets import answers

SUPERUSER = "postgres"
# The same rules on every Linux, whatever language the machine speaks.
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
PATIENCE = 20  # attempts, half a second apart: what a crash left behind takes a moment to go


@dataclass(frozen=True)
class Cluster:
    """One data folder of PostgreSQL and the server on it, listening on a socket only."""

    folder: Path
    sockets: Path
    account: Account | None
    settings: Mapping[str, str]
    is_disposable: bool = False

    @property
    def data(self) -> Path:
        return self.folder / "postgres" / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgres" / "server.log"

    @property
    def socket(self) -> Path:
        return self.sockets / ".s.PGSQL.5432"

    def is_up(self) -> bool:
        return answers(self.socket)

    def start(self, password: str) -> None:
        """Have the server up. Data that may be thrown away is, when it does not start."""
        if self.is_up():
            return
        try:
            self.start_on_data(password)
        except CannotStart:
            if not self.is_disposable or not self.data.exists():
                raise
            shutil.rmtree(self.data)
            self.start_on_data(password)

    def start_on_data(self, password: str) -> None:
        make_folder(self.folder / "postgres", owner=self.account, mode=0o700)
        postgres = self.installation()
        if not (self.data / "PG_VERSION").exists():
            self.create(postgres, password)
        self.launch(postgres)

    def installation(self) -> Postgres:
        """The programs that fit the data that is there, where our account can run them."""
        version = self.data / "PG_VERSION"
        wanted = int(version.read_text()) if version.exists() else None
        return readable_by(self.account, find_postgres(wanted), self.folder.parent)

    def create(self, postgres: Postgres, password: str) -> None:
        """Make a new data folder, complete or not at all."""
        unfinished = self.data.with_name("unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        secret = self.folder / "postgres" / "password"
        write_secret(secret, password, self.account)
        command: list[str | Path] = [
            *(postgres.program("initdb"), "-D", unfinished, "-U", SUPERUSER),
            *("--auth=scram-sha-256", f"--pwfile={secret}"),
            *("--encoding=UTF8", f"--locale={LOCALE}"),
            *(["--no-sync"] if self.is_disposable else []),
        ]
        made = run_as(self.account, command)
        secret.unlink()
        if made.returncode != 0:
            raise CannotStart(f"PostgreSQL could not make its data folder:\n{made.stdout}")
        shutil.rmtree(self.data, ignore_errors=True)
        unfinished.rename(self.data)

    def options(self) -> str:
        """The settings, as one text that pg_ctl hands to a shell."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.sockets}"',
            "unix_socket_permissions": "0700",
            **self.settings,
        }
        return shlex.join(f"--{name}={value}" for name, value in settings.items())

    def launch(self, postgres: Postgres) -> None:
        command: list[str | Path] = [
            *(postgres.program("pg_ctl"), "start", "-D", self.data),
            *("-w", "-t", "60", "-s", "-l", self.log, "-o", self.options()),
        ]
        for attempt in range(PATIENCE):
            started = run_as(self.account, command)
            if started.returncode == 0:
                return
            if not self.was_killed() or attempt == PATIENCE - 1:
                break
            self.clear_leftovers()
            time.sleep(0.5)
        raise CannotStart(f"PostgreSQL did not start:\n{started.stdout}\n{tail(self.log)}")

    def was_killed(self) -> bool:
        """Did an earlier server go without cleaning up?"""
        return (self.data / "postmaster.pid").exists()

    def clear_leftovers(self) -> None:
        """Remove the lock files of a server that was killed, once nothing of it runs.

        PostgreSQL does so itself, except when the killed server's number still stands in the
        table of processes, as it does in a container where nobody reaps the dead.
        """
        if self.is_up() or is_used(self.data, self.account):
            return
        for path in (self.data / "postmaster.pid", self.socket, Path(f"{self.socket}.lock")):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    def stop(self) -> None:
        if not self.is_up():
            return
        pg_ctl = self.installation().program("pg_ctl")
        stopped = run_as(self.account, [pg_ctl, "stop", "-D", self.data, "-m", "fast", "-w", "-s"])
        if stopped.returncode != 0:
            raise CannotStart(f"PostgreSQL did not stop:\n{stopped.stdout}")


def is_used(data: Path, account: Account | None) -> bool:
    """Does a process work in this data folder? Every process of a PostgreSQL server does."""
    if not Path("/proc/self/cwd").exists():
        return True  # no way to tell, as on macOS: PostgreSQL's own locks must do
    folders = run_as(account, ["/bin/sh", "-c", "readlink /proc/[0-9]*/cwd"])
    return str(data.resolve()) in folders.stdout.splitlines()


def write_secret(path: Path, text: str, owner: Account | None) -> None:
    """Write a file that only its owner may read, from its first moment on."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        if owner is not None:
            os.fchown(handle, owner.uid, owner.gid)
        file.write(text)


def tail(log: Path, length: int = 2000) -> str:
    return log.read_text(errors="replace")[-length:] if log.exists() else ""
