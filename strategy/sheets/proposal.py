"""Compare what came in with what is there: added, changed field by field, missing, unreadable."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from strategy.sheets.columns import (
    KEY,
    REF,
    SHEETS,
    VERSION,
    Column,
    Sheet,
    heading,
    plain,
)
from strategy.sheets.current import Current
from strategy.sheets.incoming import Incoming, Line
from strategy.sheets.values import Unreadable, read, shown

NEW = "new:"


@dataclass(frozen=True)
class Changed:
    """One field: from what to what, in words."""

    label: str
    before: str
    after: str


@dataclass
class Item:
    """One row that came in. `id` is its key, or, for a new one, where it stood in the file."""

    sheet: Sheet
    number: int
    key: str
    values: dict[str, Any]
    version: int | None = None
    problems: list[str] = field(default_factory=list)
    changes: list[Changed] = field(default_factory=list)
    is_stale: bool = False
    is_double: bool = False

    @property
    def is_new(self) -> bool:
        return self.key.startswith(NEW)

    @property
    def id(self) -> str:
        return self.key

    @property
    def title(self) -> str:
        return str(self.values.get(self.sheet.title) or "")

    @property
    def place(self) -> str:
        """Initiatives, row 7"""
        return _("%(sheet)s, row %(number)s") % {"sheet": self.sheet.label, "number": self.number}


@dataclass(frozen=True)
class Missing:
    """A saved row that the file does not have."""

    sheet: Sheet
    key: str
    title: str


@dataclass(frozen=True)
class Proposal:
    """What would happen, before anything does."""

    items: Sequence[Item]
    missing: Sequence[Missing]

    @property
    def problems(self) -> list[Item]:
        return [item for item in self.items if item.problems]

    @property
    def added(self) -> list[Item]:
        return [item for item in self.items if item.is_new and not item.problems]

    @property
    def changed(self) -> list[Item]:
        return [item for item in self.items if item.changes and not item.problems]

    @property
    def same(self) -> int:
        """How many rows stay exactly as they are."""
        rows = (item for item in self.items if not item.is_new and not item.problems)
        return sum(not item.changes for item in rows)


def propose(incoming: Incoming, current: Current) -> Proposal:
    items: list[Item] = []
    for sheet in SHEETS:
        seen: set[str] = set()
        lines = incoming.sheets.get(sheet.code, ())
        items += [_item(sheet, line, current, seen) for line in lines]
    _resolve(items, current)
    _refuse_circles(items, current)
    _mark_doubles(items, current)
    for item in items:
        if not item.is_new and not item.problems:
            _compare(item, current)
    return Proposal(items, _missing(incoming, items, current) if incoming.is_whole else [])


# One row ---------------------------------------------------------------------------------------


def _item(sheet: Sheet, line: Line, current: Current, seen: set[str]) -> Item:
    key = str(line.cells.get(KEY) or "").strip()
    item = Item(sheet, line.number, key or f"{NEW}{sheet.code}:{line.number}", {})
    if key and key not in current.rows[sheet.code]:
        item.problems.append(_("no row of the plan has this key; without a key it is a new row"))
    if key and key in seen:
        item.problems.append(_("another row has the same key"))
    seen.add(key)
    version = str(line.cells.get(VERSION) or "")
    item.version = int(version) if version.isdecimal() and len(version) < 10 else None
    for column in sheet.fields:
        if column.name in line.cells:
            _take(item, column, line.cells[column.name], current)
    _check(item, current)
    return item


def _take(item: Item, column: Column, raw: Any, current: Current) -> None:
    if column.kind == REF:
        item.values[column.name] = None if raw is None or not plain(raw) else str(raw)
        return
    try:
        item.values[column.name] = read(column, raw, current.where)
    except Unreadable as error:
        item.problems.append(
            _("%(column)s: %(problem)s") % {"column": heading(column), "problem": error}
        )


def _check(item: Item, current: Current) -> None:
    """What a form would refuse, too."""
    sheet, values = item.sheet, item.values
    for column in sheet.fields:
        must = column.name in values or item.is_new
        is_empty = values.get(column.name, None if item.is_new else "-") in (None, "")
        if must and not column.is_optional and is_empty and not _is_told(item, column):
            item.problems.append(_("%(column)s is empty") % {"column": heading(column)})
    saved = current.rows[sheet.code].get(item.key)
    whole = (dict(saved.values) if saved else _defaults(sheet)) | values
    if sheet.code == "initiatives" and _ends_early(whole):
        item.problems.append(_("it ends before it starts"))
    if whole.get("baseline_value") is not None and whole.get("baseline_on") is None:
        item.problems.append(_("it does not say when the value of today was measured"))


def _is_told(item: Item, column: Column) -> bool:
    """Is there a sentence about this column already?"""
    return any(problem.startswith(heading(column)) for problem in item.problems)


def _defaults(sheet: Sheet) -> dict[str, Any]:
    return {column.name: column.default for column in sheet.fields}


def _ends_early(values: Mapping[str, Any]) -> bool:
    start, end = values.get("start_quarter"), values.get("end_quarter")
    return start is not None and end is not None and end < start


# Rows that name rows ---------------------------------------------------------------------------


def _resolve(items: list[Item], current: Current) -> None:
    """Titles become keys. What the file says now comes first, then what was saved before."""
    names = _Names(items, current)
    for item in items:
        for column in item.sheet.fields:
            told = item.values.get(column.name)
            if column.kind != REF or told is None:
                continue
            found = names.find(column.ref, told)
            if len(found) == 1:
                item.values[column.name] = found[0]
                continue
            values = {"column": heading(column), "value": told}
            sentence = (
                _("%(column)s: more than one row is called “%(value)s”; write its key")
                if found
                else _("%(column)s: nothing is called “%(value)s”")
            )
            item.problems.append(sentence % values)


class _Names:
    """Which rows a title may mean."""

    def __init__(self, items: list[Item], current: Current) -> None:
        self.current = current
        self.told: dict[tuple[str, str], list[str]] = {}
        self.saved: dict[tuple[str, str], list[str]] = {}
        for item in items:
            self.told.setdefault((item.sheet.code, plain(item.title)), []).append(item.key)
        for sheet, key, row in current.each():
            self.saved.setdefault((sheet.code, plain(row.saved)), []).append(key)

    def find(self, sheet: str, told: str) -> list[str]:
        if told in self.current.rows[sheet]:
            return [told]
        place = (sheet, plain(told))
        return self.told.get(place) or self.saved.get(place) or []


def _mark_doubles(items: list[Item], current: Current) -> None:
    """The same rows sent twice, or by two people: what stands there already is not made again."""
    known = {_likeness(sheet, row.values) for sheet, _key, row in current.each()}
    for item in items:
        item.is_double = item.is_new and _likeness(item.sheet, item.values) in known


def _likeness(sheet: Sheet, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What people take for one row: its title, under the same parent; a milestone has its day."""
    above = values.get(sheet.parent or "block")
    return sheet.code, plain(values.get(sheet.title) or ""), above, values.get("quarter")


def _refuse_circles(items: list[Item], current: Current) -> None:
    """Initiatives that wait for each other never begin."""
    needs = {key: row.values["depends_on"] for key, row in current.rows["initiatives"].items()}
    ours = [item for item in items if item.sheet.code == "initiatives" and not item.problems]
    needs |= {item.key: item.values["depends_on"] for item in ours if "depends_on" in item.values}
    for item in ours:
        if _comes_back(item.key, needs):
            item.problems.append(_("it waits for one that waits for it"))


def _comes_back(key: str, needs: Mapping[str, str | None]) -> bool:
    seen, place = set(), needs.get(key)
    while place and place not in seen:
        if place == key:
            return True
        seen.add(place)
        place = needs.get(place)
    return False


# Against what is saved -------------------------------------------------------------------------


def _compare(item: Item, current: Current) -> None:
    saved = current.rows[item.sheet.code][item.key]
    for column in item.sheet.fields:
        if column.name not in item.values:
            continue
        before, after = saved.values[column.name], item.values[column.name]
        if before != after:
            item.changes.append(
                Changed(
                    heading(column),
                    _words(column, before, current),
                    _words(column, after, current),
                )
            )
    item.is_stale = bool(item.changes) and item.version is not None and item.version < saved.version


def _words(column: Column, value: Any, current: Current) -> str:
    if column.kind == REF and value:
        return current.title(column.ref, value) or _("a new row")
    return shown(column, value, current.where)


def _missing(incoming: Incoming, items: list[Item], current: Current) -> list[Missing]:
    there = {(item.sheet.code, item.key) for item in items}
    return [
        Missing(sheet, key, str(row.saved))
        for sheet, key, row in current.each()
        if sheet.code in incoming.sheets and (sheet.code, key) not in there
    ]


def versions_of(proposal: Proposal, current: Current) -> dict[str, int]:
    """The versions on which the preview stands: what is newer when it is taken is told."""
    keys = {item.key: item.sheet.code for item in proposal.changed}
    keys |= {row.key: row.sheet.code for row in proposal.missing}
    return {key: current.rows[code][key].version for key, code in keys.items()}
