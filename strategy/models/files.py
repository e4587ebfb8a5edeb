"""Files that may be added as evidence: by their ending, and only if they look like it inside."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from cda.lib.errors import RuleBroken

MEBIBYTE = 1024**2
MOST_BYTES = 5 * MEBIBYTE
LONGEST_NAME = 120


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


_PACKED = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
# Ending: (media type, does it look like one?). Nothing here runs in a browser.
KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", _begins(b"%PDF-")),
    "png": ("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "docx": (f"{_PACKED}wordprocessingml.document", _begins(b"PK\x03\x04")),
    "xlsx": (f"{_PACKED}spreadsheetml.sheet", _begins(b"PK\x03\x04")),
    "pptx": (f"{_PACKED}presentationml.presentation", _begins(b"PK\x03\x04")),
    "odt": (f"{_OPEN}text", _begins(b"PK\x03\x04")),
    "ods": (f"{_OPEN}spreadsheet", _begins(b"PK\x03\x04")),
    "csv": ("text/csv", _is_text),
    "txt": ("text/plain", _is_text),
}


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower()


def media_type_of(name: str) -> str:
    return KINDS[ending_of(name)][0]


def safe_name(name: str) -> str:
    """The last part of a path, without marks that could mislead; its ending stays."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(letter for letter in last if letter.isprintable() and letter not in '"<>|:*?')
    stem, _dot, ending = kept.strip().rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1] or 'file'}.{ending}"


def require_file(name: str, content: bytes) -> None:
    """Refuses in a sentence what is too large, unknown, or not what it says."""
    if len(content) > MOST_BYTES:
        raise RuleBroken(
            _("The file has more than %(limit)s MB.") % {"limit": MOST_BYTES // MEBIBYTE}
        )
    if not content:
        raise RuleBroken(_("The file is empty."))
    kind = KINDS.get(ending_of(name))
    if kind is None:
        raise RuleBroken(
            _("Files of this kind cannot be added. These can: %(endings)s.")
            % {"endings": ", ".join(KINDS)}
        )
    if not kind[1](content):
        raise RuleBroken(_("Inside, this file is not what its name says."))
