"""What came in: rows under the names of our columns, as plain as JSON, carried by a form.

Nothing is stored between the preview and the yes: the page itself carries what was read, and it is
read again, as critically as the first time, when it comes back.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from strategy.sheets.columns import BY_CODE, KEY, Sheet, heading, names_of, plain, sheet_names
from strategy.sheets.opening import LONGEST_CELL, MOST_ROWS, Refused, Table, clean_text

LARGEST_CARRIED = 1_500_000


@dataclass(frozen=True)
class Line:
    """One row as it came: its number in the file, and raw values by column."""

    number: int
    cells: Mapping[str, Any]

    def put(self, name: str, value: Any) -> "Line":
        """The same row with one more cell."""
        return Line(self.number, {**self.cells, name: value})


@dataclass(frozen=True)
class Incoming:
    """Sheets with their rows; `is_whole` when what is missing in them was taken out on purpose."""

    sheets: Mapping[str, Sequence[Line]]
    is_whole: bool
    ignored: Sequence[str] = field(default_factory=list)

    def carried(self) -> str:
        text = json.dumps(
            {
                "whole": self.is_whole,
                "sheets": {
                    code: [[line.number, dict(line.cells)] for line in lines]
                    for code, lines in self.sheets.items()
                },
            },
            ensure_ascii=False,
        )
        if len(text) > LARGEST_CARRIED:
            raise Refused(_("The file holds far more text than a plan needs. Send it in parts."))
        return text


def from_workbook(tables: Mapping[str, Table]) -> Incoming:
    """The sheets that we know by their names, in any of our languages."""
    known, sheets, ignored = sheet_names(), {}, []
    for name, table in tables.items():
        code = known.get(plain(name))
        if not table:
            continue
        if code is None or code in sheets:
            ignored.append(name)
            continue
        sheet = BY_CODE[code]
        places = guess(sheet, table[0])
        if not places:
            raise Refused(_no_headings(sheet))
        sheets[code] = lines_of(table[1:], places, first=2)
    if not sheets:
        raise Refused(
            _("No sheet of this file has a name that we know, like Goals or Initiatives.")
        )
    is_whole = all(KEY in line.cells for lines in sheets.values() for line in lines)
    return Incoming(sheets, is_whole, ignored)


def guess(sheet: Sheet, headings: Sequence[Any]) -> dict[int, str]:
    """Which column of the table means which of ours, by its heading. Each of ours once."""
    names = names_of(sheet)
    found: dict[int, str] = {}
    for place, text in enumerate(headings):
        name = names.get(plain(text)) if text is not None else None
        if name and name not in found.values():
            found[place] = name
    return found


def lines_of(table: Table, places: Mapping[int, str], *, first: int) -> list[Line]:
    return [
        Line(number, {name: row[place] for place, name in places.items() if place < len(row)})
        for number, row in enumerate(table, start=first)
    ]


def _no_headings(sheet: Sheet) -> str:
    values = {"sheet": sheet.label, "example": heading(sheet.column(sheet.title))}
    return (
        _("The first row of “%(sheet)s” has no heading that we know, like “%(example)s”.") % values
    )


def from_carried(text: str) -> Incoming:
    """What the preview carried. Whoever bent it is told that it cannot be read."""
    try:
        told = json.loads(text)
        sheets = {
            str(code): [
                Line(int(number), {str(name): _raw(raw) for name, raw in cells.items()})
                for number, cells in lines[:MOST_ROWS]
            ]
            for code, lines in told["sheets"].items()
            if code in BY_CODE
        }
        return Incoming(sheets, bool(told["whole"]))
    except (
        ValueError,
        TypeError,
        LookupError,
        ArithmeticError,
        AttributeError,
        RecursionError,
    ) as error:
        raise Refused(_("What was read got lost on the way. Send the file again.")) from error


def _raw(raw: Any) -> Any:
    """A cell is a text, a number, a yes or no, or nothing."""
    if isinstance(raw, str):
        return clean_text(raw)[:LONGEST_CELL]
    return raw if isinstance(raw, bool | int | float) else None
