"""What changed in pillars, registers, terms and objectives, and in the wording of the plan.

A mayor's brief only counts most of this; who compares two states is told one by one.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from strategy.models.change import Change
from strategy.models.content import Content
from strategy.models.register_schemas import register
from strategy.models.register_values import heading

POLICIES = "policies"
REGISTER = "register:"
PILLAR_FIELDS = ("title", "description", "blocks")
TERM_FIELDS = ("en", "es", "pt-br", "meaning")

Rows = Mapping[str, Content]


def row_changes(before: Content, after: Content) -> list[Change]:
    """Rows that are no part of the plan: added, removed, or changed field by field."""
    codes = dict.fromkeys([*before.get("registers", {}), *after.get("registers", {})])
    registers = (register_changes(code, before, after) for code in codes)
    return [
        *_compared("pillar", _keyed(before, "pillars"), _keyed(after, "pillars"), PILLAR_FIELDS),
        *chain.from_iterable(registers),
        *_compared("term", _keyed(before, "terms"), _keyed(after, "terms"), TERM_FIELDS),
        *_compared("objective", _objectives(before), _objectives(after), ("title",)),
    ]


def register_changes(code: str, before: Content, after: Content) -> Iterator[Change]:
    """The rows of one register."""
    old, new = _register(before, code), _register(after, code)
    fields = list(dict.fromkeys(chain.from_iterable([*old.values(), *new.values()])))
    yield from _compared(f"{REGISTER}{code}", old, new, [f for f in fields if f != "heading"])


def _keyed(content: Content, part: str) -> dict[str, Content]:
    return {row["key"]: row | {"heading": _called(row)} for row in content.get(part, ())}


def _called(row: Content) -> str:
    """A pillar has a title; a term is called as its first language calls it."""
    names = (row.get(field) for field in ("title", "en", "es", "pt-br"))
    return str(next((name for name in names if name), ""))


def _register(content: Content, code: str) -> dict[str, Content]:
    schema = register(code)
    return {
        row["key"]: row["values"]
        | {"heading": heading(schema, row["values"]) if schema else row["key"]}
        for row in content.get("registers", {}).get(code, ())
    }


def _objectives(content: Content) -> dict[str, Content]:
    return {
        row["key"]: {"title": row["title"], "heading": row["title"], "block": goal["block"]}
        for goal in content["goals"]
        for row in goal["objectives"]
    }


def _compared(what: str, old: Rows, new: Rows, fields: Sequence[str]) -> Iterator[Change]:
    for key, row in new.items():
        about = (what, key, row.get("block", "") if what == "objective" else "", row["heading"])
        if key not in old:
            yield Change("added", *about)
            continue
        for field in fields:
            was, now = old[key].get(field), row.get(field)
            if was != now and (was or now):
                yield Change("changed", *about, field, was, now)
    for key, row in old.items():
        if key not in new:
            yield Change("removed", what, key, "", row["heading"])
