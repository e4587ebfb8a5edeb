"""Real processes, real faults: what a dead worker or a restarted database must not do."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection


def wait_until(true, seconds, pause=0.05):
    """Wait for something, but never for ever."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sink:
    """A mail server that writes the Message-ID to its log before it says yes, like a relay."""

    def __init__(self, log):
        self.log = log
        self.received = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  (aiosmtpd's name)
        for line in envelope.content.decode(errors="replace").splitlines():
            if line.lower().startswith("message-id:"):
                identifier = line.partition(":")[2].strip()
                self.received.append(identifier)
                self.log.write(f"relay/cleanup: message-id={identifier}\n")
                self.log.flush()
        return "250 accepted"


@pytest.fixture
def sink(tmp_path):
    """(sink, address, path of its log)"""
    path = tmp_path / "relay.log"
    with path.open("w", buffering=1) as log:
        handler = Sink(log)
        port = free_port()
        controller = Controller(handler, hostname="127.0.0.1", port=port)
        controller.start()
        yield handler, f"smtp://127.0.0.1:{port}", path
        controller.stop()


def process_environment(**changes):
    """The environment of a process that plays in production: the role that owns nothing."""
    database = settings.DATABASES["default"]
    url = (
        f"postgresql://{database['USER']}:{database['PASSWORD']}@/"
        f"{connection.settings_dict['NAME']}"
        f"?host={database['HOST']}&port={database['PORT'] or 5432}"
    )
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cda.settings",
        "DATABASE_URL": url,
        "PGOPTIONS": "-c role=cda_app",
        "DB_POOL": "0",
        "LOG_LEVEL": "ERROR",
        **changes,
    }


class Worker:
    """A Celery worker in a process group of its own, so that it can be killed whole."""

    def __init__(self, environment, log, queue):
        self.environment = environment
        self.log = log
        self.queue = queue
        self.process = None

    def said(self):
        return self.log.read_text()[-2000:]

    def start(self):
        with self.log.open("a") as log:
            self._start(log)

    def _start(self, log):
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "celery",
                "-A",
                "cda",
                "worker",
                "--concurrency",
                "4",
                "--loglevel",
                "ERROR",
                "--queues",
                self.queue,
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat",
            ],
            env=self.environment,
            cwd=settings.BASE_DIR,
            start_new_session=True,
            stdout=log,
            stderr=log,
        )

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
