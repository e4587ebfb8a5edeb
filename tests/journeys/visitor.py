"""Somebody with a browser of their own, behind the wall.

They read pages, follow the links and send the forms that they find there, so that a journey
fails where a page loses its form. It is a browser without JavaScript.
"""

import re
from urllib.parse import urljoin, urlsplit

import lxml.html
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail

from tests.wall import WallClient

ADDRESS = re.compile(r"https?://\S+")
SIX_DIGITS = re.compile(r"^\d{6}$", re.MULTILINE)
BUTTONS = {"submit", "button", "image", "reset"}


class Field:
    """Everything of a form that carries one name."""

    def __init__(self):
        self.values, self.offered = [], set()

    def take(self, element):
        kind = element.get("type", "text") if element.tag == "input" else element.tag
        if kind == "select":
            self._take_options(element.findall(".//option"), element.get("multiple") is not None)
        elif kind in {"radio", "checkbox"}:
            value = element.get("value", "on")
            self.offered.add(value)
            if element.get("checked") is not None:
                self.values.append(value)
        else:
            value = (element.text or "") if kind == "textarea" else element.get("value", "")
            self.values.append(value.removeprefix("\n"))

    def _take_options(self, options, is_multiple):
        chosen = [one for one in options if one.get("selected") is not None]
        if not chosen and not is_multiple:
            chosen = options[:1]
        self.offered |= {value_of(one) for one in options}
        self.values += [value_of(one) for one in chosen]

    def fill(self, name, value):
        if value is True:
            value = next(iter(self.offered))
        values = [] if value is False else [value] if isinstance(value, str) else list(value)
        if self.offered:
            assert set(values) <= self.offered, (name, values, sorted(self.offered))
        self.values = values


def value_of(option):
    return option.get("value", (option.text or "").strip())


def is_alive(element):
    """What a browser without JavaScript would send."""
    return not any(parent.tag == "template" for parent in element.iterancestors()) and not (
        element.get("disabled") is not None or element.get("type") in BUTTONS
    )


class Form:
    """A form of a page, filled in as the page proposes."""

    def __init__(self, page, element):
        self.element, self.fields = element, {}
        inside = element.iter("input", "select", "textarea")
        elsewhere = page.xpath("//*[@form=$name][@name]", name=element.get("id", "-"))
        for one in [*inside, *elsewhere]:
            if one.get("name") and is_alive(one) and one.tag != "button":
                self.fields.setdefault(one.get("name"), Field()).take(one)

    def data(self, **filled):
        for name, value in filled.items():
            assert name in self.fields, f"no field {name} among {sorted(self.fields)}"
            self.fields[name].fill(name, value)
        return {name: field.values for name, field in self.fields.items()}


class Visitor:
    """A person of the journey. `seen` holds the text of every page they were shown."""

    def __init__(self, name, email, language):
        self.name, self.email, self.language = name, email, language
        self.seen, self.secret = [], None
        self.leave()

    def leave(self):
        """Another browser: nobody is signed in."""
        headers = {"accept-language": self.language}
        self.client = WallClient(enforce_csrf_checks=True, headers=headers)
        self.at, self.page, self.answer = "", None, None

    # Reading

    def open(self, address, status=200):
        return self._arrive(
            self.client.get(path_of(address), follow=True), path_of(address), status
        )

    def _arrive(self, answer, path, status):
        for address, _code in getattr(answer, "redirect_chain", []):
            path = urljoin(path, path_of(address))
        assert answer.status_code == status, (path, answer.status_code, said(answer))
        self.at, self.answer = path, answer
        if answer.headers["Content-Type"].startswith("text/html"):
            text = answer.content.decode()
            self.page = lxml.html.document_fromstring(text)
            self.seen.append(text)
            assert self.page.get("lang") == self.language, (path, self.page.get("lang"))
        return self

    @property
    def text(self):
        words = self.page.find("body").text_content()
        return " ".join(words.split())

    def follow(self, part, status=200):
        """The first link whose address holds `part`."""
        links = self.page.xpath("//a[contains(@href, $part)]/@href", part=part)
        assert links, f"no link to {part} on {self.at}"
        return self.open(urljoin(self.at, links[0]), status)

    # Writing

    def form(self, part):
        """The first form, those of the page's own before those of its frame, whose address holds
        `part` or that has a field of this name.
        """
        for element in [*self.page.xpath("//main//form"), *self.page.iter("form")]:
            form = Form(self.page, element)
            if part in (element.get("action") or "") or part in form.fields:
                return form
        raise AssertionError(f"no form {part} on {self.at}")

    def send(self, part, status=200, **filled):
        form = self.form(part)
        data = form.data(**filled)
        path = urljoin(self.at, form.element.get("action") or "") or self.at
        if form.element.get("method", "get").lower() == "get":
            answer = self.client.get(path, data, follow=True)
        else:
            answer = self.client.post(path, data, follow=True)
        return self._arrive(answer, path, status)

    # Mail

    @property
    def letters(self):
        return [letter for letter in mail.outbox if letter.to == [self.email]]

    def newest_link(self):
        """Of the newest letter that brings something to do; codes are typed."""
        bodies = [one.body for one in self.letters if not SIX_DIGITS.search(one.body)]
        return path_of(ADDRESS.findall(bodies[-1])[0])

    def newest_code(self):
        return SIX_DIGITS.findall(self.letters[-1].body)[0]

    # Coming in

    def sign_in(self):
        """By the code that was mailed, and by the app where one was connected."""
        self.leave()
        self.open("/accounts/login/").send("login", login=self.email)
        self.send("code", code=self.newest_code())
        if self.secret:
            self.send("code", code=self.app_code())
        return self

    def connect_app(self):
        """The second factor that coaches and staff need."""
        self.open("/accounts/2fa/totp/activate/")
        self.secret = self.page.xpath("//main//code")[0].text.strip()
        return self.send("code", code=self.app_code())

    def app_code(self):
        return format_hotp_value(hotp_value(self.secret, next(yield_hotp_counters_from_time())))


def path_of(address):
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def said(answer):
    """The beginning of what a refusing page says."""
    if not answer.headers["Content-Type"].startswith("text/html"):
        return answer.content[:300]
    main = lxml.html.document_fromstring(answer.content.decode()).xpath("//main")
    return " ".join(main[0].text_content().split())[:800] if main else ""
