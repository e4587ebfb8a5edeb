"""The pages that are measured: who opens them, and what must stand on them."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from cda.accounts.models import City, User
from cda.accounts.wall import inside
from cda.bench.visitor import SECRET, Answer, Visitor, WrongPage
from cda.demo.cast import signed_city
from cda.demo.programme import COHORT
from strategy.models import Section

STAFF, COACH = "priya.shah@cda.example", "ana.duarte@cda.example"
CITY, LEAD, MAYOR = (
    "valle-sereno",
    "carla.pena@valle-sereno.example",
    "lucia.montes@valle-sereno.example",
)
WRITING, WRITER, BEING_WRITTEN = "maple-harbor", "sunil.grewal@maple-harbor.example", "B4"
# So many times the floor, at most.
MAIN, BRIEF, AUTOSAVE = 6.0, 3.0, 2.5
READER = "wendy.marte@cerro-nuevo.example"


@dataclass(frozen=True)
class Page:
    """Something to ask for. `budget`: at most so many times the floor."""

    name: str
    person: str
    path: str
    marker: str
    budget: float

    def check(self, answer: Answer) -> None:
        if answer.status != 200 or self.marker not in answer.body:
            raise WrongPage(f"{self.name}: {answer.status} and not “{self.marker}”")

    def asking(self, visitor: Visitor) -> Callable[[], Answer]:
        return lambda: visitor.ask(self.path)


def floor() -> Page:
    return Page("bare", STAFF, "/bench/bare/", "<h1>Valle Sereno</h1>", 1)


def pages() -> list[Page]:
    """The six main pages, and the mayor's brief."""
    signed = str(signed_city())
    grid = reverse("cohorts:cohort_detail", args=[COHORT])
    strategy = reverse("strategy:strategy_detail", args=[signed])
    section = reverse("strategy:section_edit", args=[WRITING, section_key()])
    log = reverse("coaching:session_log", args=[CITY])
    return [
        Page("cohort_grid", STAFF, grid, "Alto Verde", MAIN),
        Page("city_page", LEAD, reverse("home:city_detail", args=[CITY]), "Valle Sereno", MAIN),
        Page("agenda", STAFF, reverse("events:agenda"), "<h1", MAIN),
        Page("strategy_page", READER, strategy, "Estrategia de datos de Cerro Nuevo", MAIN),
        Page("section_editor", WRITER, section, "<textarea", MAIN),
        Page("log_session", COACH, log, "<textarea", MAIN),
        Page("mayors_brief", MAYOR, reverse("strategy:brief", args=[CITY]), "Valle Sereno", BRIEF),
    ]


class Autosave:
    """The script of the editor, saving a paragraph more or less every time."""

    name = "autosave"
    person = WRITER
    budget = AUTOSAVE

    def __init__(self) -> None:
        self.path = reverse("strategy:section_autosave", args=[WRITING, section_key()])
        with inside([City.objects.get(slug=WRITING).pk]):
            section = Section.objects.get(key=section_key())
        self.version = section.version
        self.text = "We publish what we promise, and we say what we did not reach.\n\n" * 6

    def asking(self, visitor: Visitor) -> Callable[[], Answer]:
        return lambda: self.save(visitor)

    def save(self, visitor: Visitor) -> Answer:
        text = f"{self.text}Saved {self.version} times."
        answer = visitor.ask(self.path, {"text": text, "base_version": str(self.version)})
        self.check(answer)
        self.version = int(json.loads(answer.body)["version"])
        return answer

    def check(self, answer: Answer) -> None:
        if answer.status != 200 or '"version"' not in answer.body:
            raise WrongPage(f"{self.name}: {answer.status} {answer.body[:200]}")


def section_key() -> str:
    """A section that is being written now."""
    with inside([City.objects.get(slug=WRITING).pk]):
        return Section.objects.get(city__slug=WRITING, code=BEING_WRITTEN).key


def cookies_of(address: str) -> dict[str, str]:
    """Signed in, as the sign-in page would have done it."""
    user = User.objects.get(email=address)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["second_factor"] = True
    session.create()
    return {
        settings.SESSION_COOKIE_NAME: str(session.session_key),
        settings.CSRF_COOKIE_NAME: SECRET,
    }
