"""How much of the text rests on something: the share of its paragraphs with a source.

Pure over the canonical content.
"""

from collections import defaultdict
from dataclasses import dataclass

from strategy.models.content import Content

_HEADINGS = ("<h3", "<h4", "<figure")


@dataclass(frozen=True)
class Coverage:
    """One section: how many of its paragraphs claim something, and how many say on what."""

    key: str
    title: str
    block: str
    cited: int
    paragraphs: int
    sources: int

    @property
    def share(self) -> int:
        """In per cent."""
        return round(100 * self.cited / self.paragraphs) if self.paragraphs else 0


def coverage_of(content: Content) -> list[Coverage]:
    """Every section with a text, in the order of the document. Headings claim nothing."""
    places: dict[str, list[str]] = defaultdict(list)
    for row in content.get("citations", []):
        places[row["section"]].append(row["block_id"])
    found = []
    for section in content["sections"]:
        claims = {
            block["id"] for block in section["blocks"] if not block["html"].startswith(_HEADINGS)
        }
        if claims:
            cited = places[section["key"]]
            found.append(
                Coverage(
                    key=section["key"],
                    title=section["title"],
                    block=section["block"],
                    cited=len(claims.intersection(cited)),
                    paragraphs=len(claims),
                    sources=len(cited),
                )
            )
    return found


def whole_of(rows: list[Coverage]) -> int:
    """The share of all paragraphs of the strategy, in per cent."""
    paragraphs = sum(row.paragraphs for row in rows)
    return round(100 * sum(row.cited for row in rows) / paragraphs) if paragraphs else 0
