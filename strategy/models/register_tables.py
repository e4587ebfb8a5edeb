"""Registers as tables for a page or for paper: the same rows, the same words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from strategy.models.register_schemas import Field, Kind, Register
from strategy.models.register_values import Cell, Frame, Values, amount, cell, heading, total

LONG = {Kind.LONG, Kind.CHOICES}


class Kept(NamedTuple):
    """A row as it lies in the database or in frozen content."""

    key: str
    values: Values


@dataclass(frozen=True)
class Line:
    """A row in words: its heading, a cell for each column, what stands under the heading."""

    key: str
    heading: str
    cells: list[Cell]
    under: list[Cell]

    @property
    def short(self) -> list[Cell]:
        """What fits into one line together."""
        both = [*self.cells, *self.under]
        return [one for one in both if one.text and one.field.kind not in LONG]

    @property
    def long(self) -> list[Cell]:
        """What needs a line of its own."""
        both = [*self.cells, *self.under]
        return [one for one in both if one.text and one.field.kind in LONG]


@dataclass(frozen=True)
class Table:
    """A register with its rows."""

    register: Register
    rows: Sequence[Kept]
    frame: Frame

    @cached_property
    def columns(self) -> list[Field]:
        """Those in which something stands: a column without a word says nothing."""
        return [
            field
            for field in self.register.columns
            if any(cell(field, row.values, self.frame).text for row in self.rows)
        ]

    @property
    def lines(self) -> list[Line]:
        return [self._line(row) for row in self.rows]

    def _line(self, row: Kept) -> Line:
        register, values = self.register, row.values
        under = [cell(field, values, self.frame) for field in register.under]
        return Line(
            row.key,
            heading(register, values),
            [cell(field, values, self.frame) for field in self.columns],
            [one for one in under if one.text],
        )

    @property
    def totals(self) -> list[Cell]:
        """The sums, each with its label. Of one row there is no sum."""
        return (
            [Cell(field, self._sum(field)) for field in self.register.totals] if self.sums else []
        )

    @property
    def sums(self) -> bool:
        return len(self.rows) > 1

    @property
    def foot(self) -> list[str]:
        """The sums under their columns; nothing where nothing is added up."""
        if not self.sums or not self.register.totals:
            return []
        return [self._sum(field) if field.total else "" for field in self.columns]

    def _sum(self, field: Field) -> str:
        return amount(field, total(field, (row.values for row in self.rows)), self.frame)
