"""The command line: python -m cda.devstack VERB [ARGUMENTS]."""

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from . import verbs
from .places import CannotStart

VERBS = {
    verb.__name__: verb
    for verb in (
        verbs.run,
        verbs.manage,
        verbs.test,
        verbs.bench,
        verbs.env,
        verbs.check,
        verbs.stop,
        verbs.clean,
        verbs.announce,
    )
}


def main(words: list[str]) -> int:
    name, *args = words or [""]
    if name not in VERBS:
        print(usage(), file=sys.stderr)
        return 2
    # A polite kill unwinds like Ctrl-C, so that the servers are stopped on the way out.
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGHUP, hang_up)
    try:
        return VERBS[name](args)
    except CannotStart as reason:
        print(f"\n{reason}\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def end(number: int, _: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def hang_up(_: int, __: FrameType | None) -> None:
    """The terminal was closed: as good as a polite kill, whoever handles that by now."""
    os.kill(os.getpid(), signal.SIGTERM)


def usage() -> str:
    lines = [f"  {name:10}{verb.__doc__}" for name, verb in VERBS.items()]
    return "\n".join(["python -m cda.devstack VERB, where VERB is one of:", *lines])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
