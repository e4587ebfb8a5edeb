"""A real Chromium before a real server: the demonstration, as a newcomer meets it.

Nothing here shares Django's test database: the server runs in processes of its own, with the
settings of production and the role that owns nothing.
"""

import fcntl
import os
import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.site import copy, create, execute, exists, manage, served, url_of
from tests.browser.writing import written_sections

__all__ = ["url_of"]
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def _one_at_a_time(folder):
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def demo_template(request, tmp_path_factory, worker_id):
    """copy_to(name): a database with the demonstration, which is told once however many test.

    With --reuse-db that of the last run serves again, unless --create-db.
    """
    folder = tmp_path_factory.getbasetemp()
    folder = folder if worker_id == "master" else folder.parent
    template = os.environ.get("TEST_DATABASE", "test_cda") + "_demo"
    options = request.config.option
    is_kept = options.reuse_db and not options.create_db and exists(template)
    done = folder / "demo.done"

    def copy_to(name):
        with _one_at_a_time(folder):
            if not (is_kept or done.exists()):
                create(template)
                done.touch()
            copy(template, name)
        return name

    copy_to.prefix = f"{template}_{worker_id}"
    return copy_to


@pytest.fixture(scope="session")
def demo_database(demo_template):
    """The name of a database of our own, with the demonstration in it."""
    yield demo_template(demo_template.prefix)
    execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", demo_template.prefix)


@pytest.fixture(scope="session")
def static_files(demo_database, tmp_path_factory):
    static = tmp_path_factory.mktemp("static")
    manage(demo_database, "collectstatic", "--noinput", "--verbosity", "0", STATIC_ROOT=str(static))
    return static


@pytest.fixture(scope="session")
def demo_site(demo_database, static_files, tmp_path_factory):
    """The address of a server that shows the demonstration. Tests leave it as they found it."""
    with served(demo_database, static_files, tmp_path_factory.mktemp("log") / "site") as site:
        yield site.address


@pytest.fixture(scope="module")
def fresh_demo_site(demo_template, static_files, tmp_path_factory):
    """A `Site` for the tests of one module, which may change what they like.

    A module that needs it names its address `demo_site`.
    """
    name = demo_template(f"{demo_template.prefix}_fresh")
    with served(name, static_files, tmp_path_factory.mktemp("log") / "site") as site:
        yield site
    execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


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
        self.context = browser.new_context(base_url=site, **{**DESKTOP, **options})
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


@pytest.fixture(scope="module")
def sections(chromium, demo_site):
    """A section for every test: the addresses of those that Sunil and Hannah write."""
    lead = Person(chromium, demo_site, "Sunil Grewal")
    found = written_sections(lead, "/cities/maple-harbor/strategy/")
    lead.close()
    return iter(found)


@pytest.fixture
def section(sections):
    return next(sections)


@pytest.fixture
def sunil(as_person):
    return as_person("Sunil Grewal")


@pytest.fixture
def hannah(as_person):
    return as_person("Hannah Leduc")
