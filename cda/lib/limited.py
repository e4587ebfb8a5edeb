"""Do heavy work in a process of its own: a hostile input costs one child, not the worker."""

import gc
import os
import resource
import select
import signal
import time
import warnings
from collections.abc import Callable
from pathlib import Path

MEMORY = 1024**3
CPU_SECONDS, WALL_SECONDS = 60, 90.0
CHUNK = 1 << 16
# Looks for garbage: the work makes millions of objects and keeps nearly all of them until its
# end. As often as usual, looking takes a tenth of the time to draw a long document.
SELDOM = (50_000, 20, 20)
DONE = b"\x00done"  # the last bytes of an answer that is whole


class TooMuch(Exception):
    """The work took more memory or time than it may, or broke."""


def run_limited(
    work: Callable[[], bytes],
    *,
    memory: int = MEMORY,
    cpu: int = CPU_SECONDS,
    wall: float = WALL_SECONDS,
) -> bytes:
    """What `work` returns, computed in a forked child: warm, and with limits of its own."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # no other thread of ours draws
        pid = os.fork()
    if pid == 0:  # pragma: no cover  (in the child nobody counts lines)
        _in_the_child(work, writing, memory, cpu)
    os.close(writing)
    try:
        answer = _read(reading, time.monotonic() + wall)
    finally:
        os.close(reading)
        os.kill(pid, signal.SIGKILL)  # it has answered, or it is too late
        os.waitpid(pid, 0)
    if not answer.endswith(DONE):
        raise TooMuch(answer.decode(errors="replace")[:200])
    return answer.removesuffix(DONE)


def _read(reading: int, deadline: float) -> bytes:
    """Everything the child writes before its end, or ours."""
    chunks = []
    while (left := deadline - time.monotonic()) > 0:
        if not select.select([reading], [], [], left)[0]:
            continue
        chunk = os.read(reading, CHUNK)
        if not chunk:
            break
        chunks.append(chunk)
    return b"".join(chunks)


def _in_the_child(
    work: Callable[[], bytes], writing: int, memory: int, cpu: int
) -> None:  # pragma: no cover  (as above)
    """Never returns: the child shares sockets with its parent, and must not tidy them up."""
    try:
        gc.freeze()  # what the parent loaded is no garbage: not searched, not copied
        gc.set_threshold(*SELDOM)
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
        if size := _size_now():
            resource.setrlimit(resource.RLIMIT_AS, (size + memory, size + memory))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(_answer(work))
    finally:
        os._exit(0)


def _answer(work: Callable[[], bytes]) -> bytes:
    """The result, marked as whole; or the name of what went wrong."""
    try:
        return work() + DONE
    except Exception as error:
        return type(error).__name__.encode()


def _size_now() -> int:
    """Bytes of address space already in use; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()
