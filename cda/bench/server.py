"""The production web server on a free port, for as long as it is measured."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cda.bench.scratch import Env

PATIENCE = 60.0
POOL = "8"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def web_server(env: Env) -> Iterator[tuple[int, int]]:
    """Its process and its port. No worker is replaced while it is measured."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "-c", "cda/gunicorn.py"),
        *("--max-requests", "0", "--log-level", "warning", "cda.bench.wsgi"),
    ]
    seen = {**env, "PORT": str(port), "BIND": "127.0.0.1", "DB_POOL": POOL}
    process = subprocess.Popen(command, env=seen)  # noqa: S603  our own server
    try:
        wait_for(process, port)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait()


def wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if answers(port):
            return
        time.sleep(0.1)
    raise SystemExit("The web server did not start.")


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/bench/bare/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
