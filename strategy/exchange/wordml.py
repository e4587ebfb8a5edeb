"""Small helpers for Word's XML: names without namespaces, switches, and styles by their meaning."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from strategy.exchange.package import Package

Element = Any
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFF = {"0", "false", "off", "none"}
LOWEST_LEVEL = 9

_HEADING = re.compile(
    r"(?i)(?:heading|t[ií]tulo|titre|encabezado|cabe[cç]alho|[uü]berschrift|kop)\s*[-_]?\s*(\d)\b"
)
_CONTENTS = re.compile(r"(?i)(?:toc|tdc|table of figures|[ií]ndice|sum[aá]rio|tabla de il)\s*\d*\b")
_QUOTE = re.compile(r"(?i)(?:(?:intense |block )?quot(?:e|ation|ations)|cita|cita[cç][aã]o)\b")
_CAPTION = re.compile(r"(?i)(?:caption|descripci[oó]n|ep[ií]grafe|legenda)\b")


@cache
def local(tag: Any) -> str:
    """`p` of `{…/main}p`: the two editions of the format differ in their addresses only."""
    return str(tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name; none is an empty text."""
    value = element.get(f"{{{W}}}{name}")
    if value is not None:
        return str(value)
    found = (element.get(key) for key in element.keys() if local(key) == name)  # noqa: SIM118  lxml
    return str(next(found, ""))


def child(element: Element | None, name: str) -> Element | None:
    if element is None:
        return None
    return next((row for row in element if local(row.tag) == name), None)


def value(element: Element | None, *path: str) -> str:
    """The `val` of a descendant, step by step; an empty text where there is none."""
    for name in path:
        element = child(element, name)
    return "" if element is None else attribute(element, "val")


def is_on(properties: Element | None, name: str) -> bool | None:
    """A switch: on, off, or not said."""
    found = child(properties, name)
    return None if found is None else attribute(found, "val").lower() not in OFF


def number(text: str, default: int = 0) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else default


@dataclass(frozen=True)
class Style:
    """What a style means for us, with everything it inherits."""

    name: str = ""
    level: int = 0
    bold: bool = False
    italic: bool = False
    list_id: str = ""
    list_level: int = 0

    @property
    def is_contents(self) -> bool:
        return bool(_CONTENTS.match(self.name))

    @property
    def is_quote(self) -> bool:
        return bool(_QUOTE.match(self.name))

    @property
    def is_caption(self) -> bool:
        return bool(_CAPTION.match(self.name))


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, package: Package) -> None:
        part = package.part_of("styles")
        rows = package.xml(part).iter("{*}style") if part else ()
        self._rows = {attribute(row, "styleId"): row for row in rows}
        self._known: dict[str, Style] = {}

    def of(self, style_id: str) -> Style:
        if style_id not in self._known:
            self._known[style_id] = self._read(style_id)
        return self._known[style_id]

    def _read(self, style_id: str) -> Style:
        chain = self._chain(style_id)
        name = value(chain[0], "name") if chain else style_id
        numbers = [child(child(row, "pPr"), "numPr") for row in chain]
        first = next((row for row in numbers if row is not None), None)
        return Style(
            name=name,
            level=_level(name, chain),
            bold=_inherited(chain, "b"),
            italic=_inherited(chain, "i"),
            list_id=value(first, "numId"),
            list_level=number(value(first, "ilvl")),
        )

    def _chain(self, style_id: str) -> list[Element]:
        """The style, what it is based on, and so on; a circle ends where it began."""
        chain: list[Element] = []
        while style_id in self._rows and self._rows[style_id] not in chain:
            chain.append(self._rows[style_id])
            style_id = value(chain[-1], "basedOn")
        return chain


def _level(name: str, chain: list[Element]) -> int:
    """By its own name, by its outline level, or by those of what it is based on."""
    for row in chain:
        if found := level_in_outline(child(row, "pPr")):
            return found
        if match := _HEADING.match(value(row, "name")):
            return int(match[1])
    match = _HEADING.match(name)
    return int(match[1]) if match else 0


def level_in_outline(properties: Element | None) -> int:
    """1 to 9; 0 for running text."""
    said = value(properties, "outlineLvl")
    level = number(said, LOWEST_LEVEL) + 1 if said else 0
    return level if level <= LOWEST_LEVEL else 0


def _inherited(chain: list[Element], name: str) -> bool:
    said = (is_on(child(row, "rPr"), name) for row in chain)
    return bool(next((switch for switch in said if switch is not None), False))


@dataclass(frozen=True)
class Sign:
    """What stands before an item of a list, and where counting begins."""

    is_ordered: bool = False
    start: int = 1
    is_none: bool = False


class Numbering:
    """The lists of a document: (list id, level) → sign."""

    def __init__(self, package: Package) -> None:
        part = package.part_of("numbering")
        root = package.xml(part) if part else None
        self._abstract: dict[str, Element] = {}
        self._concrete: dict[str, Element] = {}
        for row in () if root is None else root:
            if local(row.tag) == "abstractNum":
                self._abstract[attribute(row, "abstractNumId")] = row
            elif local(row.tag) == "num":
                self._concrete[attribute(row, "numId")] = row
        self._known: dict[tuple[str, int], Sign] = {}

    def sign(self, list_id: str, level: int) -> Sign:
        key = (list_id, level)
        if key not in self._known:
            self._known[key] = self._read(list_id, level)
        return self._known[key]

    def _read(self, list_id: str, level: int) -> Sign:
        row = self._concrete.get(list_id)
        if row is None:
            return Sign()
        override = _at(row, "lvlOverride", level)
        own = child(override, "lvl")
        shared = _at(self._abstract.get(value(row, "abstractNumId")), "lvl", level)
        described = shared if own is None else own
        kind = value(described, "numFmt")
        start = value(override, "startOverride") or value(described, "start")
        return Sign(kind not in {"bullet", "none", ""}, number(start, 1), kind == "none")


def _at(element: Element | None, name: str, level: int) -> Element | None:
    for row in () if element is None else element:
        if local(row.tag) == name and attribute(row, "ilvl") == str(level):
            return row
    return None
