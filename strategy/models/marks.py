"""From our few HTML elements back to the marks that people type.

Written by hand, because the way back must be exact: what is opened and saved unchanged keeps
every paragraph as it is. Only what would be read as a mark is escaped, so that text stays text.
"""

import re
from collections.abc import Callable, Iterator

from lxml import html as markup
from lxml.html import HtmlElement

LISTS = frozenset({"ul", "ol"})
CONTAINED = LISTS | {"p", "h3", "h4", "blockquote", "table", "figure"}

# At the start of a line these would begin a heading, a quote, a list, or a table's second line.
# "{=" would begin a line that only names a paragraph.
_LINE_START = re.compile(r"(?m)^(?:#{1,6}(?=[ \t]|$)|>|[-+*](?=[ \t]|$)|\{(?==))")
_LINE_NUMBER = re.compile(r"(?m)^(\d{1,9})([.)])(?=[ \t]|$)")
_LINE_RULER = re.compile(r"(?m)(?<=\n)(?=[-:|][-:| \t]*$)")
# A star, a backslash, a caret, an underline beside a word, an address in pointed brackets, a link.
_INLINE = re.compile(r"[\\*^]|<(?=[^\s<>]*[:@])|(?<![^\W_])_|_(?![^\W_])|\](?=\()")
_IN_LINK = re.compile(r"[\\*^\[\]]|<(?=[^\s<>]*[:@])|(?<![^\W_])_|_(?![^\W_])")
_ADDRESS = re.compile(r"[\\()<>]|&(?=[#\w]+;)")


def marks_of(html: str, *, is_second: bool = False) -> str:
    """The marks of one paragraph. A list right after another one takes the second kind of sign."""
    holder = markup.fragment_fromstring(html, create_parent="div")
    return "\n\n".join(_block(child, is_second=is_second) for child in holder)


def _block(element: HtmlElement, *, is_second: bool = False) -> str:
    if element.tag in LISTS:
        return _list(element, is_second=is_second)
    return _BLOCKS.get(str(element.tag), _paragraph)(element)


def _paragraph(element: HtmlElement) -> str:
    return _line_starts(_inline(element).strip())


def _heading(element: HtmlElement) -> str:
    words = re.sub(r"#(?=#*$)", r"\#", _inline(element).strip())
    return f"{'#' * int(str(element.tag)[1])} {words}".rstrip()


def _quote(element: HtmlElement) -> str:
    text = "\n\n".join(_children(element))
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _list(element: HtmlElement, *, is_second: bool) -> str:
    bullet, ending = ("*", ")") if is_second else ("-", ".")
    first = int(element.get("start", "1"))
    items = list(element.iterchildren("li"))
    gap = "\n\n" if any(child.tag == "p" for item in items for child in item) else "\n"
    return gap.join(
        _item(item, f"{bullet} " if element.tag == "ul" else f"{first + place}{ending} ", gap)
        for place, item in enumerate(items)
    )


def _item(item: HtmlElement, sign: str, gap: str) -> str:
    """What belongs to the item stands under its first letter."""
    text = gap.join(_children(item))
    return sign + re.sub(r"\n(?=[^\n])", "\n" + " " * len(sign), text)


def _children(element: HtmlElement) -> Iterator[str]:
    """The paragraphs inside an item or a quote; words that stand free are one of their own."""
    words, before, is_second = _words(element.text), "", False
    for child in element:
        if child.tag not in CONTAINED:
            words += _run(child, words) + _words(child.tail)
            continue
        if words.strip():
            yield _line_starts(words.strip())
        is_second = child.tag == before and child.tag in LISTS and not is_second
        yield _block(child, is_second=is_second)
        words, before = _words(child.tail), str(child.tag)
    if words.strip():
        yield _line_starts(words.strip())


def _table(element: HtmlElement) -> str:
    rows = [[_cell(cell) for cell in row.iterchildren("th", "td")] for row in element.iter("tr")]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*lines[:1], f"|{' --- |' * len(rows[0])}", *lines[1:]]) if rows else ""


def _figure(element: HtmlElement) -> str:
    """One line: the words for those who do not see it, its key, what stands under it."""
    image, caption = element.find("img"), element.find("figcaption")
    if image is None:
        return _paragraph(element)
    alt = re.sub(r"[\\\]]", _escaped, str(image.get("alt", "")))
    words = "" if caption is None else _inline(caption).strip().replace('"', r"\"")
    under = f' "{words}"' if words else ""
    return f"![{alt}]({image.get('src', '')}{under})"


def _cell(element: HtmlElement) -> str:
    return " ".join(_inline(element).split()).replace("|", r"\|")


def _inline(element: HtmlElement, escape: re.Pattern[str] = _INLINE) -> str:
    text = _words(element.text, escape)
    for child in element:
        text += _run(child, text, escape) + _words(child.tail, escape)
    return text


def _run(element: HtmlElement, before: str, escape: re.Pattern[str] = _INLINE) -> str:
    """One element inside a line. A mark that would touch another is written the other way."""
    if element.tag == "br":
        return "  " if (element.tail or "").startswith("\n") else "  \n"
    if element.tag == "a" and element.get("href"):
        address = _ADDRESS.sub(_escaped, str(element.get("href")))
        return f"[{_inline(element, _IN_LINK)}]({address})"
    if element.tag == "small":
        return f"^[{_inline(element, _IN_LINK)}]"
    inner = _inline(element, escape)
    if element.tag == "sup":
        return f"^{inner}^"
    mark = {"strong": "**", "em": "*"}.get(str(element.tag), "")
    if before.endswith("*") or inner[:1] == "*" or inner[-1:] == "*":
        mark = mark.replace("*", "_")
    return f"{mark}{inner}{mark}"


def _words(text: str | None, escape: re.Pattern[str] = _INLINE) -> str:
    return escape.sub(_escaped, text or "")


def _line_starts(text: str) -> str:
    text = _LINE_START.sub(_escaped, text)
    text = _LINE_NUMBER.sub(r"\1\\\2", text)
    return _LINE_RULER.sub(r"\\", text)


def _escaped(match: re.Match[str]) -> str:
    return "&amp;" if match[0] == "&" else f"\\{match[0]}"


_BLOCKS: dict[str, Callable[[HtmlElement], str]] = {
    "h3": _heading,
    "h4": _heading,
    "blockquote": _quote,
    "table": _table,
    "figure": _figure,
}
