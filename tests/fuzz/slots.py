"""Every place where something can be put in: fields, their names, addresses, cookies, headers."""

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from unittest import mock
from urllib.parse import quote, urlencode, urljoin, urlsplit

from django.http import QueryDict
from django.urls import resolve
from lxml import html

from tests.fuzz.bad_inputs import raw
from tests.matrix.engine import undone, words_in
from tests.matrix.expect import EXPECT, WAY_IN

FORM = "application/x-www-form-urlencoded"
LONGEST_LINE = 4000  # a web server refuses longer addresses and headers before we see them
# Words that may stand behind a question mark without standing in a link.
QUERY = ("q", "page", "next", "show", "by", "month", "language", "record", "version", "code")
HEADERS = (
    "HTTP_HOST",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_HX_REQUEST",
    "HTTP_HX_TARGET",
    "HTTP_HX_TRIGGER",
    "HTTP_HX_CURRENT_URL",
    "HTTP_HX_PROMPT",
    "HTTP_REFERER",
    "HTTP_ORIGIN",
    "HTTP_USER_AGENT",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_RANGE",
    "CONTENT_TYPE",
)
COOKIES = ("sid", "csrf", "language", "theme", "messages")


@dataclass(frozen=True)
class Slot:
    """One place, and how a value gets into it."""

    who: str
    method: str
    address: str
    kind: str
    name: str = ""
    pairs: tuple = field(default=(), hash=False)

    def __str__(self):
        return f"{self.who} {self.method} {self.address[:100]} {self.kind} {self.name}"

    def takes(self, value):
        """Would this value arrive here at all?"""
        if self.kind.startswith("field"):
            return True
        data = raw(value)
        if len(data) > LONGEST_LINE:
            return False
        return self.kind not in ("header", "cookie") or not set(data) & set(b"\0\r\n")


def browse(asker, who, htmx=False):
    """The pages that somebody may open."""
    if who == "anonymous":
        names = [*sorted(WAY_IN), "people:invitation_accept", "strategy:verify"]
    else:
        names = [name for name, row in EXPECT.items() if who in row.may("get")]
    for name in names:
        address = asker.address(name)
        with undone():
            response = asker.ask(who, "get", address, htmx=htmx)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            yield name, address, html.fromstring(response.content or b"<p></p>")


def form_slots(asker, who):
    """Every field of every form on every page, each filled in with what stands there.

    And every field that a view asks for although no page shows it now.
    """
    seen, filled = set(), {}
    for target, view, names, pairs in forms_shown(asker, who):
        filled[view] = (target, pairs)
        for name in sorted(names):
            if (view, name) not in seen:
                seen.add((view, name))
                yield Slot(who, "post", target, "field", name, pairs)
    for view, row in EXPECT.items():
        if who not in row.may("post"):
            continue
        target, pairs = filled.get(view) or (asker.address(view), ())
        for name in names_asked_for(asker, who, target):
            if (view, name) not in seen:
                yield Slot(who, "post", target, "field", name, pairs)
        yield Slot(who, "post", target, "field name", "", pairs)


def forms_shown(asker, who):
    """(where it is sent, to which view, its fields, what stands in them)"""
    for _, address, page in browse(asker, who):
        for found in page.forms:
            if (found.method or "GET").upper() == "POST":
                target = urljoin(address, found.action or address)
                pairs = tuple((name, value or "") for name, value in found.form_values())
                names = set(found.fields) - {"csrfmiddlewaretoken"}
                yield target, resolve(urlsplit(target).path).view_name, names, pairs


def names_asked_for(asker, who, address):
    """What a view looks for in a form that is sent empty."""
    asked = set()

    class Curious(QueryDict):
        def get(self, name, default=None):
            asked.add(name)
            return super().get(name, default)

        def getlist(self, name, default=None):
            asked.add(name)
            return super().getlist(name, default)

        def __contains__(self, name):
            asked.add(name)
            return super().__contains__(name)

        def __bool__(self):  # a form that is sent empty is a form that is sent
            return True

    with mock.patch("django.core.handlers.wsgi.QueryDict", Curious), undone():
        asker.clients[who].raise_request_exception = False
        asker.clients[who].generic("POST", address, b"x=1", FORM)
    return sorted(asked - {"csrfmiddlewaretoken"})


def address_slots(asker, who):
    """Every changeable part of an address, and what may follow its question mark."""
    for name, row in EXPECT.items():
        method = "get" if who in row.may("get") else "post"
        if who not in row.may(method):
            continue
        address = asker.address(name)
        for word in words_in(name):
            yield Slot(who, method, address, "path", word)
        if method == "get":
            for word in QUERY:
                yield Slot(who, method, address, "query", word)
            yield Slot(who, method, address, "query name")


def link_slots(asker, who):
    """What our own links put behind the question mark."""
    seen = set()
    for name, address, page in browse(asker, who):
        for link in page.xpath("//a/@href"):
            target = urlsplit(urljoin(address, link))
            for word in re.findall(r"(?:^|&)([^=&]+)=", target.query):
                if not target.netloc and (name, word) not in seen:
                    seen.add((name, word))
                    yield Slot(who, "get", target.path, "query", word)


def envelope_slots(asker, who):
    """Headers and cookies, of a page and of a form."""
    for name in ("people:preferences", "home:dashboard", "strategy:verify"):
        address = asker.address(name)
        for method in ("get", "post"):
            for header in HEADERS:
                yield Slot(who, method, address, "header", header)
            for cookie in COOKIES:
                yield Slot(who, method, address, "cookie", cookie)


def send(asker, slot, value):
    """Put it in, as it would come over the wire."""
    client = asker.clients[slot.who]
    client.raise_request_exception = False
    jar, client.cookies = client.cookies, SimpleCookie(client.cookies.output(header="", sep=";"))
    try:
        return SENDERS[slot.kind](asker, client, slot, value)
    finally:
        client.cookies = jar


def send_field(asker, client, slot, value):
    kept = [(name, old) for name, old in slot.pairs if name != slot.name]
    body = urlencode([*kept, (slot.name, raw(value))])
    return client.generic("POST", slot.address, body, FORM)


def send_field_name(asker, client, slot, value):
    return client.generic("POST", slot.address, urlencode([*slot.pairs, (raw(value), "1")]), FORM)


def send_path(asker, client, slot, value):
    """In place of the word of the address that stands there."""
    given = resolve(slot.address).kwargs[slot.name]
    before, _, after = slot.address.partition(f"/{given}/")
    address = f"{before}/{quote(raw(value), safe='')}/{after}"
    return client.generic(slot.method.upper(), address, b"", FORM)


def send_query(asker, client, slot, value):
    return client.generic("GET", f"{slot.address}?{urlencode({slot.name: raw(value)})}")


def send_query_name(asker, client, slot, value):
    return client.generic("GET", f"{slot.address}?{urlencode([(raw(value), '1')])}")


def send_header(asker, client, slot, value):
    given = {slot.name: raw(value).decode("latin-1")}
    if slot.name == "CONTENT_TYPE":
        kind = given.pop(slot.name)
        return client.generic(slot.method.upper(), slot.address, b"a=1&b=2", kind)
    return client.generic(slot.method.upper(), slot.address, b"", FORM, **given)


def send_cookie(asker, client, slot, value):
    own = [f"{name}={morsel.value}" for name, morsel in client.cookies.items()]
    bad = f"{slot.name}={raw(value).decode('latin-1')}"
    cookies = "; ".join([*(one for one in own if not one.startswith(f"{slot.name}=")), bad])
    return client.generic(slot.method.upper(), slot.address, b"", FORM, HTTP_COOKIE=cookies)


SENDERS = {
    "field": send_field,
    "field name": send_field_name,
    "path": send_path,
    "query": send_query,
    "query name": send_query_name,
    "header": send_header,
    "cookie": send_cookie,
}
