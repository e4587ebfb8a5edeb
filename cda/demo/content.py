"""The stories, read from plain files: see content/README.md."""

import functools
import json
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
SIGNED = "cerro-nuevo"

Data = dict[str, Any]


def people() -> list[Data]:
    """Those who work for the programme."""
    return list(_read(CONTENT / "people.json")["people"])


def cities() -> list[Data]:
    return list(_read(CONTENT / "cities.json")["cities"])


def folder(slug: str) -> Path:
    """Where the strategy of that city lies."""
    return CONTENT / "signed" if slug == SIGNED else CONTENT / "drafts" / slug


def section_text(slug: str, code: str) -> str:
    """What that section says in the end; nothing for one that nobody has begun."""
    path = folder(slug) / f"{code}.md"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def goals(slug: str) -> list[Data]:
    path = folder(slug) / "plan.json"
    return list(_read(path)["goals"]) if path.exists() else []


def other_languages(slug: str) -> Data:
    """What is there of the strategy in other languages; for most cities nothing yet."""
    return dict(_read(CONTENT / "languages.json").get(slug, {}))


def brought_file(slug: str) -> bytes:
    """An older paper of the city as it lies in its drawer; mostly none."""
    path = CONTENT / "files" / f"{slug}.md"
    return path.read_bytes() if path.exists() else b""


def evidence(slug: str) -> Data:
    """What its claims rest on, and what its next steps serve; mostly nothing."""
    return dict(_read(CONTENT / "evidence.json").get(slug, {}))


def chapters(slug: str) -> Data:
    """The rows of its registers and its own pillars; mostly nothing."""
    path = folder(slug) / "registers.json"
    return dict(_read(path)) if path.exists() else {}


def before(slug: str) -> Data:
    """What was different when the mayor read the strategy for the first time; mostly nothing."""
    path = folder(slug) / "before.json"
    return dict(_read(path)) if path.exists() else {}


@functools.cache
def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
