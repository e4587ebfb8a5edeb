"""Read a file or a pasted text: what it says, where it fits, and what was lost on the way."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import Any

from cda.lib.limited import TooMuch, run_limited
from cda.lib.redrawing import MOST_BYTES
from strategy.exchange import refusals
from strategy.exchange.bundle import Bundle
from strategy.exchange.counting import words_in_word
from strategy.exchange.dividing import Found, divide
from strategy.exchange.inline import NAME, Inline
from strategy.exchange.package import MIB, Archive, require_file
from strategy.exchange.pieces import Losses, Piece
from strategy.exchange.refusals import Refused
from strategy.exchange.web import read_text
from strategy.exchange.word import read_word

FORMAT = 1
WORD = {"docx", "dotx"}
TEXTS = {"md": "marks", "markdown": "marks", "html": "html", "htm": "html", "txt": "", "": ""}
_SENTENCES = {
    "doc": refusals.OLD_WORD,
    "odt": refusals.OPEN_DOCUMENT,
    "pdf": refusals.PDF,
    "docm": refusals.MACROS,
    "dotm": refusals.MACROS,
}
MEMORY, SECONDS = 768 * MIB, 60


def read(file_name: str, content: bytes) -> dict[str, Any]:
    """What is kept of a reading: sections to be, losses, and the account of words."""
    losses = Losses()
    pieces, words_in = _pieces(file_name, content, losses)
    try:
        found = divide(pieces, losses)
    except RecursionError as error:
        raise Refused(refusals.TOO_DEEP) from error
    if not found:
        raise Refused(refusals.NO_TEXT)
    words_out = sum(section.words for section in found)
    if missing := words_in - words_out - losses.words:
        losses.add("unknown", words=missing)
    return {
        "format": FORMAT,
        "words_in": words_in,
        "words_out": words_out,
        "losses": losses.as_rows(),
        "sections": [_row(section) for section in found],
    }


def read_limited(file_name: str, content: bytes) -> dict[str, Any]:
    """The same in a process that may not take more than its share."""
    try:
        answer = run_limited(
            partial(_answer, partial(read, file_name, content)),
            memory=MEMORY,
            cpu=SECONDS,
            wall=SECONDS * 1.5,
        )
    except TooMuch as error:
        raise Refused(refusals.TOO_MUCH) from error
    reading: dict[str, Any] = json.loads(answer)
    if "refused" in reading:
        raise Refused(reading["refused"])
    return reading


def _answer(work: Callable[[], dict[str, Any]]) -> bytes:
    """A refusal is an answer, too: the sentence comes back as it was said."""
    try:
        return json.dumps(work()).encode()
    except Refused as refused:
        return json.dumps({"refused": str(refused)}).encode()


def _pieces(file_name: str, content: bytes, losses: Losses) -> tuple[list[Piece], int]:
    kind = PurePath(file_name).suffix.lstrip(".").lower()
    _require_readable(kind, content)
    if kind == "zip":
        bundle = Bundle(content)
        kind = PurePath(bundle.name).suffix.lstrip(".").lower()
        return read_text(decoded(bundle.text()), losses, TEXTS[kind], bundle.picture)
    if kind in WORD:
        try:
            return read_word(content, losses), words_in_word(content)
        except RecursionError as error:
            raise Refused(refusals.TOO_DEEP) from error
    page = Inline(decoded(content))
    return read_text(page.text, losses, TEXTS[kind], page.picture)


def picture_in(content: bytes, name: str) -> bytes:
    """The picture of that name, from the file in which it came."""
    if name.startswith(NAME):
        return Inline(decoded(content)).found.get(name, b"")
    return Archive(content).bytes(name, MOST_BYTES)


def _require_readable(kind: str, content: bytes) -> None:
    """By its content first: a name says nothing."""
    require_file(content)
    if kind not in WORD and kind not in TEXTS and kind != "zip":
        raise Refused(_SENTENCES.get(kind, refusals.OTHER_KIND))
    if kind in TEXTS and content.startswith(b"PK\x03\x04"):
        raise Refused(refusals.OTHER_KIND)


def decoded(content: bytes) -> str:
    """UTF-8 or UTF-16 as it says itself; else what older programs on Windows write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        raise Refused(refusals.OTHER_KIND)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _row(section: Found) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "title": section.title,
        "code": section.code,
        "score": round(section.score, 2),
        "part": section.part,
        "htmls": section.htmls,
        "words": section.words,
    }
