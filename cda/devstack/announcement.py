"""Tell the person who started the application that it is there, and what to try."""

import http.client
import subprocess
from collections.abc import Mapping
from functools import partial

from .places import CHECKOUT
from .processes import django
from .waiting import waited_for

PATIENCE = 120  # seconds


def announce(env: Mapping[str, str]) -> int:
    """Wait for the first page, then print the address and the people of the demo."""
    port = int(env["PORT"])
    if not waited_for(partial(is_alive, port), patience=PATIENCE, pause=0.2):
        return 1
    print(announcement(port, demo_people(env)), flush=True)
    return 0


def is_alive(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def demo_people(env: Mapping[str, str]) -> str:
    """The demo's people with their roles, one in a line."""
    people = subprocess.run(
        django(["demo", "--people"]),
        env=dict(env),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    return people.stdout.strip()


def announcement(port: int, people: str) -> str:
    lines = ["", f"  The application is at http://127.0.0.1:{port}", ""]
    lines += [f"  {line}" for line in people.splitlines()]
    return "\n".join([*lines, "", "  Ctrl-C stops it.", ""])
