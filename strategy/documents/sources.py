"""The numbered list of what the text rests on, and how its initiatives came about."""

from dataclasses import dataclass

from strategy.models.content import Content
from strategy.models.evidence import Citation
from strategy.models.text import plain
from strategy.models.threads import shortened


@dataclass(frozen=True)
class Cited:
    """One line of the list. `place` is the section, `words` begin the paragraph."""

    number: int
    place: str
    words: str
    kind: str
    title: str
    detail: str
    where: str


def sources(content: Content) -> list[Cited]:
    """In the order of the document: by section, then by paragraph, then as they were added."""
    places: dict[tuple[str, str], tuple[int, str, str]] = {}
    for section in content["sections"]:
        places[section["key"], ""] = len(places), section["title"], ""
        for block in section["blocks"]:
            words = shortened(plain(block["html"]))
            places[section["key"], block["id"]] = len(places), section["title"], words
    found = []
    for row in content.get("citations", []):
        section, block = row["section"], row["block_id"]
        place = places.get((section, block)) or places.get((section, ""))
        if place:
            found.append((place, row))
    found.sort(key=lambda pair: pair[0][0])
    return [_cited(number, place, row) for number, (place, row) in enumerate(found, start=1)]


def _cited(number: int, place: tuple[int, str, str], row: Content) -> Cited:
    return Cited(
        number=number,
        place=place[1],
        words=place[2],
        kind=str(Citation.Kind(row["kind"]).label),
        title=row["title"],
        detail=row["detail"],
        where=row["url"] or row["file_name"],
    )
