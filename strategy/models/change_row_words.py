"""Differences of rows in words: registers by their schema, all others by the names of fields."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Field as ModelField
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cda.lib import formats
from strategy.models.blocks import Block
from strategy.models.catalogue import section as catalogue_entry
from strategy.models.change import Change
from strategy.models.change_rows import REGISTER
from strategy.models.content import Content
from strategy.models.plan import Goal, Indicator, Initiative, Objective
from strategy.models.register_schemas import Field, Kind, register
from strategy.models.register_values import Frame, cell, frame_of_content
from strategy.models.registers import Pillar
from strategy.models.translation import Term

MODELS: Mapping[str, Any] = {
    "goal": Goal,
    "objective": Objective,
    "initiative": Initiative,
    "indicator": Indicator,
    "pillar": Pillar,
    "term": Term,
}
# What a content calls otherwise than the model, and what is no field of it.
ALIASES = {"section": "section_code", "pt-br": "pt_br"}
OTHER_NAMES: Mapping[str, Promise] = {
    "milestones": _("Milestones of “%(title)s”"),
    "blocks": _("Building blocks of “%(title)s”"),
}
NEEDS_TITLES = {Kind.ROW, Kind.INITIATIVE}


def is_of_row(change: Change) -> bool:
    """Is it told here? The facts of the plan have words of their own."""
    if not change.field:
        return change.what.startswith(REGISTER)
    return change.what not in PLAN or change.field in WORDING


PLAN = {"strategy", "goal", "initiative", "indicator"}
WORDING = {
    "aim", "purpose", "description", "support", "partner", "budget_kind", "funding_source",
    "deliverable", "depends_on", "priority", "is_quick_win", "core_process", "section", "phase",
    "measured_by", "milestones", "definition", "formula", "unit", "direction", "baseline_on",
    "baseline_by", "frequency", "source", "disaggregation",
}  # fmt: skip


def row_words(change: Change, before: Content, after: Content) -> dict[str, str]:
    """The name of what changed, and both values; for a whole row its name alone."""
    if change.what.startswith(REGISTER):
        return _register_words(change, before, after)
    return {
        "text": _field_name(change),
        "before": _field_value(change, change.before, before),
        "after": _field_value(change, change.after, after),
    }


def noun_of(what: str) -> str:
    """What rows of this kind are called together."""
    if what.startswith(REGISTER):
        schema = register(what.removeprefix(REGISTER))
        return str(schema.title) if schema else gettext("Rows of a register")
    return str(NOUNS[what])


NOUNS: Mapping[str, Promise] = {
    "strategy": _("Period and currency"),
    "section": _("Sections"),
    "goal": _("Goals"),
    "objective": _("Objectives"),
    "initiative": _("Initiatives"),
    "indicator": _("Indicators"),
    "pillar": _("Pillars"),
    "term": _("Glossary"),
}


def _register_words(change: Change, before: Content, after: Content) -> dict[str, str]:
    """As the schema calls it; a field or register that there is no more, by its code."""
    code = change.what.removeprefix(REGISTER)
    schema = register(code)
    values = {"register": noun_of(change.what), "title": change.title}
    if not change.field:
        return {"text": gettext("%(register)s: %(title)s") % values}
    fields = schema.fields if schema else ()
    field = next((one for one in fields if one.code == change.field), None)
    field = field or Field(change.field, change.field)
    name = gettext("%(field)s of “%(title)s”") % {"field": field.label, "title": change.title}
    return {
        "text": name,
        "before": _shown(field, change.before, before),
        "after": _shown(field, change.after, after),
    }


def _shown(field: Field, value: Any, content: Content) -> str:
    return cell(field, {field.code: value}, _frame(field, content)).text or nothing()


def _frame(field: Field, content: Content) -> Frame:
    """Titles are looked up only for the few fields that name another row."""
    if field.kind in NEEDS_TITLES:
        return frame_of_content(content)
    city, start = content["city"], date.fromisoformat(content["starts_on"])
    return Frame(city["locale"], city["currency"], start, {})


def nothing() -> str:
    return gettext("nothing yet")


def _field_name(change: Change) -> str:
    if change.field in OTHER_NAMES:
        return str(OTHER_NAMES[change.field]) % {"title": change.title}
    label = str(_field(change).verbose_name)
    values = {"field": label[:1].upper() + label[1:], "title": change.title}
    return gettext("%(field)s of “%(title)s”") % values


def _field(change: Change) -> "ModelField[Any, Any]":
    name = ALIASES.get(change.field, change.field)
    field: ModelField[Any, Any] = MODELS[change.what]._meta.get_field(name)
    return field


def _field_value(change: Change, value: Any, content: Content) -> str:
    if value in (None, "", []):
        return nothing()
    special = SPECIAL.get(change.field)
    if special:
        return special(value, content)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(dict(_field(change).flatchoices).get(value, value))


def _milestones(value: Any, content: Content) -> str:
    """Each with its quarter."""
    start, language = date.fromisoformat(content["starts_on"]), get_language() or "en"
    return "; ".join(
        gettext("%(milestone)s, %(quarter)s")
        % {
            "milestone": row["title"],
            "quarter": formats.quarter_name(formats.quarter_start(start, row["quarter"]), language),
        }
        for row in value
    )


def _blocks(value: Any, content: Content) -> str:
    return ", ".join(str(Block(code).label) for code in value)


def _section(value: Any, content: Content) -> str:
    return str(catalogue_entry(value).title)


def _day(value: Any, content: Content) -> str:
    return formats.long_date(date.fromisoformat(value), get_language() or "en")


def _indicator(value: Any, content: Content) -> str:
    """The name of the indicator with this key."""
    names = {row["key"]: row["name"] for goal in content["goals"] for row in goal["indicators"]}
    return str(names.get(value, ""))


SPECIAL = {
    "milestones": _milestones,
    "blocks": _blocks,
    "section": _section,
    "measured_by": _indicator,
    "baseline_on": _day,
    "baseline_by": _day,
}
