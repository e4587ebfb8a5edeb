"""Write the plan: goals, objectives, initiatives with milestones, indicators."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from django.db import transaction
from django.db.models import F, Max

from cda.accounts.models import User
from cda.audit.log import record
from strategy.actions.history import keep_plan
from strategy.models import Goal, Indicator, Initiative, Milestone, Objective, Strategy
from strategy.models.progress import keep_progress

PlanRow: TypeAlias = Goal | Objective | Initiative | Indicator

# What a person does not type: it stays as it is when the rest changes.
KEPT = {"id", "key", "city_id", "position", "strategy_id", "goal_id", "objective_id"}


class Point(NamedTuple):
    """A milestone as it is typed."""

    title: str
    quarter: int


def _held(row: PlanRow) -> Strategy:
    """The strategy, locked and open for writing."""
    strategy = Strategy.objects.locked(row.root_id)
    strategy.require_open()
    return strategy


def _verb(row: PlanRow, past: str) -> str:
    return f"{row._meta.model_name}.{past}"


@transaction.atomic
def add_row(row: PlanRow, *, milestones: Sequence[Point] | None = None, by: User) -> PlanRow:
    """Put a new row at the end of its siblings. It comes with its parent and is not saved yet."""
    strategy = _held(row)
    row.city_id = strategy.city_id
    last = row.siblings().aggregate(last=Max("position"))["last"]
    row.position = 0 if last is None else last + 1
    row.save()
    if isinstance(row, Initiative):
        write_milestones(row, milestones or ())
    keep_progress(strategy)
    keep_plan(strategy, by=by)
    record(_verb(row, "added"), row, by=by, note={"title": str(row)})
    return row


@transaction.atomic
def edit_row(
    row: PlanRow, *, base_version: int, milestones: Sequence[Point] | None = None, by: User
) -> bool:
    """Write what was typed over the version it was typed on. False: somebody was faster.

    Without milestones (None) those of an initiative stay as they are.
    """
    strategy = _held(row)
    manager = type(row)._default_manager
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in KEPT
    }
    values["version"] = F("version") + 1
    if not manager.filter(pk=row.pk, version=base_version).update(**values):
        return False
    if isinstance(row, Initiative) and milestones is not None:
        write_milestones(row, milestones)
    keep_progress(strategy)
    keep_plan(strategy, by=by)
    record(_verb(row, "changed"), row, by=by, note={"title": str(row), "version": base_version + 1})
    return True


def write_milestones(initiative: Initiative, points: Sequence[Point]) -> None:
    """By their place: the first stays the first, whatever it is called now."""
    rows = list(Milestone.objects.filter(initiative=initiative).order_by("position", "pk"))
    for place, point in enumerate(points):
        row = rows[place] if place < len(rows) else Milestone(initiative=initiative)
        row.city_id, row.position = initiative.city_id, place
        row.title, row.quarter = point
        row.save()
    Milestone.objects.filter(pk__in=[row.pk for row in rows[len(points) :]]).delete()


@transaction.atomic
def delete_row(row: PlanRow, *, by: User) -> None:
    """With everything under it. The history keeps its name."""
    strategy = _held(row)
    record(_verb(row, "deleted"), row, by=by, note={"title": str(row), "key": row.key})
    row.delete()
    keep_progress(strategy)
    keep_plan(strategy, by=by)


@transaction.atomic
def move_row(row: PlanRow, *, step: int, by: User) -> None:
    """One place up (-1) or down (1) among its siblings. At the end it stays where it is."""
    strategy = _held(row)
    rows: list[PlanRow] = list(row.siblings().order_by("position", "pk"))
    place = next(index for index, other in enumerate(rows) if other.pk == row.pk)
    goal = min(max(place + step, 0), len(rows) - 1)
    rows.insert(goal, rows.pop(place))
    for index, other in enumerate(rows):
        other.position = index
        other.save(update_fields=["position"])
    keep_plan(strategy, by=by)
    record(_verb(row, "moved"), row, by=by, note={"title": str(row), "place": goal + 1})
