"""HTML that a rich field sends or somebody pastes, said in our own few words.

Whatever the source, the same text gets the same spelling: that of the marks, wherever marks can
say it. Words are never dropped: what may not stay an element becomes a paragraph or plain words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape

from strategy.models.runs import Element, Node, inline_html, runs_of, tree, without_breaks
from strategy.models.vocabulary import cleaned, incoming, picture, plain

HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
CONTAINERS = {"div", "section", "article", "header", "footer", "main", "aside", "nav"} | {
    "address", "pre", "dl", "dt", "dd", "caption", "center", "fieldset", "form", "details",
    "summary", "hr", "option", "legend", "figcaption", "thead", "tbody", "tfoot", "tr",
}  # fmt: skip
BLOCKS = {"p", "ul", "ol", "li", "blockquote", "table", "th", "td", "figure"} | {
    *HEADINGS,
    *CONTAINERS,
}
# A table wider than this is no table on paper.
MOST_COLUMNS = 40
REMEMBERED = 4_096
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")


@dataclass(frozen=True)
class Piece:
    """One paragraph, heading, list, quote, table or figure; `inner` is that of a paragraph."""

    tag: str
    html: str
    id: str = ""
    inner: str = ""


def pieces(html: str) -> list[Piece]:
    """Everything in it, top level by top level: what was seen before is not worked out again."""
    return [piece for chunk in _chunks(incoming(html)) for piece in _known(chunk)]


def normal(html: str) -> str:
    """One stored paragraph in the spelling of `pieces`, to see whether it is the same still."""
    return "\n".join(piece.html for piece in _known(html))


@lru_cache(maxsize=REMEMBERED)
def _known(chunk: str) -> tuple[Piece, ...]:
    found = (_clean(piece) for piece in _flow(tree(chunk).children))
    return tuple(piece for piece in found if plain(piece.html))


def _clean(piece: Piece) -> Piece:
    return Piece(piece.tag, cleaned(piece.html), piece.id)


def _chunks(html: str) -> Iterator[str]:
    """The elements of the top level, one by one; words that stand free come together."""
    begun, depth, start = 0, 0, 0
    for found in _TAG.finditer(html):
        is_end, tag = bool(found[1]), found[2]
        if tag in {"br", "img", "hr"}:
            continue
        if not is_end and depth == 0 and tag in BLOCKS:
            yield html[begun : found.start()]
            begun = found.start()
        depth += -1 if is_end else 1
        if is_end and depth == 0 and tag in BLOCKS:
            yield html[begun : found.end()]
            begun = start = found.end()
    yield html[max(begun, start) :]


def _flow(nodes: list[Node]) -> list[Piece]:
    """Blocks as they follow each other; free words between them are a paragraph."""
    found: list[Piece] = []
    free: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and _holds_blocks(node):
            found += _paragraph(free)
            found += _named(_block(node), node.attributes.get("data-id", ""))
            free = []
        else:
            free.append(node)
    return found + _paragraph(free)


def _holds_blocks(element: Element) -> bool:
    return (
        element.tag in BLOCKS
        or _is_picture(element)
        or any(isinstance(child, Element) and _holds_blocks(child) for child in element.children)
    )


def _named(made: list[Piece], id_: str) -> list[Piece]:
    """What an element became carries its id: the first of it, where it became several."""
    if made and id_ and not made[0].id:
        made[0] = Piece(made[0].tag, made[0].html, id_, made[0].inner)
    return made


def _paragraph(nodes: list[Node], tag: str = "p") -> list[Piece]:
    inner = inline_html(runs_of(nodes))
    return [Piece(tag, f"<{tag}>{inner}</{tag}>", inner=inner)] if inner else []


def _block(element: Element) -> list[Piece]:
    if element.tag in {"p", *HEADINGS}:
        return _line(element)
    if element.tag in {"ul", "ol"}:
        return _list(element)
    if element.tag == "blockquote":
        return _quote(element)
    if element.tag == "table":
        return _table(element)
    if element.tag == "figure":
        return _figure(element)
    if element.tag == "img":
        return [_pictured(element, "")]
    return _flow(element.children)


def _line(element: Element) -> list[Piece]:
    """A paragraph or heading. What cannot stand in one comes after it."""
    tag = HEADINGS.get(element.tag, "p")
    if not any(isinstance(child, Element) and _holds_blocks(child) for child in element.children):
        return _paragraph(element.children, tag)
    made = _flow(element.children)
    return [
        Piece(tag, f"<{tag}>{piece.inner}</{tag}>", piece.id, piece.inner)
        if piece.tag == "p" and tag != "p"
        else piece
        for piece in made
    ]


def _list(element: Element) -> list[Piece]:
    items, figures = [], []
    for child in _items(element):
        inside, lifted = _without_figures(_flow(child))
        items += [inside] if inside else []
        figures += lifted
    if not items:
        return figures
    is_loose = any(piece.tag == "p" for item in items for piece in item[1:])
    body = "\n".join(f"<li>{_item(item, is_loose=is_loose)}</li>" for item in items)
    start = int(element.attributes.get("start", 1)) if element.tag == "ol" else 1
    first = f' start="{start}"' if start != 1 else ""
    return [Piece(element.tag, f"<{element.tag}{first}>\n{body}\n</{element.tag}>"), *figures]


def _items(element: Element) -> Iterator[list[Node]]:
    """What stands in a list without being an item is one."""
    for child in element.children:
        if isinstance(child, Element) and child.tag == "li":
            yield child.children
        elif isinstance(child, Element) or child.strip():
            yield [child]


def _item(item: list[Piece], *, is_loose: bool) -> str:
    """As the marks are read: the words of a tight item stand without a paragraph."""
    tight = not is_loose and item[0].tag == "p"
    parts = [item[0].inner if tight else item[0].html, *(piece.html for piece in item[1:])]
    before = "" if tight else "\n"
    after = "" if tight and len(item) == 1 else "\n"
    return before + "\n".join(parts) + after


def _quote(element: Element) -> list[Piece]:
    inside, figures = _without_figures(_flow(element.children))
    if not inside:
        return figures
    body = "\n".join(piece.html for piece in inside)
    return [Piece("blockquote", f"<blockquote>\n{body}\n</blockquote>"), *figures]


def _without_figures(found: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """A picture stands on its own, after the list, quote or table that it came in."""
    figures = [piece for piece in found if piece.tag == "figure"]
    return [piece for piece in found if piece.tag != "figure"], figures


def _figure(element: Element) -> list[Piece]:
    """One figure for each picture; the words under it belong to the last one."""
    images = [found for found in element.within("img") if "src" in found.attributes]
    if not images or any(element.within("table")):
        return _flow(element.children)
    caption = inline_html(without_breaks(runs_of(element.children)))
    return [_pictured(image, caption if image is images[-1] else "") for image in images]


def _is_picture(element: Element) -> bool:
    """Of ours: any other is the words that describe it."""
    return element.tag == "img" and "src" in element.attributes


def _pictured(image: Element, caption: str) -> Piece:
    under = f"<figcaption>{caption}</figcaption>" if caption else ""
    alt = image.attributes.get("alt", "").strip() or plain(caption)
    key = image.attributes["src"].partition(":")[2]
    return Piece("figure", f"<figure>{picture(key, alt)}{under}</figure>")


@dataclass
class _Cell:
    tag: str
    html: str
    spans: str


def _table(element: Element) -> list[Piece]:
    around, figures, rows = [], [], []
    for child in element.children:
        if isinstance(child, Element) and child.tag == "caption":
            around += _flow(child.children)
    for row in _rows(element):
        cells, lifted = _cells(row)
        rows.append(cells)
        figures += lifted
    rows = [row for row in rows if row]
    if not any(cell.html for row in rows for cell in row):
        return around + figures
    if max(map(len, rows)) > MOST_COLUMNS:
        flat = [Piece("p", f"<p>{_row_words(row)}</p>", inner=_row_words(row)) for row in rows]
        return around + flat + figures
    return [*around, Piece("table", _table_html(rows)), *figures]


def _rows(table: Element) -> Iterator[Element]:
    for child in table.children:
        if isinstance(child, Element) and child.tag == "tr":
            yield child
        elif isinstance(child, Element) and child.tag in {"thead", "tbody", "tfoot"}:
            yield from _rows(child)


def _cells(row: Element) -> tuple[list[_Cell], list[Piece]]:
    cells, figures = [], []
    for child in row.children:
        if isinstance(child, Element) and child.tag in {"th", "td"}:
            inside, lifted = _without_figures(_flow(child.children))
            one = len(inside) == 1 and inside[0].tag == "p"
            html = inside[0].inner if one else "\n".join(piece.html for piece in inside)
            spans = "".join(
                f' {name}="{child.attributes[name]}"'
                for name in ("colspan", "rowspan")
                if name in child.attributes
            )
            cells.append(_Cell(child.tag, html, spans))
            figures += lifted
    return cells, figures


def _table_html(rows: list[list[_Cell]]) -> str:
    """As pipes are read: the rows of headings first, every row as long as the longest."""
    if not any(cell.spans for row in rows for cell in row):
        longest = max(map(len, rows))
        rows = [row + [_Cell(row[0].tag, "", "")] * (longest - len(row)) for row in rows]
    heads = 0
    while heads < len(rows) and _is_head(rows[heads]):
        heads += 1
    parts = [("thead", rows[:heads]), ("tbody", rows[heads:])]
    body = "\n".join(f"<{part}>\n{_rows_html(some)}\n</{part}>" for part, some in parts if some)
    return f"<table>\n{body}\n</table>"


def _is_head(row: list[_Cell]) -> bool:
    return all(cell.tag == "th" for cell in row)


def _rows_html(rows: list[list[_Cell]]) -> str:
    return "\n".join(f"<tr>\n{_row_html(row)}\n</tr>" for row in rows)


def _row_html(row: list[_Cell]) -> str:
    return "\n".join(f"<{cell.tag}{cell.spans}>{cell.html}</{cell.tag}>" for cell in row)


def _row_words(row: list[_Cell]) -> str:
    return escape(" · ".join(plain(cell.html) for cell in row if cell.html))
