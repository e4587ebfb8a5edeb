"""The plan as it stands, row by row, in the terms of the sheets. One query for each kind of row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cda.accounts.models import User
from cda.accounts.permissions import Role
from strategy.models import Strategy
from strategy.sheets.columns import PERSON, REF, SHEETS, VERSION, Column, Sheet
from strategy.sheets.opening import clean_text
from strategy.sheets.values import Setting

# Which strategy a row belongs to.
ROOT = {
    "goals": "strategy",
    "objectives": "goal__strategy",
    "indicators": "goal__strategy",
    "initiatives": "objective__goal__strategy",
    "milestones": "initiative__objective__goal__strategy",
}
RELATED = {
    "objectives": ("goal",),
    "indicators": ("goal", "owner"),
    "initiatives": ("objective", "owner", "measured_by", "depends_on"),
    "milestones": ("initiative",),
}
ORDER = {
    "goals": ("position", "pk"),
    "objectives": ("goal__position", "goal_id", "position", "pk"),
    "indicators": ("goal__position", "goal_id", "position", "pk"),
    "initiatives": ("objective__goal__position", "objective_id", "position", "pk"),
    "milestones": ("initiative_id", "position", "pk"),
}


@dataclass(frozen=True)
class Row:
    """A saved row: `values` name other rows by their keys and people by their ids."""

    saved: Any
    values: Mapping[str, Any]

    @property
    def version(self) -> int:
        """A milestone has none of its own: its initiative's counts."""
        found: int = getattr(self.saved, VERSION, 0)
        return found


@dataclass(frozen=True)
class Current:
    """Everything that is saved, sheet by sheet, by key, and what cells are read against."""

    strategy: Strategy
    where: Setting
    rows: Mapping[str, Mapping[str, Row]]

    def title(self, sheet: str, key: str) -> str:
        found = self.rows[sheet].get(key)
        return str(found.saved) if found else ""

    def each(self) -> Iterator[tuple[Sheet, str, Row]]:
        for sheet in SHEETS:
            for key, row in self.rows[sheet.code].items():
                yield sheet, key, row


def current_of(strategy: Strategy, language: str) -> Current:
    rows = {
        sheet.code: {row.key: Row(row, _values(sheet, row)) for row in _saved(strategy, sheet)}
        for sheet in SHEETS
    }
    named = {
        row.saved.owner_id: row.saved.owner.name
        for code in ("indicators", "initiatives")
        for row in rows[code].values()
        if row.saved.owner_id
    }
    team = User.objects.playing(Role.LEAD, Role.MEMBER, city=strategy.city_id)
    people = named | dict(team.values_list("pk", "name"))
    where = Setting(strategy.starts_on, strategy.city.locale, language, people)
    return Current(strategy, where, rows)


def _saved(strategy: Strategy, sheet: Sheet) -> QuerySet[Any]:
    rows: QuerySet[Any] = sheet.model.objects.filter(**{ROOT[sheet.code]: strategy})
    return rows.select_related(*RELATED.get(sheet.code, ())).order_by(*ORDER[sheet.code])


def _values(sheet: Sheet, row: Any) -> dict[str, Any]:
    return {column.name: value_of(column, row) for column in sheet.fields}


def value_of(column: Column, row: Any) -> Any:
    if column.kind == PERSON:
        return getattr(row, f"{column.name}_id")
    if column.kind == REF:
        other = getattr(row, column.name)
        return other.key if other else None
    value = getattr(row, column.name)
    if isinstance(value, str):
        return clean_text(value.replace("\r\n", "\n")).strip()
    return value


def name_in(current: Current, column: Column, key: str) -> str:
    """How a sheet names another row: by its title where only one has it, else by its key."""
    title = current.title(column.ref, key)
    same = [row for row in current.rows[column.ref].values() if str(row.saved) == title]
    return title if len(same) == 1 else key
