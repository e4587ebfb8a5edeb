"""Read HTML, Markdown and plain text: what people paste, and what other programs write."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.html import escape
from lxml import etree
from lxml import html as markup
from markdown_it import MarkdownIt

from strategy.exchange import refusals
from strategy.exchange.lines import SAFE_LINK
from strategy.exchange.package import require_shallow
from strategy.exchange.pictures import figure
from strategy.exchange.pieces import Losses, Piece, count_words, text_of
from strategy.exchange.refusals import Refused

Element = Any
FindPicture = Callable[[str], str]
LONGEST = 8_000_000
LONGEST_GUESS = 12
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_DROPPED = {
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "math", "form",
    "input", "select", "textarea", "button", "video", "audio", "canvas", "link", "meta", "title",
}  # fmt: skip
_LISTS = {"ul", "ol"}
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "body", "html",
    "head", "address", "center", "pre", "dl", "dt", "dd", "hr", "table", "blockquote", "figure",
    "figcaption", "li", "details", "summary", "fieldset", *_LISTS, *_HEADINGS,
}  # fmt: skip
_INLINE = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sup": "sup", "small": "small"}
_LOOKS_LIKE_HTML = re.compile(r"(?i)<(?:!doctype|html|body|p|div|span|h[1-6]|ul|ol|table|br)\b")
_LOOKS_LIKE_MARKS = re.compile(r"(?m)^#{1,6}\s+\S")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MARKS = MarkdownIt("commonmark").enable("table")
_NOTE = re.compile(r"\^\[([^\[\]\n]+)\]")


def read_text(
    text: str, losses: Losses, kind: str = "", picture: FindPicture | None = None
) -> tuple[list[Piece], int]:
    """The pieces of a text and the words in it; its kind is guessed if nobody says.

    `picture` finds the picture that an address means, where pictures came along.
    """
    if len(text) > LONGEST:
        raise Refused(refusals.TOO_BIG)
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    kind = kind or _kind_of(text)
    if kind == "plain":
        return _plain(text), count_words(text)
    if kind == "marks":
        text = _NOTE.sub(r"<small>\1</small>", _MARKS.render(text))
    return _read_html(text, losses, picture)


def _kind_of(text: str) -> str:
    if _LOOKS_LIKE_HTML.search(text):
        return "html"
    return "marks" if _LOOKS_LIKE_MARKS.search(text) else "plain"


def _plain(text: str) -> list[Piece]:
    """Paragraphs between empty lines. A short line by itself may be a heading."""
    pieces = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        if lines:
            html = "<br>".join(escape(line) for line in lines)
            is_short = len(lines) == 1 and count_words(lines[0]) <= LONGEST_GUESS
            is_guess = is_short and lines[0][-1] not in ".;:,?!"
            pieces.append(Piece(f"<p>{html}</p>", is_guess=is_guess))
    return pieces


def _read_html(text: str, losses: Losses, picture: FindPicture | None) -> tuple[list[Piece], int]:
    if not text.strip():
        return [], 0
    try:
        root: Element = markup.document_fromstring(text.encode(), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise Refused(refusals.NO_TEXT) from error
    require_shallow(root)
    for element in list(root.iter(*_DROPPED)):
        if element.tag not in {"meta", "link"}:
            losses.add("code", sample=f"<{element.tag}>", words=0)
        element.drop_tree()
    if picture:
        _set_pictures(root, picture)
    for element in root.iter():  # a sign can also be written as a number
        element.text = _CONTROL.sub("", element.text or "")
        element.tail = _CONTROL.sub("", element.tail or "")
    words = sum(count_words(line) for line in _lines(root))
    return WebReader(losses).read(root), words


def _set_pictures(root: Element, picture: FindPicture) -> None:
    """A picture alone in its paragraph is a figure; its title is what stands under it."""
    for image in list(root.iter("img")):
        frame, name = image.getparent(), picture(str(image.get("src") or ""))
        is_alone = len(frame) == 1 and not (frame.text or "").strip()
        is_alone = is_alone and frame.tag == "p" and not (image.tail or "").strip()
        if not name or not (is_alone or frame.tag == "figure"):
            continue
        frame.tag = "figure"
        image.set("data-name", name)
        if is_alone and image.get("title"):
            etree.SubElement(frame, "figcaption").text = image.get("title")


def _parser() -> markup.HTMLParser:
    return markup.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )


def _lines(root: Element) -> Iterator[str]:
    """The letters of a page, a line for each block."""
    line: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_break = element.tag in _BLOCKS or element.tag in {"br", "td", "th", "tr", "small"}
        if is_break:
            yield "".join(line)
            line = []
        line.append((element.text if event == "start" else element.tail) or "")
    yield "".join(line)


class WebReader:
    """Turns a page into pieces."""

    def __init__(self, losses: Losses) -> None:
        self.losses = losses

    def read(self, root: Element) -> list[Piece]:
        return [piece for piece in self._blocks(root) if piece.html]

    def _blocks(self, parent: Element) -> Iterator[Piece]:
        """Words that stand free between blocks are paragraphs of their own."""
        held: list[str] = [escape(parent.text or "")]
        for element in parent:
            if element.tag in _BLOCKS or _has_blocks(element):
                yield from _paragraph(held)
                held = []
                yield from self._block(element)
            else:
                held.append(self._inline(element))
            held.append(escape(element.tail or ""))
        yield from _paragraph(held)

    def _block(self, element: Element) -> Iterator[Piece]:
        tag = element.tag
        if tag in _HEADINGS:
            yield Piece(_tidy(escape(element.text_content())), _HEADINGS[tag])
        elif tag in _LISTS:
            yield Piece(self._list(element))
        elif tag == "table":
            yield Piece(self._table(element))
        elif tag == "figure" and element.find("img[@data-name]") is not None:
            yield Piece(self._figure(element))
        elif tag == "blockquote":
            inner = "".join(f"<p>{html}</p>" for html in self._flat(element))
            yield Piece(f"<blockquote>{inner}</blockquote>" if inner else "")
        else:
            yield from self._blocks(element)

    def _figure(self, element: Element) -> str:
        image, caption = element.find("img[@data-name]"), element.find("figcaption")
        html = figure(image.get("data-name"), " ".join((image.get("alt") or "").split()))
        under = "" if caption is None else _tidy(escape(caption.text_content()))
        words = f"<figcaption>{under}</figcaption></figure>" if under else "</figure>"
        return html.removesuffix("</figure>") + words

    def _flat(self, element: Element) -> list[str]:
        """The blocks inside, each as one line."""
        flat = (re.sub(r"\A<p>|</p>\Z", "", piece.html) for piece in self._blocks(element))
        return [html if not html.startswith("<") else _unblocked(html) for html in flat if html]

    def _list(self, element: Element) -> str:
        items = [f"<li>{stray}</li>" for stray in _strays(element)]
        for child in element:
            if child.tag in _LISTS and items:  # a list right inside of a list, as Word writes it
                items[-1] = items[-1].removesuffix("</li>") + self._list(child) + "</li>"
            elif child.tag in _LISTS:
                items.append(f"<li>{self._list(child)}</li>")
            else:
                items.append(f"<li>{self._item(child)}</li>")
        start = re.fullmatch(r"\d{1,9}", element.get("start") or "")
        first = f' start="{start[0]}"' if start and element.tag == "ol" else ""
        return f"<{element.tag}{first}>{''.join(items)}</{element.tag}>" if items else ""

    def _item(self, item: Element) -> str:
        inner = [piece.html for piece in self._blocks(item)]
        lists = [html for html in inner if html.startswith(("<ul", "<ol"))]
        lines = [_unblocked(html) for html in inner if html not in lists]
        return "<br>".join(lines) + "".join(lists)

    def _table(self, table: Element) -> str:
        rows = [row for row in table.iter("tr") if _nearest_table(row) is table]
        heads = [row for row in rows if row.getparent().tag == "thead"]
        head = "".join(self._row(row, "th") for row in heads)
        body = "".join(self._row(row, "td") for row in rows if row not in heads)
        caption = "".join(
            _tidy(escape(row.text_content())) for row in table.iterchildren("caption")
        )
        if caption:
            body = f'<tr><td colspan="{len(rows[0]) if rows else 1}">{caption}</td></tr>' + body
        head = f"<thead>{head}</thead>" if head else ""
        return f"<table>{head}<tbody>{body}</tbody></table>" if head or body else ""

    def _row(self, row: Element, tag: str) -> str:
        return f"<tr>{''.join(self._cell(cell, tag) for cell in row.iterchildren('td', 'th'))}</tr>"

    def _cell(self, cell: Element, tag: str) -> str:
        spans = "".join(
            f' {name}="{cell.get(name)}"'
            for name in ("colspan", "rowspan")
            if re.fullmatch(r"[2-9]|[1-5]\d", cell.get(name) or "")
        )
        return f"<{tag}{spans}>{'<br>'.join(self._flat(cell))}</{tag}>"

    def _inline(self, element: Element) -> str:
        if element.tag == "br":
            return "<br>"
        if element.tag == "img":
            self.losses.add("picture", sample=str(element.get("alt") or "")[:80], words=0)
            return ""
        inner = str(escape(element.text or ""))
        for child in element:
            inner += self._inline(child) + escape(child.tail or "")
        if element.tag == "a":
            return self._link(str(element.get("href") or "").strip(), inner)
        tag = _INLINE.get(element.tag, "")
        return f"<{tag}>{inner}</{tag}>" if tag and inner.strip() else inner

    def _link(self, address: str, inner: str) -> str:
        if SAFE_LINK.match(address):
            return f'<a href="{escape(address)}">{inner}</a>'
        if address and not address.startswith("#"):
            self.losses.add("link", sample=address, words=0)
        return inner


def _strays(element: Element) -> list[str]:
    """Words right inside of a list, in no item."""
    texts = (element.text or "", *(child.tail or "" for child in element))
    return [_tidy(escape(text)) for text in texts if text.strip()]


def _has_blocks(element: Element) -> bool:
    return any(row.tag in _BLOCKS for row in element.iter() if row is not element)


def _nearest_table(row: Element) -> Element:
    return next(row.iterancestors("table"))


def _paragraph(held: list[str]) -> Iterator[Piece]:
    html = _tidy("".join(held))
    if text_of(html):
        yield Piece(f"<p>{html}</p>")


def _tidy(html: str) -> str:
    """One space between words; none, and no empty line, at the ends."""
    html = re.sub(r"[ \t\n\xa0]+", " ", html)
    return re.sub(r"^(?: |<br>)+|(?: |<br>)+$", "", html)


def _unblocked(html: str) -> str:
    """A block as a line: lists and tables inside of cells and quotes lose their frame."""
    html = re.sub(r"</(?:li|tr|p|h[3-4])>(?=.)", "<br>", html)
    html = re.sub(r"</t[dh]>(?=<t[dh])", " · ", html)
    html = re.sub(
        r"</?(?:ul|ol|li|table|thead|tbody|tr|t[dh]|p|blockquote|figure)\b[^>]*>", "", html
    )
    return re.sub(r"(?:<br>)+$", "", html)
