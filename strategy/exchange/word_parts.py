"""Small pieces of WordprocessingML that python-docx has no words for."""

from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from lxml import etree

Element = Any
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
LEVELS = 9


def element(tag: str, /, **attributes: str) -> Element:
    """`element("numId", val="3")`; attributes are Word's own."""
    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def run(text: str, *, bold: bool = False, italic: bool = False, raised: bool = False) -> Element:
    made = element("r")
    switches = [element(name) for name, is_on in (("b", bold), ("i", italic)) if is_on]
    switches += [element("vertAlign", val="superscript")] if raised else []
    if switches:
        properties = element("rPr")
        properties.extend(switches)
        made.append(properties)
    for place, line in enumerate(text.split("\n")):
        if place:
            made.append(element("br"))
        letters = element("t")
        letters.text = line
        letters.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(letters)
    return made


def frame(tag: str) -> tuple[Element, Element]:
    """A content control that says what it holds, and the place to put it."""
    made, properties, content = element("sdt"), element("sdtPr"), element("sdtContent")
    properties.append(element("tag", val=tag))
    made.extend([properties, content])
    return made, content


def field(order: str, text: str) -> list[Element]:
    """A field that Word fills in by itself."""
    letters = element("instrText")
    letters.text = f" {order} "
    rows = [element("fldChar", fldCharType="begin", dirty="true"), letters]
    rows += [element("fldChar", fldCharType="separate")]
    made = []
    for row in rows:
        holder = element("r")
        holder.append(row)
        made.append(holder)
    end = element("r")
    end.append(element("fldChar", fldCharType="end"))
    return [*made, run(text), end]


class Lists:
    """Numbering: each list is one of its own, so that each begins where it should."""

    def __init__(self, document: Document) -> None:
        self._root = document.part.numbering_part.element
        taken = [int(row.get(qn("w:numId"))) for row in self._root.iter(qn("w:num"))]
        self._next = max(taken, default=0) + 1
        for number, is_ordered in ((700, False), (701, True)):
            self._root.insert(0, _abstract(number, is_ordered=is_ordered))

    def add(self, *, is_ordered: bool, level: int, start: int) -> str:
        """The id of a new list."""
        made = element("num", numId=str(self._next))
        made.append(element("abstractNumId", val="701" if is_ordered else "700"))
        override = element("lvlOverride", ilvl=str(level))
        override.append(element("startOverride", val=str(start)))
        made.append(override)
        self._root.append(made)
        self._next += 1
        return str(self._next - 1)


def _abstract(number: int, *, is_ordered: bool) -> Element:
    made = element("abstractNum", abstractNumId=str(number))
    made.append(element("multiLevelType", val="hybridMultilevel"))
    for level in range(LEVELS):
        row = element("lvl", ilvl=str(level))
        sign = f"%{level + 1}." if is_ordered else "•"
        row.append(element("start", val="1"))
        row.append(element("numFmt", val="decimal" if is_ordered else "bullet"))
        row.append(element("lvlText", val=sign))
        row.append(element("lvlJc", val="left"))
        properties = element("pPr")
        properties.append(element("ind", left=str(360 * (level + 1)), hanging="360"))
        row.append(properties)
        made.append(row)
    return made


class Notes:
    """Footnotes, kept in a part of their own."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._rows: list[str] = []

    def add(self, text: str) -> Element:
        """The sign in the text."""
        self._rows.append(text)
        made = element("r")
        properties = element("rPr")
        properties.append(element("vertAlign", val="superscript"))
        made.extend([properties, element("footnoteReference", id=str(len(self._rows)))])
        return made

    def save(self) -> None:
        """Once all are there."""
        if not self._rows:
            return
        root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
        for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
            root.append(_note(str(number), element(kind), kind))
        for number, text in enumerate(self._rows, 1):
            root.append(_note(str(number), None, "", text))
        content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        package = self._document.part.package
        part = Part(PackURI("/word/footnotes.xml"), NOTES_TYPE, content, package)
        self._document.part.relate_to(part, RELATION.FOOTNOTES)


def _note(number: str, sign: Element | None, kind: str, text: str = "") -> Element:
    made, paragraph = element("footnote", id=number), element("p")
    if sign is not None:
        made.set(qn("w:type"), kind)
        holder = element("r")
        holder.append(sign)
        paragraph.append(holder)
    else:
        mark = element("r")
        properties = element("rPr")
        properties.append(element("vertAlign", val="superscript"))
        mark.extend([properties, element("footnoteRef")])
        paragraph.extend([mark, run(f" {text}")])
    made.append(paragraph)
    return made
