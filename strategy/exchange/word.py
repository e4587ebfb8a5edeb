"""Read a .docx: every letter goes into a piece or into the account of losses."""

from collections.abc import Iterator
from typing import Any

from strategy.exchange import refusals
from strategy.exchange.lines import Line, LineReader, chosen, plain_paragraphs
from strategy.exchange.lists import Item, nested
from strategy.exchange.package import Package
from strategy.exchange.pictures import Pictures, captioned
from strategy.exchange.pieces import Losses, Piece, count_words
from strategy.exchange.refusals import Refused
from strategy.exchange.tables import Cells, as_table
from strategy.exchange.wordml import (
    Numbering,
    Style,
    Styles,
    attribute,
    child,
    is_on,
    level_in_outline,
    local,
    number,
    value,
)

Element = Any
GENERATED = "cda:"  # the tag of what our own documents contain without being text
LONGEST_GUESS = 14  # words of a line that may be a heading
_INSIDE = {"ins", "moveTo", "customXml", "smartTag"}
_GONE = {"del": "deleted", "moveFrom": "moved"}
_SEPARATORS = {"separator", "continuationSeparator", "continuationNotice"}


def read_word(content: bytes, losses: Losses) -> list[Piece]:
    """The pieces of a document, in their order."""
    return WordReader(Package(content), losses).read()


class WordReader:
    """Walks through one document."""

    def __init__(self, package: Package, losses: Losses) -> None:
        self.package, self.losses = package, losses
        self.styles, self.numbering = Styles(package), Numbering(package)
        self.pictures = Pictures(package, losses)
        self.lines = LineReader(package, self.styles, losses)
        self.lines.read_note = self._note
        self.lines.read_box = self._box
        self.lines.read_picture = self.pictures.read
        self.notes = {kind: self._notes(kind) for kind in ("footnote", "endnote")}
        self.items: list[Item] = []
        self.counted: dict[tuple[str, int], int] = {}

    def read(self) -> list[Piece]:
        body = child(self.package.xml(self.package.main), "body")
        if body is None:
            raise Refused(refusals.BROKEN)
        pieces = list(self._pieces(body))
        self._unread_notes()
        self._margins()
        return captioned([piece for piece in pieces if piece.html])

    # Blocks --------------------------------------------------------------------------------

    def _pieces(self, parent: Element) -> Iterator[Piece]:
        """Paragraphs and tables; items of a list are held until the list ends."""
        for element in self._blocks(parent):
            if local(element.tag) == "tbl":
                yield from self._list()
                yield from self._table(element)
            else:
                yield from self._paragraph(element)
        yield from self._list()

    def _blocks(self, parent: Element) -> Iterator[Element]:
        for element in parent:
            name = local(element.tag)
            if name in {"p", "tbl"}:
                yield element
            elif name == "sdt":
                yield from self._control(element)
            elif name in _INSIDE:
                yield from self._blocks(element)
            elif name == "AlternateContent":
                yield from self._blocks(chosen(element))
            elif name in _GONE:
                self.losses.add(_GONE[name], plain_paragraphs(element))
            elif name == "altChunk":
                self.losses.add("embedded")

    def _control(self, element: Element) -> Iterator[Element]:
        """A frame of Word's around blocks: a table of contents, a form, or a part of our own."""
        properties, content = child(element, "sdtPr"), child(element, "sdtContent")
        gallery = value(properties, "docPartObj", "docPartGallery")
        if value(properties, "tag").startswith(GENERATED):
            self.losses.add("generated", plain_paragraphs(element))
        elif gallery in {"Table of Contents", "Bibliographies"}:
            self.losses.add("contents", plain_paragraphs(element).replace("\t", " "))
        elif is_on(properties, "showingPlcHdr"):
            self.losses.add("placeholder", plain_paragraphs(element))
        elif content is not None:
            yield from self._blocks(content)

    # Paragraphs ----------------------------------------------------------------------------

    def _paragraph(self, element: Element) -> Iterator[Piece]:
        properties = child(element, "pPr")
        style = self.styles.of(value(properties, "pStyle"))
        line = self.lines.read(element, style)
        if style.is_contents and not line.is_empty:
            self.losses.add("contents", line.text())
            line.runs.clear()
        level = level_in_outline(properties) or style.level
        item = None if level else self._item(properties, style, line)
        if line.is_empty:
            pass
        elif item is not None:
            self.items.append(item)
        else:
            yield from self._list()
            yield self._piece(line, level, style)
        if line.after:
            yield from self._list()
            yield from line.after

    def _piece(self, line: Line, level: int, style: Style) -> Piece:
        if level:
            return Piece(line.html(keep_bold=False), level, line.code)
        if style.is_quote:
            return Piece(f"<blockquote><p>{line.html()}</p></blockquote>")
        if style.is_caption:
            return Piece(f"<p>{line.html()}</p>", code="caption")
        return Piece(f"<p>{line.html()}</p>", is_guess=_looks_like_heading(line))

    def _item(self, properties: Element | None, style: Style, line: Line) -> Item | None:
        """The paragraph as an item of a list, if it is one."""
        own = child(properties, "numPr")
        list_id = value(own, "numId") if own is not None else style.list_id
        if list_id in {"", "0"} or not (own is not None or style.list_id):
            return None
        level = number(value(own, "ilvl"), style.list_level)
        sign = self.numbering.sign(list_id, level)
        if sign.is_none or (sign.is_ordered and level == 0 and _looks_like_heading(line)):
            return None
        return Item(line.html(), min(level, 8), list_id, sign)

    def _list(self) -> Iterator[Piece]:
        items, self.items = self.items, []
        yield from (Piece(html) for html in nested(items, self.counted))

    # Tables --------------------------------------------------------------------------------

    def _table(self, table: Element) -> Iterator[Piece]:
        """A table of one cell is a frame around text; any other stays a table."""
        rows = list(self._rows(table))
        if len(rows) == 1 and len(rows[0].cells) == 1:
            yield from self._pieces(rows[0].cells[0])
            return
        after: list[Piece] = []
        html = as_table(rows, lambda cell: self._cell(cell, after), self.losses)
        yield Piece(html)
        yield from after

    def _rows(self, parent: Element) -> Iterator[Cells]:
        for row in parent:
            name = local(row.tag)
            if name == "sdt" and child(row, "sdtContent") is not None:
                yield from self._rows(child(row, "sdtContent"))
            elif name in _INSIDE:
                yield from self._rows(row)
            elif name == "tr":
                if child(child(row, "trPr"), "del") is not None:
                    self.losses.add("deleted", plain_paragraphs(row))
                else:
                    yield Cells(row)

    def _cell(self, cell: Element, after: list[Piece]) -> str:
        """The lines of a cell; what cannot stand in one comes after the table."""
        written = []
        for element in self._blocks(cell):
            if local(element.tag) == "tbl":
                written += self._table_in_cell(element, after)
                continue
            style = self.styles.of(value(child(element, "pPr"), "pStyle"))
            line = self.lines.read(element, style)
            item = self._item(child(element, "pPr"), style, line)
            sign = "• " if item and not item.sign.is_ordered and not line.is_empty else ""
            written += [sign + line.html()] if not line.is_empty else []
            after += line.after
        return "<br>".join(written)

    def _table_in_cell(self, table: Element, after: list[Piece]) -> list[str]:
        """A table inside of a table becomes lines."""
        self.losses.add("nested_table", words=0)
        rows = self._rows(table)
        return [" · ".join(self._cell(cell, after) for cell in row.cells) for row in rows]

    # Notes and boxes -----------------------------------------------------------------------

    def _box(self, box: Element) -> list[Piece]:
        self.losses.add("text_box", words=0, sample=plain_paragraphs(box))
        outer, self.items = self.items, []
        pieces = list(self._pieces(box))
        self.items = outer
        return pieces

    def _notes(self, kind: str) -> dict[str, Element]:
        part = self.package.part_of(f"{kind}s")
        if part is None:
            return {}
        rows = (row for row in self.package.xml(part) if local(row.tag) == kind)
        return {
            attribute(row, "id"): row for row in rows if attribute(row, "type") not in _SEPARATORS
        }

    def _note(self, kind: str, note_id: str) -> str:
        """A footnote where it is called for. The second call of the same one stays without."""
        note = self.notes[kind].pop(note_id, None)
        if note is None:
            return ""
        lines = [self._note_line(row) for row in note.iter("{*}p")]
        text = " ".join(line for line in lines if line)
        return f"<small>{text}</small>" if text else ""

    def _note_line(self, paragraph: Element) -> str:
        line = self.lines.read(paragraph, Style())
        if line.after:
            self.losses.add("note_picture", words=0)
        return line.html().replace("<br>", " ")

    def _unread_notes(self) -> None:
        for notes in self.notes.values():
            for note in notes.values():
                self.losses.add("unused_note", plain_paragraphs(note))

    # Around the text -----------------------------------------------------------------------

    def _margins(self) -> None:
        """Headers, footers, comments, diagrams and charts are named, with their words."""
        for kind, *roles in (
            ("header", "header"),
            ("footer", "footer"),
            ("comment", "comments"),
            ("drawing", "diagramData", "chart", "chartEx"),
        ):
            for part in self.package.parts_of(*roles):
                text = plain_paragraphs(self.package.xml(part))
                if count_words(text) or kind == "drawing":
                    self.losses.add(kind, text)
        outside = self.package.relations(self.package.main).values()
        for relation in outside:
            if relation.is_external and relation.kind not in {"hyperlink", "image"}:
                self.losses.add("outside", sample=relation.target, words=0)


def _looks_like_heading(line: Line) -> bool:
    """Short and bold or in capitals all through, and not a sentence: it may be a heading."""
    text = line.text().strip()
    if not 0 < count_words(text) <= LONGEST_GUESS or text[-1] in ".;:,":
        return False
    return line.is_all_bold or (text.isupper() and len(text) > len("ABC"))
