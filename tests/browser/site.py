"""The demonstration on servers of its own, with a web server and a worker, as a newcomer has it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from django.conf import settings
from psycopg import sql

from cda.devstack.valkey import Valkey
from tests.fault.conftest import free_port, wait_until

OWNER_URL = os.environ["DATABASE_URL"]
AS_APP = {"PGOPTIONS": "-c role=cda_app"}
WEB = ["gunicorn", "cda.wsgi", "--workers", "1", "--threads", "4", "--worker-class", "gthread"]
WORKER = ["celery", "-A", "cda", "worker", "--pool", "solo", "--loglevel", "ERROR",
          "--without-gossip", "--without-mingle", "--without-heartbeat"]  # fmt: skip


def url_of(database):
    return re.sub(r"/[^/?]+(\?|$)", rf"/{database}\1", OWNER_URL, count=1)


def environment(database, **changes):
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cda.settings",
        "DATABASE_URL": url_of(database),
        "DATABASE_OWNER_URL": url_of(database),
        "DEMO": "true",
        "DEBUG": "false",
        "DB_POOL": "0",
        "LOG_LEVEL": "ERROR",
        **changes,
    }


def manage(database, *words, **changes):
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        env=environment(database, **changes),
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout.strip()


# Databases


def execute(statement, *names):
    with psycopg.connect(OWNER_URL, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


def exists(database):
    with psycopg.connect(OWNER_URL, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return found.fetchone() is not None


def create(database):
    """The demonstration, told from the beginning; a half-told one is thrown away."""
    try:
        execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
        execute("CREATE DATABASE {}", database)
        manage(database, "migrate", "--verbosity", "0")
        manage(database, "demo", **AS_APP)
    except BaseException:
        execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
        raise


def copy(template, database):
    execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
    execute("CREATE DATABASE {} TEMPLATE {}", database, template)


# Servers


class Site:
    """A running demonstration: its address, and a look into its database."""

    def __init__(self, address, database):
        self.address, self.database = address, database

    def ask(self, question, *values):
        """Rows, as the system role sees them."""
        with psycopg.connect(url_of(self.database), autocommit=True) as connection:
            connection.execute("SET ROLE cda_system")
            return connection.execute(question, values).fetchall()


@contextmanager
def broker():
    """A queue and a cache that nobody else looks into."""
    folder = Path(tempfile.mkdtemp(prefix="cda-"))  # sockets need a short path
    valkey = Valkey(folder, folder, is_disposable=True)
    valkey.start()
    try:
        yield {
            "REDIS_URL": f"unix://{valkey.socket}?db=0",
            "CELERY_BROKER_URL": f"redis+socket://{valkey.socket}",
        }
    finally:
        valkey.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(words, log, **options):
    process = subprocess.Popen(
        [sys.executable, "-m", *words], cwd=settings.BASE_DIR, stdout=log, stderr=log, **options
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def served(database, static, log):
    """Web and worker over this database. The files were collected before."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with broker() as servers, log.open("a") as out:
        changes = {**AS_APP, **servers, "SITE_URL": address, "STATIC_ROOT": str(static)}
        options = {"env": environment(database, **changes)}
        web = running([*WEB, "--bind", f"127.0.0.1:{port}"], out, **options)
        beat = ["--beat", "--schedule", str(log.with_suffix(".beat"))]
        with web, running([*WORKER, *beat], out, **options):
            assert wait_until(lambda: answers(f"{address}/healthz"), 60), log.read_text()
            yield Site(address, database)


def answers(address):
    try:
        with urlopen(address, timeout=2) as response:  # noqa: S310  (our own loopback server)
            return response.status == 200
    except (URLError, OSError):
        return False
