"""Tables of Word as tables of ours: cells that were merged stay merged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from strategy.exchange.lines import plain_paragraphs
from strategy.exchange.pieces import Losses
from strategy.exchange.wordml import child, is_on, local, number, value

Element = Any
WIDEST = 30  # columns; ours span no more


class Cells:
    """One row of a table."""

    def __init__(self, row: Element) -> None:
        self.row = row

    @cached_property
    def cells(self) -> list[Element]:
        return list(_cells(self.row))

    @property
    def is_header(self) -> bool:
        return bool(is_on(child(self.row, "trPr"), "tblHeader"))

    @property
    def before(self) -> int:
        """Columns that this row leaves out at its beginning."""
        return min(number(value(child(self.row, "trPr"), "gridBefore")), WIDEST)


def _cells(parent: Element) -> list[Element]:
    found = []
    for element in parent:
        name = local(element.tag)
        if name == "tc":
            found.append(element)
        elif name in {"sdt", "sdtContent", "ins", "customXml", "smartTag"}:
            found += _cells(element)
    return found


@dataclass
class Placed:
    """A cell in its place."""

    column: int
    width: int
    html: str
    is_open: bool  # joined with what stands below it
    height: int = 1


def as_table(rows: Sequence[Cells], read: Callable[[Element], str], losses: Losses) -> str:
    """The HTML of a table. Rows that repeat on each page are its head."""
    above: dict[int, Placed] = {}
    placed = [_row(row, above, read, losses) for row in rows]
    heads = 0
    while heads < len(rows) and rows[heads].is_header:
        heads += 1
    head = "".join(_written(row, "th") for row in placed[:heads])
    body = "".join(_written(row, "td") for row in placed[heads:])
    head = f"<thead>{head}</thead>" if head else ""
    return f"<table>{head}<tbody>{body}</tbody></table>" if body else f"<table>{head}</table>"


def _row(
    row: Cells, above: dict[int, Placed], read: Callable[[Element], str], losses: Losses
) -> list[Placed]:
    column = row.before
    found = [Placed(0, column, "", is_open=False)] if column else []
    for cell in row.cells:
        properties = child(cell, "tcPr")
        width = min(max(number(value(properties, "gridSpan"), 1), 1), WIDEST)
        owner = above.get(column)
        if _continues(properties) and owner is not None:
            owner.height += 1
            _hidden(cell, losses)
        else:
            is_open = value(properties, "vMerge") == "restart"
            placed = Placed(column, width, read(cell), is_open=is_open)
            found.append(placed)
            above.pop(column, None)
            if is_open:
                above[column] = placed
        column += width
    return found


def _continues(properties: Element | None) -> bool:
    merge = child(properties, "vMerge")
    return merge is not None and value(properties, "vMerge") in {"", "continue"}


def _hidden(cell: Element, losses: Losses) -> None:
    """Word shows nothing of a cell that belongs to the one above, but keeps its text."""
    text = plain_paragraphs(cell)
    if text.strip():
        losses.add("merged_cell", text)


def _written(row: Sequence[Placed], tag: str) -> str:
    cells = []
    for cell in row:
        wide = f' colspan="{cell.width}"' if cell.width > 1 else ""
        high = f' rowspan="{cell.height}"' if cell.height > 1 else ""
        cells.append(f"<{tag}{wide}{high}>{cell.html}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"
