"""Marks that people type, read as HTML: paragraphs, headings, lists, quotes, tables, pictures.

Nothing else is a mark. `^[words]` is a footnote, `x^2^` is raised; a line of its own that says
`![what it shows](picture:key "caption")` is a picture.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from strategy.models.vocabulary import cleaned, picture

RAISED = re.compile(r"[^\W_]{1,12}")
_RAISED_MARK = re.compile(r"\^([^\W_]{1,12})\^")
# A line that says only which paragraph stands here: marks cannot write what it says.
KEEPER = re.compile(r"\{=([A-Za-z0-9_-]{1,22})=[^\n]*\}[ \t]*")
_PICTURE = re.compile(
    r"!\[((?:\\.|[^\]\\\n])*?[^\s\]\\](?:\\.|[^\]\\\n])*)\]"
    r'\(picture:([A-Za-z0-9_-]{22})(?: +"((?:\\.|[^"\\\n])*)")?\)[ \t]*'
)
_ESCAPED = re.compile(r"\\([\\\]])")


def read(text: str, kept: Mapping[str, str] | None = None) -> Iterator[str]:
    """The HTML of each paragraph of marks. `kept` are paragraphs that a line may only name."""
    lines: list[str] = []
    for line in text.split("\n"):
        alone = _alone(line, kept or {})
        if alone is None:
            lines.append(line)
            continue
        yield from _marked("\n".join(lines))
        yield alone
        lines = []
    yield from _marked("\n".join(lines))


def _alone(line: str, kept: Mapping[str, str]) -> str | None:
    """A picture, or a paragraph that stays as it is."""
    if line.startswith("{=") and (named := KEEPER.fullmatch(line)) and named[1] in kept:
        return kept[named[1]]
    if line.startswith("![") and (found := _PICTURE.fullmatch(line)):
        alt = _ESCAPED.sub(r"\1", found[1])
        caption = _READER.renderInline(found[3] or "").replace("\n", " ").strip()
        under = f"<figcaption>{caption}</figcaption>" if caption else ""
        return cleaned(f"<figure>{picture(found[2], alt)}{under}</figure>")
    return None


def _marked(text: str) -> Iterator[str]:
    if not text.strip():
        return
    env: dict[str, Any] = {}
    group: list[Token] = []
    for token in _READER.parse(text, env):
        if token.type.startswith("heading"):
            token.tag = "h3" if token.tag in {"h1", "h2", "h3"} else "h4"
        group.append(token)
        if token.level == 0 and token.nesting == -1:
            yield cleaned(_READER.renderer.render(group, _READER.options, env))
            group = []


def _reader() -> MarkdownIt:
    """Paragraphs, headings, lists, quotes, tables, bold, italic, links: nothing else is a mark."""
    marks = MarkdownIt("commonmark", {"html": False}).enable("table")
    marks.disable(["code", "fence", "hr", "html_block", "reference", "lheading"])
    marks.disable(["backticks", "image", "html_inline", "entity"])
    marks.inline.ruler.push("footnote", _footnote)
    marks.inline.ruler.push("raised", _raised)
    marks.validateLink = _keeps_its_address  # type: ignore[assignment]  # its documented hook
    marks.normalizeLink = _as_typed  # type: ignore[assignment]  # its documented hook
    return marks


def _footnote(state: StateInline, silent: bool) -> bool:
    """`^[words]`. A note has no notes of its own."""
    first = state.pos + 2
    if not state.src.startswith("^[", state.pos) or state.env.get("is_note"):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < 0 or not state.src[first:end].strip():
        return False
    if not silent:
        last, state.pos, state.posMax = state.posMax, first, end
        state.env["is_note"] = True
        state.push("small_open", "small", 1)
        state.md.inline.tokenize(state)
        state.push("small_close", "small", -1)
        state.env["is_note"], state.posMax = False, last
    state.pos = end + 1
    return True


def _raised(state: StateInline, silent: bool) -> bool:
    found = _RAISED_MARK.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("sup_open", "sup", 1)
        state.push("text", "", 0).content = found[1]
        state.push("sup_close", "sup", -1)
    state.pos = found.end()
    return True


def _as_typed(address: str) -> str:
    return address


def _keeps_its_address(address: str) -> bool:
    return "href" in cleaned(f'<a href="{escape(address)}">x</a>')


_READER = _reader()
