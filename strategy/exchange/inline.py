"""Pictures that stand inside of a page as data: what our own HTML export writes.

They are lifted out before the page is read, so that no reader has to carry megabytes of letters,
and are named by what is in them: the same page gives the same names whenever it is read.
"""

import base64
import binascii
import hashlib
import re
from urllib.parse import unquote

from cda.lib.redrawing import MOST_BYTES
from strategy.exchange.pictures import is_readable

NAME = "inline-"
# Only where an address stands: in quotes or brackets. In a sentence it is a word like others.
_DATA = re.compile(r"(?<=[\"'(])data:image/[a-z.+-]+;base64,([a-z0-9+/=%]+)", re.IGNORECASE)
_LONGEST = MOST_BYTES * 4 // 3 + 4


class Inline:
    """The pictures of one page, and its text without them."""

    def __init__(self, text: str) -> None:
        self.found: dict[str, bytes] = {}
        self.text = _DATA.sub(self._lifted, text)

    def _lifted(self, data: re.Match[str]) -> str:
        """A short name where the picture stood; what is none stays unreadable."""
        content = _bytes_of(data[1])
        name = NAME + hashlib.sha256(content).hexdigest()[:24]
        self.found[name] = content
        return name

    def picture(self, address: str) -> str:
        """The name by which it is kept, if it can be drawn anew; else nothing."""
        return address if is_readable(self.found.get(address, b"")) else ""


def _bytes_of(letters: str) -> bytes:
    letters = unquote(letters)
    if len(letters) > _LONGEST:
        return b""
    try:
        return base64.b64decode(letters, validate=True)
    except binascii.Error:
        return b""
