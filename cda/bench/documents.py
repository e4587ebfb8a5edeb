"""The PDF of a signed strategy, as the worker draws it and as WeasyPrint alone would."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from cda.accounts.models import City
from cda.accounts.wall import inside
from cda.bench.figures import Figure, middle
from cda.demo.cast import signed_city
from cda.lib.pdf import ASSET, Drawing
from cda.lib.pdf_engine import SHEETS, STYLES
from strategy.documents import Edition, draw, edition_of, html_of
from strategy.models import Signature
from strategy.models.content import Content

ROUNDS = 2
BUDGET = 1.15
# How much of the signed text makes so many pages, about; the plan and its tables stay.
AS_IT_IS = "1"
SHARES = {30: "0.2", 60: "1.75", 120: "4.7"}
# A page of a long document may not cost more than one of a short document.
GREW = 1.2


@dataclass(frozen=True)
class Drawn:
    """What one child process reported of itself."""

    cpu: float
    wall: float
    mebibytes: float
    pages: int


def document_figures() -> list[Figure]:
    """The signed strategy as it is, then with less and with more text."""
    slug = str(signed_city())
    raw, ours = both(slug, AS_IT_IS)
    figures = [Figure("pdf_cpu", relative(ours, raw), BUDGET), memory("pdf_memory", ours, raw)]
    per_page = []
    for pages, share in SHARES.items():
        raw, ours = both(slug, share)
        figures.append(Figure(f"pdf_{pages}_pages_cpu", relative(ours, raw), BUDGET))
        per_page.append(least(ours) / ours[0].pages)
    return [*figures, Figure("pdf_cost_per_page", per_page[-1] / per_page[0], GREW)]


def both(slug: str, share: str) -> tuple[list[Drawn], list[Drawn]]:
    """Raw, ours, raw, …: each in a fresh process, the same HTML on the same paper."""
    with TemporaryDirectory() as folder:
        given = what_raw_needs(slug, share, Path(folder, "strategy.html"))
        raw, ours = [child("raw", given)], []
        for _ in range(ROUNDS):
            ours.append(child("ours", f"{slug}:{share}"))
            raw.append(child("raw", given))
    report("WeasyPrint", raw)
    report("the worker", ours)
    return raw, ours


def relative(ours: list[Drawn], raw: list[Drawn]) -> float:
    return least(ours) / least(raw)


def least(drawings: list[Drawn]) -> float:
    """Seconds of CPU: a drawing takes seconds, and whatever disturbs it only adds to them."""
    return min(one.cpu for one in drawings)


def memory(name: str, ours: list[Drawn], raw: list[Drawn]) -> Figure:
    most = max(one.mebibytes for one in ours) / max(one.mebibytes for one in raw)
    return Figure(name, most, BUDGET)


def report(name: str, drawings: list[Drawn]) -> None:
    walls = sorted(one.wall for one in drawings)
    print(
        f"{name:<16}{middle([one.cpu for one in drawings]):7.2f} s CPU"
        f"{walls[0]:7.2f}–{walls[-1]:.2f} s{max(one.mebibytes for one in drawings):6.0f} MiB"
        f"{drawings[0].pages:5} pages",
        flush=True,
    )


def what_raw_needs(slug: str, share: str, file: Path) -> str:
    """The finished HTML in a file, its pictures beside it, the style sheets of the paper."""
    city, edition = signed_edition(slug, share)
    html = html_of(edition, language=city.language, paper=city.paper)
    for name, content in edition.pictures.items():
        file.with_name(name).write_bytes(content)
    file.write_text(html.replace(ASSET, ""), encoding="utf-8")
    styles = [str(STYLES / name) for name in SHEETS[city.paper]]
    return json.dumps({"html": str(file), "styles": styles})


def signed_edition(slug: str, share: str) -> tuple[City, Edition]:
    """`share` says how many times the text of every section is there."""
    city = City.objects.get(slug=slug)
    with inside([city.pk]):
        signatures = Signature.objects.filter(city=city).select_related("version")
        edition = edition_of(signatures.latest("signed_at").version)
    return city, replace(edition, content=resized(edition.content, float(share)))


def resized(content: Content, share: float) -> Content:
    sections = [
        section | {"blocks": [*repeated(section["blocks"], share)]}
        for section in content["sections"]
    ]
    return content | {"sections": sections}


def repeated(blocks: list[Content], share: float) -> Iterator[Content]:
    """So many paragraphs, from the beginning again when they are used up."""
    for number in range(round(len(blocks) * share)):
        block = blocks[number % len(blocks)]
        yield block | {"id": f"{block['id']}-{number}"}


def draw_signed(named: str) -> Drawing:
    """`named`: the slug of a city and the share of its text."""
    city, edition = signed_edition(*named.split(":"))
    return draw(edition, language=city.language, paper=city.paper)


def child(way: str, what: str) -> Drawn:
    command = [sys.executable, "-m", "cda.bench.draw", way, what]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own
    return Drawn(**json.loads(answer.stdout.splitlines()[-1]))
