"""What a former content says of rows that can be brought back, as their models write it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from strategy.models import catalogue
from strategy.models.change import Change
from strategy.models.change_words import Words
from strategy.models.comparison import Group, plan_groups
from strategy.models.content import Content
from strategy.models.plan import Goal, Indicator, Initiative, Objective
from strategy.models.registers import Pillar, RegisterRow
from strategy.models.translation import Term

# In the order in which rows can be made: what is named stands before what names it.
PLAN = (Goal, Objective, Indicator, Initiative)
ROWS = (Pillar, RegisterRow, Term)
# What a content calls otherwise than the model.
ALIASES = {"section": "section_code", "pt-br": "pt_br"}
# Names of people and of other rows: who brings rows back looks them up.
NAMED = {"key", "owner", "depends_on", "measured_by", "milestones"}
BELOW = {"objectives", "indicators", "initiatives"}


class Former(NamedTuple):
    """One row as it was: `above` is the key of the row it stood under, `told` what was kept."""

    key: str
    above: str
    values: dict[str, Any]
    told: Content


def former_rows(model: Any, content: Content) -> list[Former]:
    """All rows of a kind, in the order of the document."""
    return list(READERS[model](content))


def _goals(content: Content) -> Iterator[Former]:
    for goal in content["goals"]:
        yield _former(Goal, goal)


def _objectives(content: Content) -> Iterator[Former]:
    for goal in content["goals"]:
        for row in goal["objectives"]:
            yield _former(Objective, row, goal["key"])


def _indicators(content: Content) -> Iterator[Former]:
    for goal in content["goals"]:
        for row in goal["indicators"]:
            yield _former(Indicator, row, goal["key"])


def _initiatives(content: Content) -> Iterator[Former]:
    for goal in content["goals"]:
        for objective in goal["objectives"]:
            for row in objective["initiatives"]:
                yield _former(Initiative, row, objective["key"])


def _register_rows(content: Content) -> Iterator[Former]:
    for code, rows in content["registers"].items():
        for row in rows:
            yield Former(row["key"], "", {"register": code, "values": row["values"]}, row)


READERS: Mapping[Any, Any] = {
    Goal: _goals,
    Objective: _objectives,
    Indicator: _indicators,
    Initiative: _initiatives,
    RegisterRow: _register_rows,
    Pillar: lambda content: (_former(Pillar, row) for row in content["pillars"]),
    Term: lambda content: (_former(Term, row) for row in content["terms"]),
}


def _former(model: Any, row: Content, above: str = "") -> Former:
    """What an older format did not have yet is not said, and stays what it is."""
    names = {field: ALIASES.get(field, field) for field in row if field not in NAMED | BELOW}
    values = {
        name: model._meta.get_field(name).to_python(row[field]) for field, name in names.items()
    }
    return Former(row["key"], above, values, row)


def own_title(row: Content, language: str) -> str:
    """The city's own title of a section; empty where it is the catalogue's."""
    return "" if row["title"] == catalogue.section(row["code"]).title_in(language) else row["title"]


class Way(NamedTuple):
    """The way back, told before it is gone: what changes, and what came later."""

    groups: list[Group]
    outline: list[Words]
    later: list[Group]

    def __bool__(self) -> bool:
        return bool(self.groups or self.outline or self.later)


def way_back(now: Content, then: Content) -> Way:
    """From today to that state, in words. Rows that came later are told apart: they may stay."""
    now, then = _without_text(now), _without_text(then)
    return Way(
        groups=plan_groups(now, then, _comes_back),
        outline=list(_outline(now, then)),
        later=plan_groups(now, then, lambda one: one.kind == "removed"),
    )


def _without_text(content: Content) -> Content:
    return content | {"sections": [row | {"blocks": []} for row in content["sections"]]}


def _comes_back(change: Change) -> bool:
    """The years and the currency of the strategy are not of the plan: they stay."""
    return change.kind != "removed" and change.what != "strategy"


def _outline(now: Content, then: Content) -> Iterator[Words]:
    old = {row["key"]: row for row in now["sections"]}
    new = {row["key"]: row for row in then["sections"]}
    if now["title"] != then["title"]:
        yield _words("changed", _("Title of the strategy"), now["title"], then["title"])
    for key, row in new.items():
        if key not in old:
            yield _words("added", _("Section: %(title)s") % {"title": row["title"]})
        elif own_title(old[key], now["language"]) != own_title(row, then["language"]):
            yield _words("changed", _("Title of the section"), old[key]["title"], row["title"])
    for row in (old[key] for key in old if key not in new):
        if can_be_left_out(row["code"]):
            sentence = _("Section: %(title)s. It is left out; its text stays.")
            yield _words("removed", sentence % {"title": row["title"]})
    if [key for key in old if key in new] != [key for key in new if key in old]:
        yield _words("moved", _("The sections stand in another order."))


def can_be_left_out(code: str) -> bool:
    """A section that the city invented came later; required ones are always there."""
    entry = catalogue.section(code)
    return not entry.is_custom and entry.level != "R"


def _words(kind: str, text: str, before: str = "", after: str = "") -> Words:
    return {"kind": kind, "where": "", "text": text, "before": before, "after": after, "why": ""}
