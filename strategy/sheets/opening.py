"""Open what people upload without believing anything it says.

Nothing of a file is trusted: not its name, not the sizes it declares, not its XML. What comes out
is plain: sheets, each a list of rows of texts, numbers and days.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from cda.lib.errors import RuleBroken

MIB = 1024 * 1024
LARGEST_FILE = 2 * MIB
LARGEST_UNPACKED = 16 * MIB
MOST_PARTS = 200
MOST_ROWS = 2000
MOST_COLUMNS = 60
MOST_SHEETS = 20
LONGEST_CELL = 4000
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")

Cell = str | int | float | bool | None
Table = list[list[Cell]]


class Refused(RuleBroken):
    """The file is not read, and a sentence says why. Nothing was changed."""


def open_file(name: str, content: bytes) -> dict[str, Table]:
    """The sheets of a workbook by their names; a text file is one sheet without a name."""
    if len(content) > LARGEST_FILE:
        raise Refused(_("The file is larger than 2 MB. A plan needs far less: send only the plan."))
    if content.startswith(b"PK"):
        return open_workbook(content)
    if name.lower().endswith((".csv", ".tsv", ".txt")) and b"\x00" not in content[:4096]:
        return {"": read_text(_decoded(content))}
    raise Refused(_("This is not a spreadsheet: send an .xlsx or a .csv file."))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_text(text: str) -> Table:
    """Rows between tabs, as spreadsheets copy them, or between commas or semicolons."""
    head = text.partition("\n")[0]
    mark = max("\t;,", key=head.count)
    rows: Table = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append([_text(unescaped(cell)) for cell in row[:MOST_COLUMNS]])
            if len(rows) > MOST_ROWS + 1:
                raise Refused(_too_many())
    except csv.Error as error:
        raise Refused(_("The text cannot be divided into rows and columns.")) from error
    return rows


def escaped(text: str) -> str:
    """A cell that a spreadsheet would take for a formula is marked as text."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def unescaped(text: str) -> str:
    is_marked = text.startswith("'") and text.lstrip("'").startswith(FORMULA)
    return text[1:] if is_marked else text


def open_workbook(content: bytes) -> dict[str, Table]:
    _check_parts(content)
    try:
        book = load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False, keep_vba=False
        )
        return {
            str(sheet.title): list(_rows(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)))
            for sheet in book.worksheets[:MOST_SHEETS]
            if sheet.sheet_state == "visible"
        }
    except Refused:
        raise
    except Exception as error:
        # A workbook that somebody bent can fail in any way; to the person it is one.
        raise Refused(_("The file is damaged or is no workbook: it cannot be read.")) from error


def _check_parts(content: bytes) -> None:
    """Before any reader looks: sizes that are real, no programs, no entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise Refused(_("The file unpacks to far more than a plan needs. It was not read."))
            names = {part.filename.lower() for part in parts}
            if any("vbaproject" in name or "macrosheets" in name for name in names):
                raise Refused(_("The file carries macros. Save it as .xlsx without them."))
            if "xl/workbook.xml" not in names:
                raise Refused(_("This is not a spreadsheet: send an .xlsx or a .csv file."))
            for part in parts:
                _check_xml(archive.read(part))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise Refused(_("The file is damaged or is no workbook: it cannot be read.")) from error


def _check_xml(content: bytes) -> None:
    """No document type, in any encoding that a parser may know: without it there is no entity."""
    for text in (content, content.replace(b"\x00", b"")):
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise Refused(_("The file carries XML entities, which no spreadsheet needs."))


def _rows(found: Iterable[tuple[Any, ...]]) -> Iterator[list[Cell]]:
    """The rows with anything in them; far below the last one a file may pretend to go on."""
    empty = 0
    for number, row in enumerate(found):
        cells = [_cell(value) for value in row]
        if all(cell in (None, "") for cell in cells):
            empty += 1
            if empty > MOST_ROWS:
                return
            continue
        if number > MOST_ROWS + empty:
            raise Refused(_too_many())
        yield cells


def _too_many() -> str:
    return _("There are more than %(count)s rows. A plan for three years has fewer.") % {
        "count": MOST_ROWS
    }


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        number = float(value)
        return int(number) if number.is_integer() else number
    return _text(str(value))


def clean_text(value: str) -> str:
    """Without the characters that no file of spreadsheets may hold."""
    return _CONTROL.sub("", value)


def _text(value: str) -> str:
    return clean_text(value)[:LONGEST_CELL]
