"""One paragraph of a Word document as inline HTML, with what it carries along."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.html import escape

from strategy.exchange.counting import paragraph_texts
from strategy.exchange.package import Package
from strategy.exchange.pieces import Losses, Piece
from strategy.exchange.wordml import Style, Styles, attribute, child, is_on, local, value

Element = Any
SAFE_LINK = re.compile(r"(?i)(?:https://|mailto:)[^\s<>\"\\]+\Z")
_LINK_FIELD = re.compile(r'HYPERLINK\s+"([^"]+)"')
# Lists that Word makes by itself: our pages and documents make their own.
_MADE = re.compile(r"\s*(?:TOC|TOA|INDEX|BIBLIOGRAPHY)\b")
_INSIDE = {"ins", "moveTo", "smartTag", "customXml", "sdtContent", "bdo", "dir"}
_GONE = {"del": "deleted", "moveFrom": "moved"}
_CHARACTERS = {"tab": " ", "ptab": " ", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": ""}
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they can make a line read backwards


class Look(NamedTuple):
    """How a run looks, as far as we keep it."""

    bold: bool = False
    italic: bool = False
    raised: bool = False
    link: str = ""


PLAIN = Look()


@dataclass
class Line:
    """A paragraph being read."""

    runs: list[tuple[str, Look, bool]] = field(default_factory=list)
    after: list[Piece] = field(default_factory=list)
    code: str = ""

    def add(self, text: str, look: Look = PLAIN, *, is_html: bool = False) -> None:
        if self.runs and self.runs[-1][1:] == (look, is_html):
            text = self.runs.pop()[0] + (" " if is_html and text else "") + text
        if text:
            self.runs.append((text, look, is_html))

    @property
    def is_empty(self) -> bool:
        return not any(is_html or text.strip() for text, _look, is_html in self.runs)

    @property
    def is_all_bold(self) -> bool:
        texts = [run for run in self.runs if run[0].strip()]
        return bool(texts) and all(look.bold and not is_html for _text, look, is_html in texts)

    def text(self) -> str:
        return "".join(text for text, _look, is_html in self.runs if not is_html)

    def html(self, *, keep_bold: bool = True) -> str:
        """The runs one after the other; spaces at the ends of the line are left out."""
        written = [_run(text, look, is_html, keep_bold) for text, look, is_html in self.runs]
        return re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", "".join(written))


def _run(text: str, look: Look, is_html: bool, keep_bold: bool) -> str:
    if is_html:
        return text
    before, words, after = _trimmed(text)
    if not words:
        return _breaks(text)
    html = _breaks(words)
    for is_used, tag in (
        (look.raised, "sup"),
        (look.italic, "em"),
        (look.bold and keep_bold, "strong"),
    ):
        html = f"<{tag}>{html}</{tag}>" if is_used else html
    if look.link:
        html = f'<a href="{escape(look.link)}">{html}</a>'
    return f"{_breaks(before)}{html}{_breaks(after)}"


def _trimmed(text: str) -> tuple[str, str, str]:
    words = text.strip()
    start = text.find(words)
    return text[:start], words, text[start + len(words) :]


def _breaks(text: str) -> str:
    return escape(text).replace("\n", "<br>")


@dataclass
class Field:
    """A field of Word's: what it is told to do, and whether its result is being read."""

    order: str = ""
    is_result: bool = False


class LineReader:
    """Reads paragraphs. Fields may begin in one and end in another, so one reader reads all."""

    def __init__(self, package: Package, styles: Styles, losses: Losses) -> None:
        self.package, self.styles, self.losses = package, styles, losses
        self.relations = package.relations(package.main)
        self.fields: list[Field] = []
        self.held: dict[str, str] = {}
        self.read_note: Callable[[str, str], str] = lambda kind, note_id: ""
        self.read_box: Callable[[Element], list[Piece]] = lambda box: []
        self.read_picture: Callable[[Element], list[Piece]] = lambda drawing: []

    def read(self, paragraph: Element, style: Style) -> Line:
        line, outer, self.held = Line(), self.held, {}
        is_dressed = style.is_quote or style.is_caption  # ours have a dress of their own
        look = PLAIN if is_dressed else Look(bold=style.bold, italic=style.italic)
        self._children(paragraph, line, look)
        for kind, text in self.held.items():
            self.losses.add(kind, text)
        self.held = outer
        return line

    def _hold(self, kind: str, text: str) -> None:
        """Letters of this paragraph that are not taken: they are counted when it ends."""
        self.held[kind] = self.held.get(kind, "") + text

    @property
    def is_made(self) -> bool:
        """Inside of a table of contents or an index."""
        return any(row.is_result and _MADE.match(row.order) for row in self.fields)

    def _children(self, parent: Element, line: Line, look: Look) -> None:
        for element in parent:
            name = local(element.tag)
            if name == "r":
                self._run(element, line, look)
            elif name in _INSIDE:
                self._children(element, line, look)
            elif name in _GONE:
                self._hold(_GONE[name], _plain(element))
            else:
                self._other(name, element, line, look)

    def _other(self, name: str, element: Element, line: Line, look: Look) -> None:
        if name == "hyperlink":
            self._children(element, line, look._replace(link=self._address(element)))
        elif name == "sdt":
            self._control(element, line, look)
        elif name == "fldSimple":
            self.fields.append(Field(attribute(element, "instr"), is_result=True))
            self._children(element, line, look)
            self.fields.pop()
        elif name in {"oMath", "oMathPara"}:
            self.losses.add("formula", sample=_plain(element), words=0)
            line.add(_plain(element), look)
        elif name == "bookmarkStart" and attribute(element, "name").startswith("cda_"):
            line.code = attribute(element, "name").split("_")[1]
        elif name == "AlternateContent":
            self._children(chosen(element), line, look)
        elif name in {"drawing", "pict", "object"}:
            self._drawing(element, line)

    def _control(self, element: Element, line: Line, look: Look) -> None:
        if is_on(child(element, "sdtPr"), "showingPlcHdr"):
            self.losses.add("placeholder", _plain(element))
            return
        content = child(element, "sdtContent")
        if content is not None:
            self._children(content, line, look)

    def _address(self, element: Element) -> str:
        relation = self.relations.get(attribute(element, "id"))
        return self._link(relation.target) if relation and relation.is_external else ""

    def _link(self, address: str) -> str:
        if SAFE_LINK.match(address):
            return address
        self.losses.add("link", sample=address, words=0)
        return ""

    def _run(self, run: Element, line: Line, look: Look) -> None:
        properties = child(run, "rPr")
        look = self._look(properties, look)
        is_hidden = is_on(properties, "vanish") or is_on(properties, "webHidden")
        for element in run:
            name = local(element.tag)
            if name == "t":
                self._text(element.text or "", line, look, is_hidden=bool(is_hidden))
            elif name == "delText":
                self._hold("deleted", element.text or "")
            elif name == "br":
                self._break(element, line, look)
            elif name in _CHARACTERS:
                self._sign(_CHARACTERS[name], line, look)
            else:
                self._object(name, element, line)

    def _sign(self, sign: str, line: Line, look: Look) -> None:
        if self.is_made:
            self._hold("contents", sign)
        else:
            line.add(sign, look)

    def _break(self, element: Element, line: Line, look: Look) -> None:
        kind = attribute(element, "type")
        self._sign(" " if kind in {"page", "column"} else "\n", line, look)

    def _text(self, text: str, line: Line, look: Look, *, is_hidden: bool) -> None:
        text = _DIRECTION.sub("", text).replace("\u00ad", "")
        if self.is_made:
            self._hold("contents", text)
        elif is_hidden:
            self._hold("hidden", text)
        else:
            link = look.link or self._field_link()
            line.add(text.replace("\n", " "), look._replace(link=link))

    def _field_link(self) -> str:
        for row in reversed(self.fields):
            match = _LINK_FIELD.match(row.order.strip())
            if match and row.is_result and SAFE_LINK.match(match[1]):
                return match[1]
        return ""

    def _object(self, name: str, element: Element, line: Line) -> None:
        if name == "fldChar":
            self._field(attribute(element, "fldCharType"))
        elif name == "instrText" and self.fields:
            self.fields[-1].order += element.text or ""
        elif name in {"footnoteReference", "endnoteReference"}:
            kind = name.removesuffix("Reference")
            line.add(self.read_note(kind, attribute(element, "id")), is_html=True)
        elif name == "AlternateContent":
            self._inside_run(chosen(element), line)
        elif name in {"drawing", "pict", "object"}:
            self._drawing(element, line)
        elif name == "sym":
            self.losses.add("symbol", sample=attribute(element, "font"), words=0)

    def _inside_run(self, chosen_one: Element, line: Line) -> None:
        for element in chosen_one:
            self._object(local(element.tag), element, line)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].is_result = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _look(self, properties: Element | None, look: Look) -> Look:
        if properties is None:
            return look
        style = self.styles.of(value(properties, "rStyle"))
        bold, italic = is_on(properties, "b"), is_on(properties, "i")
        return Look(
            bold=(look.bold or style.bold) if bold is None else bold,
            italic=(look.italic or style.italic) if italic is None else italic,
            raised=value(properties, "vertAlign") == "superscript",
            link=look.link,
        )

    def _drawing(self, element: Element, line: Line) -> None:
        boxes = [row for row in element.iter("{*}txbxContent") if not _in_fallback(row, element)]
        for box in boxes:
            if not any(box in inner.iter() for inner in boxes if inner is not box):
                line.after += self.read_box(box)
        line.after += self.read_picture(element)


def chosen(element: Element) -> Element:
    """Of the same thing written twice, the first writing; the second is for old programs."""
    choice = child(element, "Choice")
    if choice is not None:
        return choice
    fallback = child(element, "Fallback")
    return element if fallback is None else fallback


def _in_fallback(element: Element, top: Element) -> bool:
    """Is it the second writing of something inside of the same drawing?"""
    parent = element.getparent()
    while parent is not None and parent is not top:
        if local(parent.tag) == "Fallback" and child(parent.getparent(), "Choice") is not None:
            return True
        parent = parent.getparent()
    return False


def _plain(element: Element) -> str:
    """All letters below an element, deleted ones too."""
    return "".join(row.text or "" for row in element.iter("{*}t", "{*}delText"))


def plain_paragraphs(root: Element) -> str:
    """The letters of a whole part, a line for each paragraph."""
    return "\n".join(paragraph_texts(root))
