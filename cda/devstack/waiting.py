"""Wait for something, but not for ever."""

import time
from collections.abc import Callable


def waited_for(happens: Callable[[], bool], *, patience: float, pause: float = 0.02) -> bool:
    """Wait until it happens; False when it does not within so many seconds."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if happens():
            return True
        time.sleep(pause)
    return False
