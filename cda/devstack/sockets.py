"""Does a server listen on this socket?"""

import contextlib
import socket
from pathlib import Path


def answers(path: Path, say: bytes = b"", expect: bytes = b"") -> bool:
    """Connect; say something, if there is something to say, and hear the right answer."""
    with (
        contextlib.suppress(OSError),
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection,
    ):
        connection.settimeout(2)
        connection.connect(str(path))
        if not say:
            return True
        connection.sendall(say)
        return connection.recv(len(expect)) == expect
    return False
