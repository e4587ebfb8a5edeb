"""Count the words of a .docx from its letters alone, without reading it as a document.

What a reader took and what it lost must add up to this: it is the account against which it is
held, so it knows nothing of styles, lists or tables.
"""

from typing import Any

from strategy.exchange.package import Package
from strategy.exchange.pieces import count_words
from strategy.exchange.wordml import attribute, child, is_on, local

Element = Any
PARTS = (
    "footnotes", "endnotes", "header", "footer", "comments", "diagramData", "chart", "chartEx",
)  # fmt: skip
_LETTERS = ("{*}t", "{*}delText", "{*}tab", "{*}br", "{*}cr", "{*}noBreakHyphen")
_SIGNS = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "\u2011"}
_SEPARATORS = {"separator", "continuationSeparator", "continuationNotice"}


def words_in_word(content: bytes) -> int:
    """Every word that the file holds anywhere, once."""
    package = Package(content)
    roots = [package.xml(package.main), *(package.xml(part) for part in package.parts_of(*PARTS))]
    return sum(count_words(text) for root in roots for text in paragraph_texts(root))


def paragraph_texts(root: Element) -> list[str]:
    """The letters by paragraph; deleted, moved and hidden ones apart from those that are read."""
    found: dict[tuple[int, str], list[str]] = {}
    paragraphs = []  # keeps them alive, so that their ids stay theirs
    for element in root.iter(*_LETTERS):
        name = local(element.tag)
        paragraph, kind = _home(element, root)
        if kind:
            paragraphs.append(paragraph)
            letters = _SIGNS.get(name, element.text or "")
            found.setdefault((id(paragraph), kind), []).append(letters)
    return ["".join(letters) for letters in found.values()]


def _home(element: Element, root: Element) -> tuple[Element, str]:
    """The paragraph it stands in and how; an empty kind for what nobody reads."""
    kind, row = "text", element
    while row is not root:
        above = row.getparent()
        name = local(above.tag)
        if name == "p":
            return above, kind if _is_said(above, root) else ""
        if name in {"del", "moveFrom"}:
            kind = name
        elif name == "r" and is_on(child(above, "rPr"), "vanish"):
            kind = "hidden"
        elif name == "sdt" and is_on(child(above, "sdtPr"), "showingPlcHdr"):
            kind = "placeholder"
        elif name == "tabs" or _is_second_writing(above):
            return root, ""  # where a tab would lead to is not a letter
        row = above
    return root, kind


def _is_said(paragraph: Element, root: Element) -> bool:
    """Is it written here for the first time, and does it say something to a reader?"""
    row = paragraph
    while row is not root:
        row = row.getparent()
        if _is_second_writing(row):
            return False
        if local(row.tag) in {"footnote", "endnote"} and attribute(row, "type") in _SEPARATORS:
            return False
    return True


def _is_second_writing(element: Element) -> bool:
    return local(element.tag) == "Fallback" and child(element.getparent(), "Choice") is not None
