"""Our paragraphs as Word's: headings, lists, quotes, tables with joined cells, pictures, notes."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any, NamedTuple

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.oxml.ns import qn
from docx.shared import Emu, Mm
from docx.text.paragraph import Paragraph
from lxml import html as markup

from strategy.exchange.pieces import text_of
from strategy.exchange.word_parts import Lists, Notes, element, run

Element = Any
WIDEST = Mm(160)
STYLES = {"h3": "Heading 2", "h4": "Heading 3", "p": "Normal"}
CONTAINED = {"ul", "ol", "p", "blockquote", "table", "h3", "h4"}


class Look(NamedTuple):
    bold: bool = False
    italic: bool = False
    raised: bool = False


PLAIN = Look()


class Blocks:
    """Writes into one document. `pictures` are the bytes by key."""

    def __init__(self, document: Document, pictures: Mapping[str, bytes]) -> None:
        self.document, self.pictures = document, pictures
        self.lists, self.notes = Lists(document), Notes(document)

    def write(self, html: str) -> None:
        """One paragraph of ours."""
        writers: dict[str, Callable[[Element], None]] = {
            "ul": self._list,
            "ol": self._list,
            "blockquote": self._quote,
            "table": self.table,
            "figure": self._figure,
        }
        for block in markup.fragment_fromstring(html, create_parent="div"):
            writers.get(str(block.tag), self._line)(block)

    def _line(self, block: Element) -> None:
        style = STYLES.get(block.tag, "Normal")
        self._inline(block, self.document.add_paragraph(style=style)._p)

    def _inline(self, parent: Element, target: Element, look: Look = PLAIN) -> None:
        """The words of an element as runs; blocks inside of it are written by somebody else."""
        is_holder = any(child.tag in CONTAINED for child in parent)
        if parent.text and (parent.text.strip() or not is_holder):
            target.append(run(_spaced(parent.text), **look._asdict()))
        for child in parent:
            if child.tag not in CONTAINED:
                self._run(child, target, look)
            if child.tail and (child.tail.strip() or child.tag not in CONTAINED):
                target.append(run(_spaced(child.tail), **look._asdict()))

    def _run(self, child: Element, target: Element, look: Look) -> None:
        if child.tag == "br":
            target.append(run("\n"))
        elif child.tag == "small":
            target.append(self.notes.add(" ".join(child.text_content().split())))
        elif child.tag == "a" and child.get("href"):
            link = element("hyperlink")
            relation = self.document.part.relate_to(
                child.get("href"), RELATION.HYPERLINK, is_external=True
            )
            link.set(qn("r:id"), relation)
            self._inline(child, link, look)
            target.append(link)
        else:
            tag = child.tag
            deeper = Look(
                look.bold or tag == "strong",
                look.italic or tag == "em",
                look.raised or tag == "sup",
            )
            self._inline(child, target, deeper)

    # Lists and quotes ----------------------------------------------------------------------

    def _list(self, block: Element, level: int = 0) -> None:
        start = int(block.get("start", "1"))
        list_id = self.lists.add(is_ordered=block.tag == "ol", level=level, start=start)
        for item in block.iterchildren("li"):
            self._item(item, list_id, level)

    def _item(self, item: Element, list_id: str, level: int) -> None:
        """The words of an item in one paragraph, then the lists inside of it."""
        paragraph = self.document.add_paragraph(style="List Paragraph")
        numbers = element("numPr")
        numbers.extend([element("ilvl", val=str(level)), element("numId", val=list_id)])
        paragraph._p.get_or_add_pPr().append(numbers)
        self._lines(item, paragraph._p)
        for child in item.iterchildren("ul", "ol"):
            self._list(child, min(level + 1, 8))

    def _lines(self, holder: Element, target: Element) -> None:
        """Free words and paragraphs, a new line between them."""
        self._inline(holder, target)
        for child in _flat(holder):
            if len(target) > 1 or (len(target) and target[0].tag != qn("w:pPr")):
                target.append(run("\n"))
            self._inline(child, target)

    def _quote(self, block: Element) -> None:
        for child in block:
            if child.tag in {"ul", "ol"}:
                self._list(child)
            elif child.tag == "table":
                self.table(child)
            else:
                self._inline(child, self.document.add_paragraph(style="Quote")._p)

    # Tables --------------------------------------------------------------------------------

    def table(self, block: Element) -> None:
        """Rows of headings repeat on every page."""
        rows = list(block.iter("tr"))
        places = [list(cells) for cells in _placed(rows)]
        width = max((sum(cell.width for cell in cells) for cells in places), default=0)
        if not width:
            return
        table = self.document.add_table(rows=0, cols=width, style="Table Grid")._tbl
        for row, cells in zip(rows, places, strict=True):
            line = element("tr")
            if row.getparent().tag == "thead":
                properties = element("trPr")
                properties.append(element("tblHeader"))
                line.append(properties)
            line.extend(self._cell(cell) for cell in cells)
            table.append(line)
        self.document.add_paragraph()

    def _cell(self, cell: "_Cell") -> Element:
        made, properties = element("tc"), element("tcPr")
        if cell.width > 1:
            properties.append(element("gridSpan", val=str(cell.width)))
        if cell.merge:
            properties.append(element("vMerge", val=cell.merge))
        made.append(properties)
        paragraph = element("p")
        if cell.source is not None:
            self._lines(cell.source, paragraph)
        made.append(paragraph)
        return made

    # Pictures ------------------------------------------------------------------------------

    def _figure(self, block: Element) -> None:
        image = next(block.iter("img"), None)
        content = (
            self.pictures.get(image.get("src", "").partition(":")[2]) if image is not None else None
        )
        if image is not None and content:
            paragraph = self.document.add_paragraph()
            shape = paragraph.add_run().add_picture(BytesIO(content))
            shape._inline.docPr.set("descr", image.get("alt", ""))
            if shape.width > WIDEST:
                shape.height = Emu(shape.height * WIDEST // shape.width)
                shape.width = WIDEST
        for caption in block.iter("figcaption"):
            written: Paragraph = self.document.add_paragraph(style="Caption")
            self._inline(caption, written._p)


class _Cell(NamedTuple):
    """A cell with its width; `merge` says whether it begins or continues a tall one."""

    source: Element | None
    width: int
    merge: str = ""


def _placed(rows: list[Element]) -> Iterator[list[_Cell]]:
    """The cells of each row, with those that reach down from above."""
    hanging: dict[int, tuple[int, int]] = {}  # column → (rows left, width)
    for row in rows:
        cells: list[_Cell] = []
        column = 0
        for cell in row.iterchildren("td", "th"):
            column = _continued(cells, column, hanging)
            width, height = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
            cells.append(_Cell(cell, width, "restart" if height > 1 else ""))
            if height > 1:
                hanging[column] = (height - 1, width)
            column += width
        _continued(cells, column, hanging)
        yield cells


def _continued(cells: list[_Cell], column: int, hanging: dict[int, tuple[int, int]]) -> int:
    while column in hanging:
        left, width = hanging.pop(column)
        if left > 1:
            hanging[column] = (left - 1, width)
        cells.append(_Cell(None, width, "continue"))
        column += width
    return column


def _flat(holder: Element) -> list[Element]:
    """Blocks inside of a cell or an item that are no lists of an item."""
    is_item = holder.tag == "li"
    found: list[Element] = []
    for child in holder:
        if child.tag in {"p", "h3", "h4"}:
            found.append(child)
        elif child.tag in CONTAINED and not (is_item and child.tag in {"ul", "ol"}):
            found += list(child.iter("li", "p", "tr"))
    return [row for row in found if text_of(markup.tostring(row, encoding="unicode"))]


def _spaced(text: str) -> str:
    return " ".join(text.replace("\n", " ").split(" "))
