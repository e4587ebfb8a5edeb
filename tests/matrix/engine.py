"""Ask one address as one person, and say what became of it."""

import re
from contextlib import contextmanager

from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.matrix.expect import EXPECT
from tests.matrix.town import TOKEN
from tests.wall import WallClient

LOGIN, SECOND_FACTOR = "/accounts/login/", "/accounts/2fa/"
REFUSED = {"login", "second factor", 403, 404, 405}
# Tables in which a look may leave a mark: the browser's session.
MARKS = {"django_session"}
TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r'"
    " AND relnamespace = 'public'::regnamespace ORDER BY 1"
)
# Random words of a form: without them a page is the same page.
RANDOM = re.compile(rb'(csrfmiddlewaretoken" value=|"X-CSRFToken": |name="once" value=)"[^"]*"')


def patterns(resolver=None, namespace=""):
    """Every address of the project, by its full name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner)
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{namespace}{pattern.name}", pattern


def words_in(name):
    """What has to be filled into an address."""
    return dict(patterns())[name].pattern.converters


class Asker:
    """The browsers of everybody in town."""

    def __init__(self, town):
        self.town = town
        self.clients = {name: self.browser(name) for name in ("anonymous", *town.people)}

    def browser(self, name, **options):
        client = WallClient(**options)
        if name != "anonymous":
            client.force_login(self.town.people[name])
            session = client.session
            session["second_factor"] = name != "new_coach"
            session.save()
        return client

    def things(self, slug):
        return self.town.things[slug]

    def key(self, name, slug):
        """The public id of the thing that this page is about, in that city."""
        if name in ("events:session_edit", "events:session_hold"):
            return self.town.session.key
        thing = EXPECT[name].key if name in EXPECT else ""
        return getattr(self.things(slug), thing).key if thing else ""

    def address(self, name, **changes):
        """The address of a page about its city's own thing, unless told otherwise."""
        at = EXPECT[name].at if name in EXPECT else ""
        given = {
            "city": at,
            "place": at,
            "key": self.key(name, at),
            "typed": self.things(at).unmerged.key if at else "",
            "number": self.town.session.cohort.number,
            "token": TOKEN,
            "language": "es",
            "paper": "letter",
            "record": self.town.record,
            "pk": 1,
            "cell": "owner",
            "register": "risks",
            "target": "pt-br",
            "part": "whole",
            **changes,
        }
        return reverse(name, kwargs={word: given[word] for word in words_in(name)})

    def ask(self, who, method, address, *, htmx=False, browser=None):
        headers = {"hx-request": "true"} if htmx else {}
        return getattr(browser or self.clients[who], method)(address, headers=headers)

    def outcome(self, who, method, address, *, htmx=False):
        return became(self.ask(who, method, address, htmx=htmx))


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def nothing_changes():
    """Not one row of one table, whatever happens in the block."""
    with undone():
        before = fingerprint()
        yield
        assert fingerprint() == before


def became(response):
    """How it ended, in one word."""
    if response.status_code == 302:
        if response.url.startswith(LOGIN):
            return "login"
        if response.url == SECOND_FACTOR:
            return "second factor"
    return response.status_code


def seen(response):
    """Everything that could tell one answer from another, but what was asked for itself."""
    content = response.content.replace(response.request["PATH_INFO"].encode(), b"HERE")
    return response.status_code, RANDOM.sub(b"", content), sorted(response.headers)


def fingerprint():
    """Every row of every table, but those in which looking may leave a mark."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall() if name not in MARKS]
        parts = " UNION ALL ".join(
            f"SELECT '{table}', count(*), sum(hashtext(t.xmin::text || t.ctid::text))"
            f" FROM {table} t"
            for table in tables
        )
        cursor.execute(parts)
        return cursor.fetchall()
