"""What stands on which sheet, column by column. The first column is the key of the row."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from strategy.models.plan import Goal, Indicator, Initiative, Milestone, Objective

KEY, VERSION = "key", "version"
TEXT, CHOICE, QUARTER, NUMBER, DAY, FLAG, PERSON, SECTION, REF = (
    "text", "choice", "quarter", "number", "day", "flag", "person", "section", "ref",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One field of a row. `ref` is the sheet on which the row that it names stands."""

    name: str
    label: str | Promise
    kind: str = TEXT
    ref: str = ""
    choices: Any = None
    longest: int = 0
    is_optional: bool = True
    default: Any = ""


@dataclass(frozen=True, eq=False)
class Sheet:
    """One kind of row: its sheet, its columns, and the column that names its parent."""

    code: str
    label: str | Promise
    model: Any
    title: str
    parent: str
    columns: Sequence[Column]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def fields(self) -> list[Column]:
        """What people fill in: everything but key and version."""
        return [column for column in self.columns if column.name not in {KEY, VERSION}]


_KEY = Column(KEY, _("Key (do not change)"))
_VERSION = Column(VERSION, _("Version (do not change)"))


def _columns(model: Any, names: str, **refs: str) -> list[Column]:
    return [_column(model, name, refs.get(name, "")) for name in names.split()]


def _column(model: Any, name: str, ref: str) -> Column:
    field = model._meta.get_field(name)
    has_default = field.has_default() and not field.null
    return Column(
        name=name,
        label=_label(field),
        kind=_kind(field, ref),
        ref=ref,
        choices=field.choices,
        longest=field.max_length or 0,
        is_optional=field.blank or field.null or has_default,
        default=field.default if has_default else _nothing(field),
    )


def _label(field: Any) -> Any:
    """The name of a parent is the name of its kind; the rest is named on the model."""
    names = {"goal": _("Goal"), "objective": _("Objective"), "initiative": _("Initiative")}
    if field.is_relation and field.name in names:
        return names[field.name]
    return field.verbose_name


def _nothing(field: Any) -> Any:
    return None if field.null or field.is_relation else ""


def _kind(field: Any, ref: str) -> str:
    if ref:
        return REF
    if field.is_relation:
        return PERSON
    if field.name == "section_code":
        return SECTION
    if field.name.endswith("quarter"):
        return QUARTER
    if field.choices:
        return CHOICE
    kinds = {models.DecimalField: NUMBER, models.DateField: DAY, models.BooleanField: FLAG}
    return kinds.get(type(field), TEXT)


GOALS = Sheet(
    "goals", _("Goals"), Goal, "title", "",
    [_KEY, *_columns(Goal, "block title practice_target resident_outcome aim purpose"), _VERSION],
)  # fmt: skip
OBJECTIVES = Sheet(
    "objectives", _("Objectives"), Objective, "title", "goal",
    [_KEY, *_columns(Objective, "goal title", goal="goals"), _VERSION],
)  # fmt: skip
INDICATORS = Sheet(
    "indicators", _("Indicators"), Indicator, "name", "goal",
    [
        _KEY,
        *_columns(
            Indicator,
            "goal name definition formula unit direction baseline_value baseline_on baseline_by"
            " target_1 target_2 target_3 frequency source owner disaggregation",
            goal="goals",
        ),
        _VERSION,
    ],
)  # fmt: skip
INITIATIVES = Sheet(
    "initiatives", _("Initiatives"), Initiative, "title", "objective",
    [
        _KEY,
        *_columns(
            Initiative,
            "objective title description owner owner_department support partner start_quarter"
            " end_quarter first_result_quarter cost budget_kind is_funded funding_source"
            " deliverable measured_by section_code phase depends_on priority core_process"
            " is_quick_win",
            objective="objectives", measured_by="indicators", depends_on="initiatives",
        ),
        _VERSION,
    ],
)  # fmt: skip
MILESTONES = Sheet(
    "milestones", _("Milestones"), Milestone, "title", "initiative",
    [_KEY, *_columns(Milestone, "initiative title quarter", initiative="initiatives")],
)  # fmt: skip

# In the order in which rows can be made: what is named stands before what names it.
SHEETS = (GOALS, OBJECTIVES, INDICATORS, INITIATIVES, MILESTONES)
BY_CODE = {sheet.code: sheet for sheet in SHEETS}


def heading(column: Column) -> str:
    """In the reader's language."""
    return str(capfirst(str(column.label)))


def plain(text: object) -> str:
    """As people compare headings and words: no case, no doubled spaces."""
    return " ".join(str(text).split()).casefold()


@functools.cache
def names_of(sheet: Sheet) -> dict[str, str]:
    """Every way a heading of this sheet may be spelt, in all languages, and the column it means."""
    found = {column.name: column.name for column in sheet.columns}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {plain(heading(column)): column.name for column in sheet.columns}
    return found


@functools.cache
def sheet_names() -> dict[str, str]:
    """Every name a sheet may have, in all languages, and its code."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {plain(sheet.label): sheet.code for sheet in SHEETS}
    return found
