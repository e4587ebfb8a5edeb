"""A text together with its pictures, in one archive: what Markdown needs to travel whole."""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from cda.lib.redrawing import MOST_BYTES
from strategy.exchange import refusals
from strategy.exchange.package import Archive
from strategy.exchange.pictures import is_readable
from strategy.exchange.refusals import Refused

TEXT, FOLDER = "strategy.md", "pictures"
TEXTS = (".md", ".markdown", ".html", ".htm", ".txt")
_NAMED = re.compile(r"\]\(picture:([\w-]+)")
_ENDINGS = {b"\x89PNG": "png", b"RIFF": "webp"}
# The same content gives the same bytes on every day.
_DATE = (1980, 1, 1, 0, 0, 0)


def bundled(text: bytes, pictures: Mapping[str, bytes]) -> bytes:
    """The text beside a folder of its pictures; without pictures the text alone."""
    if not pictures:
        return text
    names = {key: f"{FOLDER}/{key}.{_ending(content)}" for key, content in pictures.items()}

    def address(found: re.Match[str]) -> str:
        return f"]({names.get(found[1], found[0].removeprefix(']('))}"

    members = {TEXT: _NAMED.sub(address, text.decode()).encode()}
    members |= {names[key]: content for key, content in sorted(pictures.items())}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _ending(content: bytes) -> str:
    return _ENDINGS.get(content[:4], "jpg")


class Bundle:
    """Such an archive, opened: whoever packed it, there is one text in it."""

    def __init__(self, content: bytes) -> None:
        self.archive = Archive(content)
        texts = [name for name in self.archive.names if name.lower().endswith(TEXTS)]
        texts = [name for name in texts if not _is_litter(name)]
        if len(texts) != 1:
            raise Refused(refusals.NO_BUNDLE)
        self.name = texts[0]

    def text(self) -> bytes:
        return self.archive.bytes(self.name)

    def picture(self, address: str) -> str:
        """The member that the text means, if it is there and can be drawn anew; else nothing."""
        name = normpath(join(dirname(self.name), unquote(address)))
        if name not in self.archive.names:
            return ""
        return name if is_readable(self.archive.bytes(name, MOST_BYTES)) else ""


def _is_litter(name: str) -> bool:
    """What some systems put into every archive."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")
