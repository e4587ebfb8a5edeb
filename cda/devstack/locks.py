"""Several commands share the servers: the first starts them, the last one out stops them.

Locks of the kernel, not files with numbers in them: whoever is killed lets go at once.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .places import CannotStart


@contextmanager
def shared(folder: Path, *, start: Callable[[], None], stop: Callable[[], None]) -> Iterator[None]:
    """Have the servers of this folder up while the block runs."""
    with (folder / "users.lock").open("a") as users:
        try:
            with exclusive(folder / "starting.lock"):
                fcntl.flock(users, fcntl.LOCK_SH)
                start()
            yield
        finally:
            # Children that were forked share this lock; letting go is explicit for that.
            fcntl.flock(users, fcntl.LOCK_UN)
            stop_unused(folder, stop)


def stop_unused(folder: Path, stop: Callable[[], None]) -> bool:
    """Stop the servers, unless somebody still uses them; tells which of the two."""
    with exclusive(folder / "starting.lock"), (folder / "users.lock").open("a") as users:
        is_unused = take(users)
        if is_unused:
            stop()
    return is_unused


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Let nobody else in while the block runs."""
    with path.open("a") as lock:
        if not take(lock):
            raise CannotStart(
                "`make run` already runs in this checkout. Stop it there, or with: make stop"
            )
        try:
            yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Wait until nobody else holds this lock, then hold it."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def take(lock: IO[str]) -> bool:
    """Take the lock if it is free; do not wait."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
