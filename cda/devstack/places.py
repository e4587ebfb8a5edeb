"""Where the servers keep their files, and as whom they run."""

import hashlib
import os
import pwd
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]

# The address of a Unix socket ends at about 104 bytes, and PostgreSQL appends its own name.
LONGEST_SOCKET_FOLDER = 80


class CannotStart(Exception):
    """Something the person at the keyboard has to do first; the text says what."""


@dataclass(frozen=True)
class Account:
    """An account of the operating system with no powers, to run PostgreSQL as."""

    name: str
    uid: int
    gid: int


def runtime_account() -> Account | None:
    """The account PostgreSQL drops to when we are root, which it refuses to run as."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise CannotStart(
        "PostgreSQL does not run as root, and this machine has neither an account named "
        "postgres nor one named nobody. Run as an ordinary user, or set DATABASE_URL."
    )


def run_as(
    account: Account | None, command: Sequence[str | Path]
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, as that account, from a folder everybody may enter."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        [str(word) for word in command],
        env={**env, "LC_ALL": "C.UTF-8"},
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )


def can_enter(account: Account | None, folder: Path) -> bool:
    """May that account reach the folder? A private home above it says no."""
    return run_as(account, ["/bin/sh", "-c", 'cd "$1"', "sh", folder]).returncode == 0


def state_folder(account: Account | None, checkout: Path = CHECKOUT) -> Path:
    """The folder for everything the servers remember; git ignores it."""
    if chosen := os.environ.get("STATE_DIR"):
        folder = Path(chosen).resolve()
    elif can_enter(account, checkout):
        folder = checkout / ".state"
    else:
        folder = Path("/var/lib") / f"cda-{short_hash(checkout)}"
    make_folder(folder)
    if not can_enter(account, folder):
        raise CannotStart(f"{folder} is out of reach for the account that runs PostgreSQL.")
    return folder


def make_folder(folder: Path, *, owner: Account | None = None, mode: int = 0o755) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if owner is not None:
        os.chown(folder, owner.uid, owner.gid)
    if folder.stat().st_uid in (os.geteuid(), getattr(owner, "uid", None)):
        folder.chmod(mode)


def socket_folder(folder: Path, account: Account | None) -> Path:
    """Where the sockets lie: in the folder, or somewhere shorter when its name is too long."""
    sockets = folder / "sockets"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
        name = f"cda-{os.geteuid()}-{short_hash(folder)}"
        sockets = Path(tempfile.gettempdir()) / name
    make_folder(sockets, owner=account, mode=0o700)
    expected = account.uid if account else os.geteuid()
    if sockets.is_symlink() or sockets.stat().st_uid != expected:
        raise CannotStart(f"{sockets} belongs to somebody else. Remove it and start again.")
    return sockets


def short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:10]
