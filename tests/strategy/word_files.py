"""Word documents for tests, built in memory: usual ones, odd ones, broken ones and hostile ones."""

import io
import re
import zipfile
from functools import cache

import docx
from docx.opc.constants import CONTENT_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = CONTENT_TYPE.WML_DOCUMENT_MAIN
SENTENCE = "The city opens its data to residents, because decisions get better when people look."


def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def new():
    return docx.Document()


def raw(document, xml):
    """Put WordprocessingML at the end of the body, as other programs write it."""
    spaces = f" {W} {R} {MC} {V} {WPS}"
    element = parse_xml(re.sub(r"(/?>)", lambda end: spaces + end[1], xml, count=1))
    document.element.body.insert_element_before(element, "w:sectPr")
    return element


def paragraph(document, runs, properties=""):
    return raw(document, f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{runs}</w:p>")


def run(text, properties=""):
    inner = properties and f"<w:rPr>{properties}</w:rPr>"
    return f'<w:r>{inner}<w:t xml:space="preserve">{text}</w:t></w:r>'


def picture_bytes(kind="PNG", size=(8, 6), colour="teal"):
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, kind)
    return stream.getvalue()


def with_members(content, added=None, changed=None, removed=()):
    """The same archive with other members in it."""
    stream, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(content))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            if info.filename not in removed:
                member = source.read(info.filename)
                target.writestr(
                    info.filename, (changed or {}).get(info.filename, lambda x: x)(member)
                )
        for name, member in (added or {}).items():
            target.writestr(name, member)
    return stream.getvalue()


def with_part(content, name, xml, kind, content_type):
    """Add a part that the text points at: footnotes, comments, a chart."""
    relation = f'<Relationship Id="x{kind}" Type="{REL}/{kind}" Target="{name}"/></Relationships>'
    override = f'<Override PartName="/word/{name}" ContentType="{content_type}"/></Types>'
    return with_members(
        content,
        added={f"word/{name}": xml},
        changed={
            "word/_rels/document.xml.rels": lambda x: x.replace(
                b"</Relationships>", relation.encode()
            ),
            "[Content_Types].xml": lambda x: x.replace(b"</Types>", override.encode()),
        },
    )


def notes_xml(kind, notes):
    rows = "".join(
        f'<w:{kind} w:id="{number}"><w:p>{run(text)}</w:p></w:{kind}>'
        for number, text in notes.items()
    )
    separator = (
        f'<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
    )
    return f"<w:{kind}s {W}>{separator}{rows}</w:{kind}s>".encode()


def with_notes(content, kind="footnote", **notes):
    rows = {number.strip("n"): text for number, text in notes.items()}
    xml = notes_xml(kind, rows)
    return with_part(
        content, f"{kind}s.xml", xml, f"{kind}s", f"{MAIN}+{kind}s".replace("main+", "")
    )


def reference(number, kind="footnote"):
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def list_item(document, text, level=0, list_id=1):
    numbers = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return paragraph(document, run(text), numbers)


def add_numbering(document, list_id, formats, start=1):
    """A list whose levels have these kinds of sign."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/></w:lvl>'
        for level, kind in enumerate(formats)
    )
    abstract = parse_xml(
        f'<w:abstractNum {W} w:abstractNumId="{list_id + 900}">{levels}</w:abstractNum>'
    )
    numbering.insert(0, abstract)
    number = parse_xml(
        f'<w:num {W} w:numId="{list_id}"><w:abstractNumId w:val="{list_id + 900}"/></w:num>'
    )
    numbering.append(number)


def merged_table(document):
    """Two merged rows, two merged columns, a head that repeats."""
    table = document.add_table(rows=4, cols=3)
    for row, texts in enumerate(
        (("Body", "Duty", "Meets"), ("Council", "Decides", "Monthly"),
         ("", "Reports", "Yearly"), ("Office", "Runs it all", ""))
    ):  # fmt: skip
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 1).merge(table.cell(3, 2))
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(OxmlElement("w:tblHeader"))
    return table


def text_box(text, *, twice=True):
    inner = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    old = f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
    if not twice:
        return f"<w:r>{old}</w:r>"
    new_ = f"<w:drawing><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></w:drawing>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new_}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(order, result):
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{order}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@cache
def long_document(pages=300, words_on_a_page=400):
    """A strategy of hundreds of pages: chapters, lists, tables, and plain text."""
    document = new()
    per_page = words_on_a_page // len(SENTENCE.split())
    for page in range(pages):
        if page % 10 == 0:
            document.add_heading(f"Chapter {page // 10 + 1}", 1)
        document.add_heading(f"Topic {page}", 2)
        for _ in range(per_page // 3):
            line = document.add_paragraph()
            for part in (SENTENCE[:30], SENTENCE[30:] + " ", SENTENCE + " ", SENTENCE):
                line.add_run(part)
        for _ in range(3):
            document.add_paragraph("One more thing", style="List Bullet")
        if page % 5 == 0:
            merged_table(document)
    return saved(document)


def hyperlink(document, address, text):
    identifier = document.part.relate_to(address, f"{REL}/hyperlink", is_external=True)
    return f'<w:hyperlink r:id="{identifier}">{run(text)}</w:hyperlink>'


def bookmark(document, name):
    row = document.paragraphs[-1]._p
    start = OxmlElement("w:bookmarkStart")
    start.set(qn("w:name"), name)
    start.set(qn("w:id"), "7")
    row.insert(1, start)
