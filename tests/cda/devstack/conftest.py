"""Machines and servers to try the development servers on."""

import http.server
import shutil
import socket
import tempfile
import threading
from pathlib import Path

import pytest

from cda.devstack.verbs import SHELL_NAMES

OUTSIDE = (*SHELL_NAMES, "STATE_DIR", "NO_SYSTEM_PG")


@pytest.fixture(autouse=True)
def _no_outside(monkeypatch):
    """Nothing of the shell that runs the tests decides what happens in them."""
    for name in OUTSIDE:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def state(monkeypatch):
    """A folder that every account of this machine may enter."""
    folder = Path(tempfile.mkdtemp(prefix="cda")).resolve()
    folder.chmod(0o755)
    monkeypatch.setenv("STATE_DIR", str(folder))
    yield folder
    shutil.rmtree(folder)


class Page(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_GET(self):
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def port():
    """The port of a web server that is alive."""
    with http.server.HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
