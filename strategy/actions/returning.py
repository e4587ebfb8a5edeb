"""Bring the plan, the registers and the outline of a former state back, as a new revision.

What was changed since is written over under the strategy's lock, what is gone is made again under
its old key, and what came later stays, unless it was asked for by name that it goes, too. The
state of today is in the history before anything is touched.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.accounts.permissions import Role
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from strategy.actions.history import keep_plan
from strategy.actions.planning import Point, write_milestones
from strategy.actions.registers import recount
from strategy.models import Initiative, Pillar, PlanRevision, RegisterRow, Section, Strategy
from strategy.models.blocks import Level
from strategy.models.catalogue import section as catalogue_entry
from strategy.models.compare import in_order
from strategy.models.content import Content
from strategy.models.progress import keep_progress
from strategy.models.returning import (
    PLAN,
    ROWS,
    Former,
    can_be_left_out,
    former_rows,
    own_title,
)

ABOVE = {"objective": "goal_id", "indicator": "goal_id", "initiative": "objective_id"}


def newest_plan(strategy: Strategy) -> int:
    """The number of the last act on the plan; 0 before the first one."""
    revisions = PlanRevision.objects.filter(strategy=strategy).order_by("-pk")
    return revisions.values_list("pk", flat=True).first() or 0


@dataclass
class Returned:
    """How many rows were written, how many went, and what could not come back, in sentences."""

    written: set[str] = field(default_factory=set)
    removed: int = 0
    told: list[str] = field(default_factory=list)


@transaction.atomic
def restore_plan(
    strategy: Strategy,
    *,
    content: Content,
    seen: int,
    is_without_later: bool = False,
    by: User,
    why: str = "",
) -> Returned:
    """`seen` is the newest revision that the page knew: after a newer one nothing is done."""
    strategy = Strategy.objects.locked(strategy.pk)
    strategy.require_open()
    if newest_plan(strategy) != seen:
        raise RuleBroken(
            _("Somebody changed the plan since you opened this page. Nothing was done: look again.")
        )
    # The state of today, whoever wrote it, is kept before it goes.
    keep_plan(strategy, by=by, why=why)
    way = _Way(strategy, content, by)
    for model in (*PLAN, *ROWS):
        way.write(model)
    way.link()
    way.shape()
    if is_without_later:
        way.clear()
    recount(strategy)
    keep_progress(strategy)
    keep_plan(strategy, by=by, why=why)
    note = {"rows": len(way.done.written), "removed": way.done.removed}
    record("strategy.plan_restored", strategy, by=by, note=note)
    return way.done


class _Way:
    """One way back: the rows that there are, by their keys, and what is done to them."""

    def __init__(self, strategy: Strategy, content: Content, by: User) -> None:
        self.strategy, self.content, self.by = strategy, content, by
        self.done = Returned()
        self.former = {model: former_rows(model, content) for model in (*PLAN, *ROWS)}
        self.rows = {model: self._there(model) for model in (*PLAN, *ROWS)}
        self.by_key = {key: row for rows in self.rows.values() for key, row in rows.items()}
        team = User.objects.playing(Role.LEAD, Role.MEMBER, city=strategy.city_id)
        self.team = {str(person): person.pk for person in team}

    def _there(self, model: Any) -> dict[str, Any]:
        root = ROOTS.get(model._meta.model_name, "strategy")
        rows = model.objects.filter(**{root: self.strategy}).order_by("position", "pk")
        people = [name for name in ("owner",) if hasattr(model, name)]
        return {row.key: row for row in (rows.select_related(*people) if people else rows)}

    def write(self, model: Any) -> None:
        """Every row of a kind as it was, in the order in which it stood; later ones behind."""
        if model is Pillar:
            self._make_room()
        for former in self.former[model]:
            self._write_row(model, former)
        wanted = [former.key for former in self.former[model]]
        order = [*wanted, *(key for key in self.rows[model] if key not in set(wanted))]
        self._number(model, [self.rows[model][key] for key in order])

    def _write_row(self, model: Any, former: Former) -> None:
        row = self.rows[model].get(former.key)
        values = dict(former.values)
        if former.above:
            values[ABOVE[model._meta.model_name]] = self.by_key[former.above].pk
        if "owner" in former.told:
            values["owner_id"] = self._owner(row, former)
        if row is None:
            row = model(key=former.key, city_id=self.strategy.city_id)
            if not former.above:
                row.strategy = self.strategy
            self.rows[model][former.key] = self.by_key[former.key] = row
        self._save(row, values)
        if isinstance(row, Initiative):
            self._write_milestones(row, former)

    def _owner(self, row: Any, former: Former) -> int | None:
        """Who was named then. Who left is not named again: that is told, and today's name stays."""
        name, today = former.told["owner"], row.owner if row else None
        if not name or (today and str(today) == name):
            return today.pk if name and today else None
        if name not in self.team:
            sentence = _("“%(title)s”: %(name)s is not in the team any more, and is not named.")
            title = former.told.get("title") or former.told["name"]
            self.done.told.append(sentence % {"title": title, "name": name})
            return today.pk if today else None
        return self.team[name]

    def _save(self, row: Any, values: dict[str, Any]) -> None:
        """Only what is different is written, with a new number for who has it open."""
        if row.pk and all(getattr(row, name) == value for name, value in values.items()):
            return
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1 if row.pk else 0
        row.save()
        self.done.written.add(row.key)

    def _write_milestones(self, row: Initiative, former: Former) -> None:
        was = [(point.title, point.quarter) for point in row.milestones.order_by("position", "pk")]
        wanted = [Point(one["title"], one["quarter"]) for one in former.told["milestones"]]
        if was != wanted:
            write_milestones(row, wanted)
            self.done.written.add(row.key)

    def _number(self, model: Any, rows: Iterable[Any]) -> None:
        moved = []
        for place, row in enumerate(rows):
            if row.position != place:
                row.position = place
                moved.append(row)
        model.objects.bulk_update(moved, ["position"])

    def _make_room(self) -> None:
        """A building block belongs to one pillar: to that of then."""
        taken = {block for former in self.former[Pillar] for block in former.values["blocks"]}
        wanted = {former.key for former in self.former[Pillar]}
        for key, row in self.rows[Pillar].items():
            if key not in wanted:
                self._save(row, {"blocks": [one for one in row.blocks if one not in taken]})

    def link(self) -> None:
        """What an initiative waits for, and what it is measured by: all rows are there now."""
        called = {self.by_key[row.key].pk: row.told["title"] for row in self.former[Initiative]}
        places = {title: pk for pk, title in called.items()}
        for former in self.former[Initiative]:
            waits_for, title = self.by_key[former.key].depends_on_id, former.told["depends_on"]
            is_same = bool(title) and called.get(waits_for) == title
            values = {"depends_on_id": waits_for if is_same else places.get(title)}
            if "measured_by" in former.told:
                measure = self.by_key.get(former.told["measured_by"])
                values["measured_by_id"] = measure.pk if measure else None
            self._save(self.by_key[former.key], values)

    def shape(self) -> None:
        """The outline: titles, order, what is left out. No text is touched."""
        self._name_strategy()
        sections = Section.objects.filter(strategy=self.strategy).defer("blocks")
        rows = {row.key: row for row in sections.order_by("position", "pk")}
        there = list(rows)
        for told in self.content["sections"]:
            row = rows.get(told["key"]) or self._new_section(told, len(rows))
            if row is not None:
                rows[row.key] = row
                row.title, row.is_hidden = own_title(told, self.content["language"]), False
        wanted = [told["key"] for told in self.content["sections"] if told["key"] in rows]
        for key in rows.keys() - set(wanted):
            row = rows[key]
            row.is_hidden = row.is_hidden or can_be_left_out(row.code)
        for place, key in enumerate(in_order(wanted, there)):
            rows[key].position = place
        Section.objects.bulk_update(rows.values(), ["title", "is_hidden", "position"])

    def _name_strategy(self) -> None:
        if self.strategy.title != self.content["title"]:
            self.strategy.title = self.content["title"]
            self.strategy.save(update_fields=["title"])

    def _new_section(self, told: Content, place: int) -> Section | None:
        """One that the city invented and took away again: nothing was written in it."""
        if not catalogue_entry(told["code"]).is_custom:
            return None
        return Section.objects.create(
            key=told["key"],
            city_id=self.strategy.city_id,
            strategy=self.strategy,
            code=told["code"],
            level=Level.OPTIONAL,
            title=told["title"],
            position=place,
        )

    def clear(self) -> None:
        """Rows that came later, from the leaves to the root. The history keeps what they said."""
        for model in reversed((*PLAN, *ROWS)):
            wanted = {former.key for former in self.former[model]}
            for key, row in self.rows[model].items():
                if key not in wanted:
                    note = {"title": title_of(row), "key": key}
                    record(f"{model._meta.model_name}.deleted", row, by=self.by, note=note)
                    model.objects.filter(pk=row.pk).delete()
                    self.done.removed += 1


def title_of(row: Any) -> str:
    """How the log calls a row that went."""
    return f"{row.register} {row.position + 1}" if isinstance(row, RegisterRow) else str(row)


ROOTS = {
    "objective": "goal__strategy",
    "indicator": "goal__strategy",
    "initiative": "objective__goal__strategy",
}
