"""A real Chromium before a real server: the demonstration, as a newcomer meets it.

Nothing here shares Django's test database: the server runs in processes of its own, with the
settings of production and the role that owns nothing.
"""

import fcntl
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright
from psycopg import sql

from tests.fault.conftest import free_port, wait_until

BASE = Path(settings.BASE_DIR)
OWNER_URL = os.environ["DATABASE_URL"]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


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
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(
        command,
        env=environment(database, **changes),
        cwd=BASE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout.strip()


@contextmanager
def _one_at_a_time(folder):
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _owner():
    return psycopg.connect(OWNER_URL, autocommit=True)


def _execute(statement, *names):
    with _owner() as connection:
        connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))


def _prepare_template(folder, name):
    """Migrate and load the demonstration once, however many processes test."""
    done = folder / "demo.done"
    if done.exists():
        return
    _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    _execute("CREATE DATABASE {}", name)
    manage(name, "migrate", "--verbosity", "0")
    manage(name, "demo", PGOPTIONS="-c role=cda_app")
    done.touch()


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory, worker_id):
    """The name of a database of our own, with the demonstration in it."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder if worker_id == "master" else folder.parent
    template = os.environ.get("TEST_DATABASE", "test_cda") + "_demo"
    mine = f"{template}_{worker_id}"
    with _one_at_a_time(folder):
        _prepare_template(folder, template)
        _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", mine)
        _execute("CREATE DATABASE {} TEMPLATE {}", mine, template)
    yield mine
    _execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", mine)


@pytest.fixture(scope="session")
def demo_site(demo_database, tmp_path_factory):
    """The address of a server that shows the demonstration."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    static = tmp_path_factory.mktemp("static")
    changes = {
        "PGOPTIONS": "-c role=cda_app",
        "SITE_URL": address,
        "PORT": str(port),
        "STATIC_ROOT": str(static),
    }
    manage(demo_database, "collectstatic", "--noinput", "--verbosity", "0", **changes)
    log = (static / "server.log").open("w")
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "cda.wsgi",
            "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4",
            "--worker-class", "gthread",
        ],
        env=environment(demo_database, **changes),
        cwd=BASE,
        stdout=log,
        stderr=log,
    )
    assert wait_until(lambda: _answers(f"{address}/healthz"), 60), Path(log.name).read_text()
    yield address
    server.terminate()
    server.wait()
    log.close()


def _answers(address):
    try:
        with urlopen(address, timeout=2) as response:  # noqa: S310  (our own loopback server)
            return response.status == 200
    except (URLError, OSError):
        return False


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=CHROMIUM_FLAGS
        )
        yield browser
        browser.close()


class Person:
    """Somebody of the demonstration with a browser of their own."""

    def __init__(self, browser, site, email=None, language=None, **options):
        self.site = site
        self.context = browser.new_context(
            base_url=site, viewport={"width": 1280, "height": 900}, **options
        )
        self.page = self.context.new_page()
        self.errors = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note)
        if email:
            self.post("/demo/sign-in/", "/accounts/login/", email=email, next="/preferences/")
        if language:
            start = "/preferences/" if email else "/accounts/login/"
            self.post("/preferences/language/", start, language=language, next="/")

    def _note(self, message):
        if message.type == "error" and "Content Security Policy" in message.text:
            self.errors.append(message.text)

    def post(self, path, start, **fields):
        """Send a form as the page `start` would, without drawing it."""
        text = self.context.request.get(start).text()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)[1]
        if "email" in fields:
            fields["person"] = self._number_of(text, fields.pop("email"))
        answer = self.context.request.post(
            path,
            form={"csrfmiddlewaretoken": token, **fields},
            headers={"Referer": self.site + start},
        )
        assert answer.ok, (path, answer.status, answer.text()[:500])

    @staticmethod
    def _number_of(text, name):
        found = re.search(rf'value="(\d+)">(?:(?!</button>).)*{re.escape(name)}<', text, re.DOTALL)
        assert found, f"{name} is not in the demonstration"
        return found[1]

    def go(self, path):
        response = self.page.goto(path)
        assert response.status < 400, (path, response.status)
        return self.page

    def close(self):
        self.context.close()


@pytest.fixture
def as_person(chromium, demo_site):
    """as_person("Name", language="es") gives a `Person`, signed in by one click."""
    people = []

    def enter(name=None, language=None, **options):
        people.append(Person(chromium, demo_site, name, language, **options))
        return people[-1]

    yield enter
    for somebody in people:
        assert somebody.errors == []
        somebody.close()
