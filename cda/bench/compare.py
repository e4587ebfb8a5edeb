"""Two versions of sixty sections beside each other, as the server answers who asks for them."""

import copy
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cda.accounts.models import City, User
from cda.accounts.wall import inside
from cda.bench.figures import Figure, middle, percentile
from cda.bench.pages import WRITER, WRITING, Page, cookies_of
from cda.bench.processes import Meter
from cda.bench.scratch import Env
from cda.bench.server import web_server
from cda.bench.visitor import Visitor, measure
from strategy.models import Strategy, Version
from strategy.models.content import Content, canonical, fingerprint
from strategy.models.points import VERSION

SECTIONS, PARAGRAPHS = 60, 8
BUDGET = 300.0
SECONDS = 4.0
WORDS = (
    "Every department names a steward who answers for its registers and the council reads the "
    "numbers in public each quarter so that residents see what became of section {section} and "
    "of promise {paragraph} which costs {cost} thousand a year and is measured by the office of "
    "data together with the university."
)


@dataclass(frozen=True)
class Milliseconds(Figure):
    """A time, not a ratio: at most so many milliseconds."""

    def line(self) -> str:
        verdict = "ok" if self.is_ok else "over budget"
        return f"{self.name} ms {self.ratio:.0f} budget {self.budget:.0f} {verdict}"


def compare_figures(env: Env) -> list[Figure]:
    """The whole answer, from the request to the last byte: the median of some seconds of them."""
    page = compare_page()
    with web_server(env) as (process, port):
        meter, visitor = (
            Meter(process, env["DATABASE_OWNER_URL"]),
            Visitor(port, cookies_of(WRITER)),
        )
        try:
            sample = measure(page.asking(visitor), page.check, meter, SECONDS)
            visitor.is_counted = True
            answer = page.asking(visitor)()
        finally:
            visitor.close()
            meter.close()
    times = [1000 * seconds for seconds in sample.latencies]
    queries, size = answer.headers.get("X-Queries", "?"), len(answer.body.encode()) / 1000
    print(
        f"{page.name:<20}{1000 * sample.cpu:7.1f} ms CPU{middle(times):8.1f} ms p50"
        f"{percentile(times, 0.95):8.1f} ms p95"
        f"{queries:>5} queries{size:6.0f} kB",
        flush=True,
    )
    return [Milliseconds(page.name, middle(times), BUDGET)]


def compare_page() -> Page:
    """Two frozen versions of the city that writes; most of the second one is the first one."""
    city = City.objects.get(slug=WRITING)
    with inside([city.pk]):
        strategy = Strategy.objects.select_related("city").get(city=city)
        author = User.objects.get(email=WRITER)
        before = long_content(canonical(strategy))
        keys = [
            frozen(strategy, author, number, content)
            for number, content in (("90.1", before), ("90.2", edited(before)))
        ]
    asked = f"?before={VERSION}{keys[0]}&after={VERSION}{keys[1]}"
    path = reverse("strategy:strategy_compare", args=[WRITING]) + asked
    return Page("compare_60_sections", WRITER, path, "<ins>", BUDGET)


def frozen(strategy: Strategy, author: User, number: str, content: Content) -> str:
    version = Version.objects.create(
        strategy=strategy,
        city_id=strategy.city_id,
        number=number,
        reason=Version.Reason.TEAM,
        content=content,
        sha256=fingerprint(content),
        created_by=author,
    )
    return version.key


def long_content(content: Content) -> Content:
    """Sixty sections of eight paragraphs, some 24,000 words."""
    return content | {"sections": [a_section(number) for number in range(SECTIONS)]}


def a_section(number: int) -> dict[str, Any]:
    return {
        "key": f"section-{number:02}",
        "code": "B1",
        "block": "governance",
        "title": f"Section {number}",
        "blocks": [
            {"id": f"{number}-{place}", "html": paragraph(number, place)}
            for place in range(PARAGRAPHS)
        ],
    }


def paragraph(section: int, place: int, cost: int = 60) -> str:
    return f"<p>{WORDS.format(section=section, paragraph=place, cost=cost)}</p>"


def edited(content: Content) -> Content:
    """In every section two paragraphs reworded; in some one added, removed or moved."""
    content = copy.deepcopy(content)
    for number, section in enumerate(content["sections"]):
        rewrite(number, section["blocks"])
    objectives = (row for goal in content["goals"] for row in goal["objectives"])
    for row in (row for objective in objectives for row in objective["initiatives"]):
        row["cost"] = "12345.00"
    return content


def rewrite(number: int, blocks: list[dict[str, str]]) -> None:
    for place in (1, 4):
        blocks[place]["html"] = paragraph(number, place, cost=85 + number)
    if number % 4 == 0:
        blocks.append({"id": f"{number}-new", "html": paragraph(number, 99)})
    if number % 5 == 0:
        del blocks[2]
    if number % 6 == 0:
        blocks.insert(0, blocks.pop(3))
