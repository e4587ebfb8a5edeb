"""The city's own pillars: how it groups the five building blocks."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from strategy.actions.history import keep_plan
from strategy.models import Pillar, Strategy
from strategy.models.blocks import Block

MOST_PILLARS = 12


def _held(strategy_id: int) -> Strategy:
    strategy = Strategy.objects.locked(strategy_id)
    strategy.require_open()
    return strategy


@transaction.atomic
def add_pillar(pillar: Pillar, *, by: User) -> Pillar:
    """It comes with its strategy and is not saved yet."""
    strategy = _held(pillar.strategy_id)
    rows = Pillar.objects.filter(strategy=strategy)
    if rows.count() >= MOST_PILLARS:
        raise RuleBroken(_("%(count)s pillars are enough.") % {"count": MOST_PILLARS})
    require_free(pillar)
    last = rows.aggregate(last=Max("position"))["last"]
    pillar.city_id = strategy.city_id
    pillar.position = 0 if last is None else last + 1
    pillar.save()
    keep_plan(strategy, by=by)
    record("pillar.added", pillar, by=by, note={"title": pillar.title})
    return pillar


@transaction.atomic
def edit_pillar(pillar: Pillar, *, base_version: int, by: User) -> bool:
    """Write what was typed over the version it was typed on. False: somebody was faster."""
    strategy = _held(pillar.strategy_id)
    require_free(pillar)
    changed = Pillar.objects.filter(pk=pillar.pk, version=base_version).update(
        title=pillar.title,
        description=pillar.description,
        blocks=pillar.blocks,
        version=F("version") + 1,
    )
    if not changed:
        return False
    keep_plan(strategy, by=by)
    record("pillar.changed", pillar, by=by, note={"title": pillar.title})
    return True


@transaction.atomic
def delete_pillar(pillar: Pillar, *, by: User) -> None:
    """Its building blocks stand by themselves again."""
    strategy = _held(pillar.strategy_id)
    record("pillar.deleted", pillar, by=by, note={"title": pillar.title, "key": pillar.key})
    pillar.delete()
    keep_plan(strategy, by=by)


@transaction.atomic
def move_pillar(pillar: Pillar, *, step: int, by: User) -> None:
    """One place up (-1) or down (1). At the end it stays where it is."""
    strategy, rows = _in_order(pillar)
    goal = min(max(_place(rows, pillar) + step, 0), len(rows) - 1)
    _put(strategy, rows, pillar, goal, by)


@transaction.atomic
def place_pillar(pillar: Pillar, *, at: Pillar, is_after: bool = False, by: User) -> None:
    """Right in front of another one or right behind it."""
    strategy, rows = _in_order(pillar)
    goal = _place(rows, at) + is_after
    _put(strategy, rows, pillar, goal - (goal > _place(rows, pillar)), by)


def _in_order(pillar: Pillar) -> tuple[Strategy, list[Pillar]]:
    strategy = _held(pillar.strategy_id)
    return strategy, list(Pillar.objects.filter(strategy=strategy).order_by("position", "pk"))


def _place(rows: Sequence[Pillar], pillar: Pillar) -> int:
    return next((index for index, row in enumerate(rows) if row.pk == pillar.pk), 0)


def _put(strategy: Strategy, rows: list[Pillar], pillar: Pillar, goal: int, by: User) -> None:
    rows.insert(goal, rows.pop(_place(rows, pillar)))
    for index, other in enumerate(rows):
        other.position = index
    Pillar.objects.bulk_update(rows, ["position"])
    keep_plan(strategy, by=by)
    record("pillar.moved", pillar, by=by, note={"title": pillar.title})


def require_free(pillar: Pillar) -> None:
    """Every building block belongs to one pillar, or to none."""
    others = Pillar.objects.filter(strategy_id=pillar.strategy_id).exclude(pk=pillar.pk)
    for other in others:
        for block in pillar.blocks:
            if block in other.blocks:
                raise RuleBroken(
                    _("“%(block)s” belongs to “%(pillar)s” already. Take it out there first.")
                    % {"block": Block(block).label, "pillar": other.title}
                )
