"""The text of a section: marks that people type, kept as sanitised paragraphs with stable ids.

A text is a list of {"id", "html"}: one paragraph, heading, list, table or quote each. The id
stays while the words change, so that comments, comparisons and translations find it again.
"""

import html as entities
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypedDict

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from strategy.models.likeness import pair_up
from strategy.models.marks import LISTS, marks_of

INLINE = {"strong", "em", "a", "br", "sup"}
STRUCTURE = {"p", "h3", "h4", "ul", "ol", "li", "blockquote"} | {
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
# What no mark can write but an address or a database may choke on.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
_SAFE_ADDRESS = re.compile(r"(?i)(?:https://|mailto:)[^\s<>\"\\]+\Z")
_TAG = re.compile(r"<(\w+)")
# A line of words and plain punctuation: nothing in it could be read as a mark.
_SIMPLE = re.compile(r"<p>[^\W\d_](?:[^\W_]|[ ,;.:?!¿¡%«»“”’()/](?!\())*</p>")
ROUNDS = 3
# Characters in one section: nearly twenty printed pages.
LONGEST_TEXT = 60_000


class Block(TypedDict):
    """One paragraph, as it is stored."""

    id: str
    html: str


def _only_safe(tag: str, attribute: str, value: str) -> str | None:
    """Links lead to https:// or mailto: and nowhere else; a list may begin with another number."""
    if tag == "ol":
        return value if re.fullmatch(r"\d{1,9}", value) else None
    return value if _SAFE_ADDRESS.match(value) else None


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes={"a": {"href"}, "ol": {"start"}},
        attribute_filter=_only_safe,
        url_schemes={"https", "mailto"},
        link_rel=None,
    )


_FULL = _cleaner(STRUCTURE | INLINE)
_PLAIN = _cleaner(STRUCTURE)
_BARE = _cleaner(set())


def _reader() -> MarkdownIt:
    """Paragraphs, headings, lists, quotes, tables, bold, italic, links: nothing else is a mark."""
    marks = MarkdownIt("commonmark", {"html": False}).enable("table")
    marks.disable(["code", "fence", "hr", "html_block", "reference", "lheading"])
    marks.disable(["backticks", "image", "html_inline", "entity"])
    marks.validateLink = _keeps_its_address  # type: ignore[assignment]  # its documented hook
    marks.normalizeLink = _as_typed  # type: ignore[assignment]  # its documented hook
    return marks


def _as_typed(address: str) -> str:
    return address


def _keeps_its_address(address: str) -> bool:
    return "href" in _FULL.clean(f'<a href="{escape(address)}">x</a>')


_READER = _reader()


def to_blocks(text: str, before: Sequence[Block] = ()) -> list[Block]:
    """Read marks; paragraphs that were there keep their id, changed ones that of the most similar.

    What is read back from `to_text` is the same again, ids included.
    """
    settled = {block["html"]: block["html"] for block in before}
    htmls = []
    for html in _read(_cleaned(text)):
        if html not in settled:
            settled[html] = html if _SIMPLE.fullmatch(html) else _settled(html)
        htmls += [settled[html]] if settled[html] else []
    olds = pair_up([block["html"] for block in before], htmls)
    return [
        {"id": new_id() if old is None else before[old]["id"], "html": html}
        for old, html in zip(olds, htmls, strict=True)
    ]


def to_text(blocks: Iterable[Block]) -> str:
    """The marks of the paragraphs, as they are shown to be edited."""
    written, before, is_second = [], "", False
    for block in blocks:
        tag = _tag(block["html"])
        is_second = tag == before and tag in LISTS and not is_second
        written.append(marks_of(block["html"], is_second=is_second))
        before = tag
    return "\n\n".join(written)


def words(blocks: Iterable[Block]) -> int:
    """How many words a reader reads."""
    return sum(len(_WORD.findall(plain(block["html"]))) for block in blocks)


def plain(html: str) -> str:
    """The words alone, to quote and to compare."""
    return " ".join(entities.unescape(_BARE.clean(html.replace("<", " <"))).split())


def as_html(blocks: Iterable[Block]) -> SafeString:
    """The text as a page shows it: cleaned once more, whatever the database says."""
    return mark_safe("\n".join(clean(block["html"]) for block in blocks))  # noqa: S308  cleaned


def clean(html: str) -> SafeString:
    """One paragraph, with nothing in it but our few elements."""
    return mark_safe(_FULL.clean(html))  # noqa: S308  this is the cleaning


def new_id() -> str:
    """96 random bits: unique without asking the database."""
    return secrets.token_urlsafe(9)


def _cleaned(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", lines))


def _read(text: str) -> Iterator[str]:
    """The HTML of each paragraph of marks."""
    env: dict[str, Any] = {}
    group: list[Token] = []
    for token in _READER.parse(text, env):
        if token.type.startswith("heading"):
            token.tag = "h3" if token.tag in {"h1", "h2", "h3"} else "h4"
        group.append(token)
        if token.level == 0 and token.nesting == -1:
            html = _READER.renderer.render(group, _READER.options, env)
            yield _FULL.clean(html).strip()
            group = []


def _settled(html: str) -> str:
    """The same paragraph in a form that survives being written as marks and read again.

    Nearly always it is that already. Stars and underlines in odd places may need a second
    reading, and where even that is unclear, the words stay and the bold goes.
    """
    for cleaner in (_FULL, _PLAIN):
        html = cleaner.clean(html).strip()
        for _ in range(ROUNDS):
            again = "\n".join(_read(marks_of(html)))
            if again == html:
                return html
            html = again
    return _as_paragraph(html)


def _as_paragraph(html: str) -> str:
    return "\n".join(_read(marks_of(f"<p>{escape(plain(html))}</p>")))


def _tag(html: str) -> str:
    match = _TAG.match(html)
    return match[1] if match else ""
