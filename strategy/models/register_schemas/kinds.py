"""What a register is made of: named fields of a few kinds."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise, cached_property

Label = str | Promise
Choices = tuple[tuple[str, Label], ...]


class Kind(StrEnum):
    """How a value is asked for, stored and shown."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    MONEY = "money"
    QUARTER = "quarter"
    DATE = "date"
    YES_NO = "yes_no"
    POST = "post"
    LINK = "link"
    ROW = "row"  # another row of the same register
    INITIATIVE = "initiative"


class Place(StrEnum):
    """Where a value stands in a printed row: in a column, under the heading, or elsewhere."""

    COLUMN = "column"
    UNDER = "under"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Field:
    """One value of a row. `total` adds it up under the rows."""

    code: str
    label: Label
    kind: Kind = Kind.TEXT
    choices: Choices = ()
    required: bool = False
    place: Place = Place.COLUMN
    hint: Label = ""
    total: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind in {Kind.NUMBER, Kind.MONEY}

    @property
    def words(self) -> dict[str, Label]:
        """The words of each choice by its code."""
        return dict(self.choices)


@dataclass(frozen=True)
class Register:
    """A table that a section asks for. The first field is the heading of a row.

    `is_content`: the rows say what the section is for, so that with them it is not empty.
    """

    code: str
    section: str
    title: Label
    purpose: Label
    fields: tuple[Field, ...]
    is_content: bool = False
    figure: str = ""

    @property
    def heading(self) -> Field:
        return self.fields[0]

    @cached_property
    def columns(self) -> tuple[Field, ...]:
        return tuple(row for row in self.fields[1:] if row.place == Place.COLUMN)

    @cached_property
    def under(self) -> tuple[Field, ...]:
        return tuple(row for row in self.fields[1:] if row.place == Place.UNDER)

    @cached_property
    def totals(self) -> tuple[Field, ...]:
        return tuple(row for row in self.fields if row.total)

    def field(self, code: str) -> Field:
        return next(row for row in self.fields if row.code == code)
