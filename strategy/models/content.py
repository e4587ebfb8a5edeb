"""The canonical content of a strategy: what is frozen, compared, signed and printed.

The same text and plan give the same dictionary and the same fingerprint, on any machine and on
any day: no clock, no id of a row or of a person, no float, every text in NFC.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from cda.accounts.models import City, User
from cda.lib.blocks import block_number
from strategy.models import catalogue
from strategy.models.document import Strategy
from strategy.models.evidence import Citation
from strategy.models.pictures import Picture
from strategy.models.plan import Goal, Indicator, Initiative, Milestone
from strategy.models.plan_rows import PlanRows, plan_rows
from strategy.models.registers import Pillar, RegisterRow
from strategy.models.section import Section
from strategy.models.translation import Term

FORMAT = 2
_PICTURE = re.compile(r'src="picture:([\w-]+)"')
Content = dict[str, Any]
_OF_CITATIONS = (
    "key", "block_id", "kind", "title", "detail", "url", "file_name", "section__key",
)  # fmt: skip


def canonical(strategy: Strategy) -> Content:
    """Everything that the strategy says now, in the order in which it says it.

    Keys let two contents be compared; hidden sections do not belong to the text.
    """
    return content_of(strategy, printed(strategy), plan_rows(strategy))


def content_of(strategy: Strategy, rows: Sequence[Section], plan: PlanRows) -> Content:
    """The same of sections and a plan that were read already."""
    content = _structure(strategy, rows, plan)
    for section, row in zip(content["sections"], rows, strict=True):
        section["blocks"] = _nfc([{"id": b["id"], "html": b["html"]} for b in row.blocks])
    content["pictures"] = pictures_of(strategy, content["sections"])
    return content


def structure(strategy: Strategy) -> Content:
    """The same without the paragraphs: what `PlanRevision` keeps after each act."""
    return _structure(strategy, printed(strategy, "blocks"), plan_rows(strategy))


def _structure(strategy: Strategy, sections: Sequence[Section], plan: PlanRows) -> Content:
    content = {
        "format": FORMAT,
        "city": _city(strategy.city, strategy.language),
        "title": strategy.title,
        "period": strategy.period,
        "starts_on": strategy.starts_on.isoformat(),
        "ends_on": strategy.ends_on.isoformat(),
        "language": strategy.language,
        "mode": strategy.mode,
        "sections": [_section(row, strategy.language) for row in sections],
        "goals": _goals(plan),
        "pillars": _pillars(strategy),
        "registers": _registers(strategy),
        "terms": _terms(strategy),
        "citations": _citations(strategy),
    }
    normal: Content = _nfc(content)
    return normal


def fingerprint(content: Content) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal. Anybody can compute it again."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def canonical_json(content: Content) -> bytes:
    """Sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _city(city: City, language: str) -> Content:
    return {
        "name": city.name,
        "full_name": city.full_name(language),
        "currency": city.currency,
        "locale": city.locale.replace("_", "-"),
        "zone": city.time_zone,
    }


def printed(strategy: Strategy, *without: str) -> list[Section]:
    """The sections that belong to the text, in its order."""
    rows = Section.objects.filter(strategy=strategy, is_hidden=False).order_by("position", "pk")
    return list(rows.defer(*without))


def _section(row: Section, language: str) -> Content:
    return {
        "key": row.key,
        "code": row.code,
        "block": row.block,
        "title": row.title or catalogue.section(row.code).title_in(language),
    }


def _pillars(strategy: Strategy) -> list[Content]:
    rows = Pillar.objects.filter(strategy=strategy).order_by("position", "pk")
    return [
        {"key": row.key, "title": row.title, "description": row.description, "blocks": row.blocks}
        for row in rows
    ]


def _registers(strategy: Strategy) -> Content:
    """The rows of each register, by its code."""
    found: Content = {}
    rows = RegisterRow.objects.filter(strategy=strategy)
    for row in rows.order_by("register", "position", "pk"):
        found.setdefault(row.register, []).append({"key": row.key, "values": row.values})
    return found


def _terms(strategy: Strategy) -> list[Content]:
    rows = Term.objects.filter(strategy=strategy).order_by("position", "pk")
    return [
        {"key": row.key, "en": row.en, "es": row.es, "pt-br": row.pt_br, "meaning": row.meaning}
        for row in rows
    ]


def _citations(strategy: Strategy) -> list[Content]:
    rows = Citation.objects.filter(strategy=strategy, section__is_hidden=False)
    return [
        {
            "key": row.key,
            "section": row.section.key,
            "block_id": row.block_id,
            "kind": row.kind,
            "title": row.title,
            "detail": row.detail,
            "url": row.url,
            "file_name": row.file_name,
        }
        for row in rows.select_related("section").only(*_OF_CITATIONS).order_by("pk")
    ]


def pictures_of(strategy: Strategy, sections: list[Content]) -> Content:
    """The fingerprints of the pictures in the text: a signature covers their bytes, too."""
    html = "".join(block["html"] for section in sections for block in section["blocks"])
    named = set(_PICTURE.findall(html))
    if not named:
        return {}
    rows = Picture.objects.filter(strategy=strategy, key__in=named)
    return dict(rows.order_by("key").values_list("key", "sha256"))


def _goals(plan: PlanRows) -> list[Content]:
    initiatives = _by_parent(plan.initiatives, "objective_id")
    milestones = _by_parent(plan.milestones, "initiative_id")
    objectives = _by_parent(plan.objectives, "goal_id")
    indicators = _by_parent(plan.indicators, "goal_id")
    return [
        _goal(goal)
        | {
            "objectives": [
                {
                    "key": objective.key,
                    "title": objective.title,
                    "initiatives": [
                        _initiative(row, milestones.get(row.pk, []))
                        for row in initiatives.get(objective.pk, [])
                    ],
                }
                for objective in objectives.get(goal.pk, [])
            ],
            "indicators": [_indicator(row) for row in indicators.get(goal.pk, [])],
        }
        for goal in sorted(plan.goals, key=_reading_order)
    ]


def _reading_order(goal: Goal) -> tuple[int, int, int]:
    """The building blocks in their fixed order, then as the team sorted them."""
    return block_number(goal.block), goal.position, goal.pk


def _by_parent(rows: Sequence[Any], parent: str) -> dict[int, list[Any]]:
    """Rows under the id of their parent, by which they are sorted."""
    return {pk: list(children) for pk, children in groupby(rows, attrgetter(parent))}


def _goal(goal: Goal) -> Content:
    return {
        "key": goal.key,
        "block": goal.block,
        "aim": goal.aim,
        "purpose": goal.purpose,
        "title": goal.title,
        "practice_target": goal.practice_target,
        "resident_outcome": goal.resident_outcome,
    }


def _initiative(row: Initiative, milestones: list[Milestone]) -> Content:
    return {
        "key": row.key,
        "title": row.title,
        "description": row.description,
        "owner_department": row.owner_department,
        "owner": _name(row.owner),
        "support": row.support,
        "partner": row.partner,
        "start_quarter": row.start_quarter,
        "end_quarter": row.end_quarter,
        "first_result_quarter": row.first_result_quarter,
        "cost": _decimal(row.cost),
        "budget_kind": row.budget_kind,
        "is_funded": row.is_funded,
        "funding_source": row.funding_source,
        "deliverable": row.deliverable,
        "depends_on": row.depends_on.title if row.depends_on else "",
        "priority": row.priority,
        "is_quick_win": row.is_quick_win,
        "core_process": row.core_process,
        "section": row.section_code,
        "phase": row.phase,
        "measured_by": row.measured_by.key if row.measured_by else "",
        "milestones": [{"title": point.title, "quarter": point.quarter} for point in milestones],
    }


def _indicator(row: Indicator) -> Content:
    return {
        "key": row.key,
        "name": row.name,
        "definition": row.definition,
        "formula": row.formula,
        "unit": row.unit,
        "direction": row.direction,
        "baseline_value": _decimal(row.baseline_value),
        "baseline_on": row.baseline_on.isoformat() if row.baseline_on else None,
        "baseline_by": row.baseline_by.isoformat() if row.baseline_by else None,
        "target_1": _decimal(row.target_1),
        "target_2": _decimal(row.target_2),
        "target_3": _decimal(row.target_3),
        "frequency": row.frequency,
        "source": row.source,
        "owner": _name(row.owner),
        "disaggregation": row.disaggregation,
    }


def _name(person: User | None) -> str:
    return str(person) if person else ""


def _decimal(value: Decimal | None) -> str | None:
    """As text with two places: 85 and 85.00 are one number, and floats never come in."""
    return None if value is None else f"{value:.2f}"


def _nfc(value: Any) -> Any:
    """Every text in the same Unicode form: é is é however it was typed."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [_nfc(item) for item in value]
    if isinstance(value, dict):
        return {key: _nfc(item) for key, item in value.items()}
    return value
