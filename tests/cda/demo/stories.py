"""The demo's content as its tests read it: plain files, no database."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
CONTENT = ROOT / "cda" / "demo" / "content"
BLOCKS = ["governance", "quality", "use", "capacity", "transparency"]
COMPLETE = {
    "valle-sereno", "nova-mare", "lagoa-azul", "fairview-bluffs", "san-telmo-del-rio",
    "puerto-lindo", "cerro-nuevo",
}  # fmt: skip
SIGNED = "cerro-nuevo"

Data = dict[str, Any]


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


PEOPLE: list[Data] = read(CONTENT / "people.json")["people"]
CITIES: list[Data] = read(CONTENT / "cities.json")["cities"]
BY_SLUG = {city["slug"]: city for city in CITIES}
COACHES = {person["email"]: person for person in PEOPLE if person["role"] == "coach"}
CATALOGUE: list[Data] = read(ROOT / "strategy" / "data" / "catalogue.json")["sections"]
PROSE = {row["code"]: row for row in CATALOGUE if row["kind"] == "prose"}
REQUIRED = {code for code, row in PROSE.items() if row["level"] == "R"}


def folder(slug: str) -> Path:
    return CONTENT / "signed" if slug == SIGNED else CONTENT / "drafts" / slug


def texts(slug: str) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in folder(slug).glob("*.md")}


def goals(slug: str) -> list[Data]:
    path = folder(slug) / "plan.json"
    return list(read(path)["goals"]) if path.exists() else []


def initiatives(slug: str) -> list[Data]:
    return [
        initiative
        for goal in goals(slug)
        for objective in goal["objectives"]
        for initiative in objective["initiatives"]
    ]


def indicators(slug: str) -> list[Data]:
    return [indicator for goal in goals(slug) for indicator in goal["indicators"]]


def emails(city: Data) -> set[str]:
    return {member["email"] for member in city["team"]}


def words(text: str) -> int:
    """What a reader reads: table rules and marks are not words."""
    return len(re.findall(r"\w[\w’'.,%-]*", text))


every_city = pytest.mark.parametrize("city", CITIES, ids=lambda city: city["slug"])
complete_city = pytest.mark.parametrize("slug", sorted(COMPLETE))
