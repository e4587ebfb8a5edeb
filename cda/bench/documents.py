"""The PDF of a signed strategy, as the worker draws it and as WeasyPrint alone would."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from cda.accounts.models import City
from cda.accounts.wall import inside
from cda.bench.figures import Figure, middle, ratios
from cda.demo.cast import signed_city
from cda.lib.pdf import Drawing
from cda.lib.pdf_engine import SHEETS, STYLES
from strategy.documents import Edition, draw, edition_of, html_of
from strategy.models import Signature

ROUNDS = 2
BUDGET = 1.15


@dataclass(frozen=True)
class Drawn:
    """What one child process reported of itself."""

    cpu: float
    wall: float
    mebibytes: float
    pages: int


def document_figures() -> list[Figure]:
    """Raw, ours, raw, ours, raw: each in a fresh process, the same HTML on the same paper."""
    slug = str(signed_city())
    with TemporaryDirectory() as folder:
        given = what_raw_needs(slug, Path(folder, "strategy.html"))
        raw, ours = [child("raw", given)], []
        for _ in range(ROUNDS):
            ours.append(child("ours", slug))
            raw.append(child("raw", given))
    report("WeasyPrint", raw)
    report("the worker", ours)
    seconds = ratios([one.cpu for one in ours], [one.cpu for one in raw])
    memory = max(one.mebibytes for one in ours) / max(one.mebibytes for one in raw)
    return [Figure("pdf_cpu", middle(seconds), BUDGET), Figure("pdf_memory", memory, BUDGET)]


def report(name: str, drawings: list[Drawn]) -> None:
    walls = sorted(one.wall for one in drawings)
    print(
        f"{name:<16}{middle([one.cpu for one in drawings]):7.2f} s CPU"
        f"{walls[0]:7.2f}–{walls[-1]:.2f} s{max(one.mebibytes for one in drawings):6.0f} MiB"
        f"{drawings[0].pages:5} pages",
        flush=True,
    )


def what_raw_needs(slug: str, file: Path) -> str:
    """The finished HTML in a file, and the style sheets of the city's paper."""
    city, edition = signed_edition(slug)
    html = html_of(edition, language=city.language, paper=city.paper)
    file.write_text(html, encoding="utf-8")
    styles = [str(STYLES / name) for name in SHEETS[city.paper]]
    return json.dumps({"html": str(file), "styles": styles})


def signed_edition(slug: str) -> tuple[City, Edition]:
    city = City.objects.get(slug=slug)
    with inside([city.pk]):
        signatures = Signature.objects.filter(city=city).select_related("version")
        return city, edition_of(signatures.latest("signed_at").version)


def draw_signed(slug: str) -> Drawing:
    city, edition = signed_edition(slug)
    return draw(edition, language=city.language, paper=city.paper)


def child(way: str, what: str) -> Drawn:
    command = [sys.executable, "-m", "cda.bench.draw", way, what]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own
    return Drawn(**json.loads(answer.stdout.splitlines()[-1]))
