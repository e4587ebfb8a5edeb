"""Does the strategy agree with itself? Dates, money, names, and what its translations say.

Pure over the canonical content; what only the database knows comes in as `Facts`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from cda.accounts.models import Language
from cda.lib import formats
from strategy.models.blocks import BudgetKind
from strategy.models.content import Content
from strategy.models.plan import QUARTERS
from strategy.models.readiness import Gap
from strategy.models.register_schemas import Kind, register
from strategy.models.register_values import heading
from strategy.models.text import plain
from strategy.models.units import units_of

TEAM = 3  # seats at least (BR-1)
_CITED = re.compile(r"(?i)\b(?:indicator|indicador|kpi)\s+[“\"«](?P<name>[^”\"»]{3,200})[”\"»]")
_NUMBER = re.compile(r"\d+(?:[.,\s\u00a0\u202f]\d+)*")


@dataclass(frozen=True)
class Facts:
    """What the content does not say.

    `seats`: (name, is active) of the senior team; `vacant`: who left it, and nobody came in their
    place. `assigned`: (heading, key, name) of sections
    given to somebody who is no longer there. `translations`: texts by language and unit.
    """

    seats: list[tuple[str, bool]] = field(default_factory=list)
    vacant: list[str] = field(default_factory=list)
    assigned: list[tuple[str, str, str]] = field(default_factory=list)
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def find_contradictions(content: Content, facts: Facts) -> list[Gap]:
    """Sentences, each with the way to the place where it is mended. None of them blocks."""
    return [
        *_dates(content),
        *_days_in_registers(content),
        *_targets(content),
        *_cited(content),
        *_budget(content),
        *_numbers_in_translations(content, facts.translations),
        *_people(facts),
    ]


def _initiatives(content: Content) -> Iterator[Content]:
    for goal in content["goals"]:
        for objective in goal["objectives"]:
            yield from objective["initiatives"]


def _indicators(content: Content) -> Iterator[Content]:
    for goal in content["goals"]:
        yield from goal["indicators"]


def _dates(content: Content) -> Iterator[Gap]:
    """Everything happens inside the three years, and what depends on something comes after it."""
    ends = date.fromisoformat(content["ends_on"])
    for row in _indicators(content):
        for name in ("baseline_by", "baseline_on"):
            if row[name] and date.fromisoformat(row[name]) > ends:
                sentence = _("“%(title)s” is measured after the last day of the strategy.")
                yield Gap(sentence % {"title": row["name"]}, "indicator_edit", row["key"])
    by_title = {row["title"]: row for row in _initiatives(content)}
    for row in by_title.values():
        yield from _order_in(row, by_title)


def _order_in(row: Content, by_title: Mapping[str, Content]) -> Iterator[Gap]:
    before = by_title.get(row["depends_on"])
    if before and row["start_quarter"] < before["start_quarter"]:
        sentence = _("“%(title)s” starts before “%(other)s”, on which it depends.")
        values = {"title": row["title"], "other": before["title"]}
        yield Gap(sentence % values, "initiative_edit", row["key"])
    for point in row["milestones"]:
        if not row["start_quarter"] <= point["quarter"] <= min(row["end_quarter"], QUARTERS - 1):
            sentence = _("The milestone “%(point)s” lies outside the time of “%(title)s”.")
            values = {"point": point["title"], "title": row["title"]}
            yield Gap(sentence % values, "initiative_edit", row["key"])


def _days_in_registers(content: Content) -> Iterator[Gap]:
    """A policy that is planned for after the last day is not of this strategy."""
    for code, rows in content["registers"].items():
        schema = register(code)
        days = [one.code for one in schema.fields if one.kind == Kind.DATE] if schema else []
        for row in rows:
            if schema and any((row["values"].get(day) or "") > content["ends_on"] for day in days):
                sentence = _("“%(title)s” (%(register)s) has a date after the strategy’s last day.")
                values = {"title": heading(schema, row["values"]), "register": schema.title}
                yield Gap(sentence % values, "register_row_edit", row["key"])


def _targets(content: Content) -> Iterator[Gap]:
    """From the baseline on, each target goes the way the indicator should go."""
    for row in _indicators(content):
        names = ("baseline_value", "target_1", "target_2", "target_3")
        values = [Decimal(row[name]) for name in names if row[name] is not None]
        sign = 1 if row["direction"] == "up" else -1
        if any((after - before) * sign < 0 for before, after in pairwise(values)):
            sentence = _("The targets of “%(title)s” do not go the way it should go.")
            yield Gap(sentence % {"title": row["name"]}, "indicator_edit", row["key"])
        if len(values) and row["target_3"] is None:
            sentence = _("“%(title)s” has no target for the third year.")
            yield Gap(sentence % {"title": row["name"]}, "indicator_edit", row["key"])


def _cited(content: Content) -> Iterator[Gap]:
    """The text names an indicator that the table does not have."""
    known = {_folded(row["name"]) for row in _indicators(content)}
    for section in content["sections"]:
        words = " ".join(plain(block["html"]) for block in section["blocks"])
        for match in _CITED.finditer(words):
            if _folded(match["name"]) not in known:
                sentence = _("“%(section)s” names the indicator “%(name)s”, which is not there.")
                values = {"section": section["title"], "name": match["name"]}
                yield Gap(sentence % values, "section_edit", section["key"])


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _budget(content: Content) -> Iterator[Gap]:
    """The lines of the budget chapter against the cost of the initiatives, kind by kind."""
    lines: dict[str, Decimal] = defaultdict(Decimal)
    for row in content["registers"].get("budget", []):
        lines[str(row["values"].get("kind", ""))] += _decimal(row["values"].get("amount"))
    if not lines:
        return
    costs: dict[str, Decimal] = defaultdict(Decimal)
    for row in _initiatives(content):
        costs[row["budget_kind"]] += _decimal(row["cost"])
    for kind in BudgetKind:
        if lines[kind] != costs[kind]:
            sentence = _(
                "Budget, %(kind)s: the chapter says %(chapter)s, the initiatives cost %(plan)s."
            )
            chapter, plan = (_money(sums[kind], content) for sums in (lines, costs))
            values = {"kind": kind.label, "chapter": chapter, "plan": plan}
            yield Gap(sentence % values, "plan_detail")


def _money(value: Decimal, content: Content) -> str:
    city = content["city"]
    return formats.money(value, city["currency"], city["locale"])


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value)) if value else Decimal(0)


def _numbers_in_translations(
    content: Content, translations: Mapping[str, Mapping[str, str]]
) -> Iterator[Gap]:
    """A target of 85 % must not be 58 % in Portuguese."""
    titles = {section["key"]: section["title"] for section in content["sections"]}
    titles |= {goal["key"]: goal["title"] for goal in content["goals"]}
    for unit in units_of(content):
        numbers = _numbers(unit.source)
        for language, texts in translations.items():
            text = texts.get(unit.name, "")
            if text and _numbers(text) != numbers:
                sentence = _("“%(title)s” has other numbers in %(language)s than in the source.")
                values = {
                    "title": titles.get(unit.place, content["title"]),
                    "language": Language(language).label,
                }
                yield Gap(sentence % values, "translation_edit", f"{language}/{unit.place}")


def _numbers(text: str) -> Counter[str]:
    """Digits only: 1,400 and 1.400 are one number in two languages."""
    return Counter(re.sub(r"\D", "", found) for found in _NUMBER.findall(plain(text)))


def _people(facts: Facts) -> Iterator[Gap]:
    active = [name for name, is_active in facts.seats if is_active]
    for name, is_active in facts.seats:
        if not is_active:
            sentence = _("%(name)s has a place in the senior team and does not work in it yet.")
            yield Gap(sentence % {"name": name}, "cohorts:team_detail")
    for name in facts.vacant:
        sentence = _("The place that %(name)s had in the senior team is vacant.")
        yield Gap(sentence % {"name": name}, "cohorts:team_detail")
    if facts.seats and len(active) < TEAM:
        sentence = _("Fewer than three people work in the senior team.")
        yield Gap(sentence, "cohorts:team_detail")
    yield from _assigned(facts.assigned)


def _assigned(assigned: Iterable[tuple[str, str, str]]) -> Iterator[Gap]:
    for title, key, name in assigned:
        sentence = _("“%(title)s” is assigned to %(name)s, who is no longer in the city’s team.")
        yield Gap(sentence % {"title": title, "name": name}, "section_assign", key)
