"""Write the plan as a workbook, or one of its sheets as text between commas."""

import csv
import io
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from cda.lib.formats import number
from strategy.sheets.columns import KEY, REF, SHEETS, VERSION, Column, Sheet, heading
from strategy.sheets.current import Current, Row, name_in
from strategy.sheets.opening import FORMULA, clean_text, escaped
from strategy.sheets.values import choices_of, written

FREE_ROWS = 300
WIDE = {KEY: 26, VERSION: 12, "title": 44, "name": 44, "description": 60, "definition": 50}
USUAL = 22
_HEAD, _OURS = PatternFill("solid", fgColor="E8EEF0"), Font(color="777777")


def workbook(current: Current) -> bytes:
    """All five sheets in the order in which people think of them, and the lists of choices."""
    book = Workbook()
    book.remove(book.active)
    lists = book.create_sheet(_("Lists"))
    for sheet in sorted(SHEETS, key=lambda sheet: READING.index(sheet.code)):
        page = book.create_sheet(str(sheet.label))
        _write(page, sheet, current)
        for place, column in enumerate(sheet.columns, start=1):
            if choices := choices_of(column, current.where):
                _offer(page, lists, place, choices)
    lists.sheet_state = "hidden"
    book.move_sheet(lists, len(SHEETS))
    book.active = 0
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


READING = ["goals", "objectives", "initiatives", "milestones", "indicators"]


def _write(page: Any, sheet: Sheet, current: Current) -> None:
    for place, column in enumerate(sheet.columns, start=1):
        head = page.cell(1, place, heading(column))
        head.font, head.fill = Font(bold=True), _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="top")
        page.column_dimensions[get_column_letter(place)].width = WIDE.get(column.name, USUAL)
    for line, (key, row) in enumerate(current.rows[sheet.code].items(), start=2):
        for place, column in enumerate(sheet.columns, start=1):
            _fill(page.cell(line, place), column, value_in(current, column, key, row))
    page.freeze_panes = "D2"


def value_in(current: Current, column: Column, key: str, row: Row) -> Any:
    """What a cell says of a saved row."""
    if column.name == KEY:
        return key
    if column.name == VERSION:
        return row.version
    value = row.values[column.name]
    if column.kind == REF:
        return name_in(current, column, value) if value else None
    return written(column, value, current.where)


def _fill(cell: Any, column: Column, value: Any) -> None:
    """Text stays text: what looks like a formula is stored as a string and marked as one."""
    if isinstance(value, str):
        cell.value = clean_text(value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.value = value
    if column.name in {KEY, VERSION}:
        cell.font = _OURS


def _offer(page: Any, lists: Any, place: int, choices: list[str]) -> None:
    """A list to choose from; other words may be typed, and are told when the file comes back."""
    own = lists.max_column + 1 if lists["A1"].value is not None else 1
    for line, choice in enumerate(choices, start=1):
        cell = lists.cell(line, own, choice)
        cell.data_type = "s"
    letter = get_column_letter(own)
    area = f"{quote_sheetname(lists.title)}!${letter}$1:${letter}${len(choices)}"
    offer = DataValidation(type="list", formula1=area, allow_blank=True, showErrorMessage=False)
    column = get_column_letter(place)
    offer.add(f"{column}2:{column}{page.max_row + FREE_ROWS}")
    page.add_data_validation(offer)


def text_between_commas(current: Current, sheet: Sheet) -> str:
    """One sheet as CSV. A cell that a spreadsheet would take for a formula begins with '."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([heading(column) for column in sheet.columns])
    for key, row in current.rows[sheet.code].items():
        cells = (value_in(current, column, key, row) for column in sheet.columns)
        writer.writerow(["" if cell is None else _typed(cell, current) for cell in cells])
    return "\ufeff" + out.getvalue()


def _typed(cell: Any, current: Current) -> str:
    """Numbers as the city's country writes them: so they are read again."""
    if isinstance(cell, Decimal):
        return number(cell.normalize() + 0, current.where.locale).replace("\u00a0", " ")
    return escaped(cell) if isinstance(cell, str) else str(cell)
