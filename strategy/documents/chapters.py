"""The chapters of a printed strategy, in the order of the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cda.lib.blocks import BLOCKS, block_number
from cda.lib.translated import localised
from strategy.documents.registers import Printed, Registers
from strategy.documents.sources import Numbers, numbered, numbers_of, of_section
from strategy.models import catalogue
from strategy.models.content import Content
from strategy.models.text import clean, with_pictures

COVER, LETTER, CONTROL, SIGNATURES, PILLARS, GLOSSARY = "F1", "F2", "F4", "A5", "V5", "A2"
BLOCKS_PART, BUDGET = "blocks", "P5"
TABLES = {"P1": "goals", "P2": "roadmap", "P4": "indicators", "P5": "budget"}
# Drawn by us and not a chapter of its own: cover, contents, and the roadmap inside the plan.
ELSEWHERE = {COVER, "F5", "P3", CONTROL, SIGNATURES}


@dataclass(frozen=True)
class Piece:
    """One section on paper. `table` names what the plan adds to its text."""

    code: str
    id: str
    title: str
    html: SafeString
    table: str = ""
    registers: Sequence[Printed] = ()


@dataclass
class Chapter:
    """A band of colour, and what stands under it."""

    id: str
    kind: str
    title: str
    label: str = ""
    lede: str = ""
    block: str = ""
    pieces: list[Piece] = field(default_factory=list)
    tables: dict[str, object] = field(default_factory=dict)


def chapters(content: Content, city: str = "") -> list[Chapter]:
    """Opening pages one by one, the parts with their sections, a chapter per building block.

    On a page (`city` is its slug) pictures have addresses; on paper they come with the text.
    """
    found: list[Chapter] = []
    titles = dict(catalogue.parts())
    for piece, part in _pieces(content, city):
        if part == "front":
            found.append(Chapter(piece.id, "front", piece.title, pieces=[piece]))
        elif part == BLOCKS_PART:
            found.append(_pillar(content, piece))
        else:
            if not found or found[-1].id != part:
                title = localised(titles[part], content["language"])
                found.append(Chapter(part, "part", title))
            found[-1].pieces.append(piece)
    return _by_pillar(content, found)


def _by_pillar(content: Content, found: list[Chapter]) -> list[Chapter]:
    """The building blocks in the order of the city's own pillars, each under its pillar's name."""
    pillars = content.get("pillars", [])
    places = [place for place, chapter in enumerate(found) if chapter.kind == "pillar"]
    owner = {block: number for number, row in enumerate(pillars) for block in row["blocks"]}
    ordered = sorted(
        (found[place] for place in places), key=lambda one: owner.get(one.block, len(pillars))
    )
    for place, chapter in zip(places, ordered, strict=True):
        found[place] = chapter
        if chapter.block in owner:
            chapter.label = _("%(pillar)s – %(block)s") % {
                "pillar": pillars[owner[chapter.block]]["title"],
                "block": chapter.label,
            }
    return found


def _pieces(content: Content, city: str) -> list[tuple[Piece, str]]:
    """Every section with something to print, and the part it belongs to."""
    pieces, registers, numbers = [], Registers(content), numbers_of(content)
    sections = content["sections"]
    parts = catalogue.parts_along(section["code"] for section in sections)
    for section, part in zip(sections, parts, strict=True):
        code = section["code"]
        table, rows = _table_of(content, code), registers.of(code)
        if code in ELSEWHERE or not (section["blocks"] or table or rows):
            continue
        deeper = part not in {"front", BLOCKS_PART}
        piece = Piece(code, f"s-{code.lower()}-{section['key'][:6]}", section["title"],
                      _html(section, numbers, deeper=deeper, city=city), table, rows)  # fmt: skip
        pieces.append((piece, part))
    return pieces


def _table_of(content: Content, code: str) -> str:
    """What the plan or the city's own pillars add to a section."""
    if code == PILLARS:
        return "pillars" if content.get("pillars") else ""
    if code == GLOSSARY:
        return "terms" if content.get("terms") else ""
    if code == BUDGET and content.get("registers", {}).get("budget"):
        return ""  # its lines say it, and once is enough
    return TABLES.get(code, "")


def _html(section: Content, numbers: Numbers, *, deeper: bool, city: str = "") -> SafeString:
    """Cleaned once more. Within a part, where a section is a step down, so are its subheadings."""
    key = section["key"]
    html = "\n".join(
        numbered(clean(row["html"]), numbers.get((key, row["id"]), ())) for row in section["blocks"]
    )
    if deeper:
        for old, new in (("h4>", "h5>"), ("h3>", "h4>")):
            html = html.replace(old, new)
    html = (with_pictures(html, city) if city else html) + of_section(numbers.get((key, ""), ()))
    return mark_safe(html)  # noqa: S308  cleaned above


def _pillar(content: Content, piece: Piece) -> Chapter:
    """A building block; or a section that the city put between them."""
    block = catalogue.section(piece.code).block
    if not block:
        return Chapter(piece.id, "pillar", piece.title, pieces=[piece])
    goals = [goal["title"] for goal in content["goals"] if goal["block"] == block]
    label = _("Building block %(number)s of %(count)s") % {
        "number": block_number(block),
        "count": len(BLOCKS),
    }
    return Chapter(piece.id, "pillar", piece.title, label, (goals or [""])[0], block, [piece])


def figures_in(content: Content) -> list[tuple[str, str]]:
    """(place, title) of what is drawn from registers, for the list of figures."""
    registers = Registers(content)
    return [
        (f"r-{table.register.code}", str(table.register.title))
        for section in content["sections"]
        for table in registers.of(section["code"])
        if table.register.figure
    ]


def text_of(content: Content, code: str) -> SafeString:
    """The text of one section that is printed in a place of its own."""
    found = [section for section in content["sections"] if section["code"] == code]
    return _html(found[0], {}, deeper=False) if found else SafeString("")


def title_of(content: Content, code: str) -> str:
    """As the city calls it, else as the catalogue does, in the strategy's language."""
    found = [section["title"] for section in content["sections"] if section["code"] == code]
    return found[0] if found else catalogue.section(code).title_in(content["language"])
