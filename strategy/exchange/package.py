"""Open a .docx without believing anything it says: sizes, names, types and XML are all checked."""

import posixpath
import zipfile
import zlib
from functools import cached_property
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree

from strategy.exchange import refusals
from strategy.exchange.refusals import Refused

Element = Any  # lxml's own classes are private

MIB = 1024 * 1024
LARGEST_FILE = 20 * MIB
MOST_MEMBERS = 2_000
LARGEST_UNPACKED = 160 * MIB
LARGEST_XML = 48 * MIB
# Text packs well: forty times is a lot, two hundred times is an attack.
STEEPEST, FREE_OF_RATIO = 200, MIB
DEEPEST = 180
END_RECORD = b"PK\x05\x06"
END_LENGTH = 22

OLE = b"\xd0\xcf\x11\xe0"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = {f"{DOCUMENT}.document.main+xml", f"{DOCUMENT}.template.main+xml"}
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"


class Relation(NamedTuple):
    """What a part points at: another part, or an address outside that we never visit."""

    kind: str
    target: str
    is_external: bool


class Archive:
    """The members of one file that packs others. Every refusal is a sentence."""

    def __init__(self, content: bytes) -> None:
        require_file(content)
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Refused(refusals.BROKEN) from error
        _require_modest(self._zip.infolist())
        _require_end(content)
        self.names = frozenset(self._zip.namelist())

    def bytes(self, name: str, limit: int = LARGEST_XML) -> bytes:
        """A member, never more of it than the limit, whatever its header promises."""
        try:
            with self._zip.open(name) as member:
                content = member.read(limit + 1)
        except KeyError as error:
            raise Refused(refusals.BROKEN) from error
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
            raise Refused(refusals.BROKEN) from error
        except (RuntimeError, NotImplementedError) as error:  # a password, an unknown packing
            raise Refused(refusals.PASSWORD) from error
        if len(content) > limit:
            raise Refused(refusals.UNPACKS_TOO_BIG)
        return content


class Package(Archive):
    """The parts of one document of Word."""

    def __init__(self, content: bytes) -> None:
        _require_start(content)
        super().__init__(content)
        self._require_word()

    def _require_word(self) -> None:
        if any(name.lower().endswith("vbaproject.bin") for name in self.names):
            raise Refused(refusals.MACROS)
        if "[Content_Types].xml" not in self.names:
            raise Refused(refusals.NOT_WORD)
        declared = self._declared_types
        if any("macroenabled" in kind.lower() for kind in declared.values()):
            raise Refused(refusals.MACROS)
        if declared.get(self.main) not in TYPES:
            raise Refused(refusals.NOT_WORD)

    @cached_property
    def _declared_types(self) -> dict[str, str]:
        root = self.xml("[Content_Types].xml")
        return {
            str(row.get("PartName", "")).lstrip("/"): str(row.get("ContentType", ""))
            for row in root.iter("{*}Override")
        }

    @cached_property
    def main(self) -> str:
        """The name of the part that holds the text."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and not relation.is_external:
                return relation.target
        raise Refused(refusals.NOT_WORD)

    def relations(self, part: str) -> dict[str, Relation]:
        """What the part points at, by relation id. Addresses outside are named, never visited."""
        folder, name = posixpath.split(part)
        table = posixpath.join(folder, "_rels", f"{name}.rels")
        if table not in self.names:
            return {}
        return {
            str(row.get("Id")): _relation(row, folder)
            for row in self.xml(table).iter("{*}Relationship")
        }

    def part_of(self, kind: str) -> str | None:
        """The part of the text's that plays this role: its styles, its footnotes."""
        for relation in self.relations(self.main).values():
            if relation.kind == kind and not relation.is_external:
                return relation.target if relation.target in self.names else None
        return None

    def parts_of(self, *kinds: str) -> list[str]:
        found = self.relations(self.main).values()
        return sorted(
            {row.target for row in found if row.kind in kinds and row.target in self.names}
        )

    def xml(self, name: str) -> Element:
        return parsed(self.bytes(name))


def parsed(content: bytes) -> Element:
    """XML without document type, entities, addresses, or endless nesting."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: Element = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(_reason(content, str(error))) from error
    if root.getroottree().docinfo.doctype:
        raise Refused(refusals.HOSTILE)
    require_shallow(root)
    return root


def _reason(content: bytes, error: str) -> Any:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or "ntity" in error:
        return refusals.HOSTILE
    return refusals.TOO_DEEP if "depth" in error else refusals.BROKEN


def require_shallow(root: Element) -> None:
    """A walk that goes down with the document must come back."""
    depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise Refused(refusals.TOO_DEEP)


def _relation(row: Element, folder: str) -> Relation:
    target = unquote(str(row.get("Target", "")))
    is_external = row.get("TargetMode") == "External"
    if not is_external:
        base = "" if target.startswith("/") else folder
        target = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
    return Relation(str(row.get("Type", "")).rpartition("/")[2], target, is_external)


def require_file(content: bytes) -> None:
    """Something, not too much, and none of the kinds that are told apart by their first bytes."""
    if not content.strip():
        raise Refused(refusals.EMPTY)
    if len(content) > LARGEST_FILE:
        raise Refused(refusals.TOO_BIG)
    if content.startswith(OLE):
        raise Refused(refusals.OLD_WORD)
    if content.startswith(b"%PDF"):
        raise Refused(refusals.PDF)


def _require_start(content: bytes) -> None:
    require_file(content)
    if not content.startswith(b"PK\x03\x04"):
        raise Refused(refusals.NOT_WORD)
    if _OPEN_DOCUMENT in content[:120]:
        raise Refused(refusals.OPEN_DOCUMENT)


def _require_end(content: bytes) -> None:
    """Nothing may hide behind the archive: it ends where its last record ends."""
    if content.rfind(END_RECORD) != len(content) - END_LENGTH:
        raise Refused(refusals.HOSTILE)


def _require_modest(members: list[zipfile.ZipInfo]) -> None:
    """Names that stay inside, no member twice, and sizes that a document has."""
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS or sum(row.file_size for row in members) > LARGEST_UNPACKED:
        raise Refused(refusals.UNPACKS_TOO_BIG)
    if len(set(names)) != len(names) or any(_leads_outside(name) for name in names):
        raise Refused(refusals.HOSTILE)
    for member in members:
        if member.flag_bits & 1:
            raise Refused(refusals.PASSWORD)
        is_steep = member.file_size > STEEPEST * max(member.compress_size, 1)
        if is_steep and member.file_size > FREE_OF_RATIO:
            raise Refused(refusals.UNPACKS_TOO_BIG)


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\0" in name
