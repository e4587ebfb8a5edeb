"""Take over what came in as a spreadsheet: all that is asked for, in one transaction."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.audit.log import record
from strategy.actions.history import keep_plan
from strategy.models import Strategy
from strategy.models.progress import keep_progress
from strategy.sheets.columns import PERSON, REF, SHEETS
from strategy.sheets.current import Current, current_of
from strategy.sheets.incoming import Incoming
from strategy.sheets.proposal import Item, Missing, propose


@dataclass(frozen=True)
class Wish:
    """What the person ticked on the preview, and the versions that it showed."""

    seen: Mapping[str, int]
    left_out: Collection[str] = ()
    taken_anyway: Collection[str] = ()
    deleted: Collection[str] = ()


@dataclass
class Taken:
    """How many rows became what, and what was not done, in sentences."""

    added: int = 0
    changed: int = 0
    deleted: int = 0
    told: list[str] = field(default_factory=list)


@transaction.atomic
def take_sheet(
    strategy: Strategy, incoming: Incoming, wish: Wish, *, language: str, by: User
) -> Taken:
    """Compare again under the lock; a row that changed since the preview is told, not replaced."""
    strategy = Strategy.objects.locked(strategy.pk)
    strategy.require_open()
    current = current_of(strategy, language)
    proposal = propose(incoming, current)
    work = _Work(current, wish)
    for item in proposal.items:
        is_wanted = item.is_new or item.changes
        if is_wanted and not item.problems and item.id not in wish.left_out:
            work.write(item)
    work.link()
    work.delete(proposal.missing)
    work.told += [
        _("%(place)s: %(problem)s") % {"place": item.place, "problem": item.problems[0]}
        for item in proposal.problems
    ]
    taken = work.taken
    if taken.added or taken.changed or taken.deleted:
        keep_progress(strategy)
        keep_plan(strategy, by=by)
        note = {"added": taken.added, "changed": taken.changed, "deleted": taken.deleted}
        record("strategy.plan_taken", strategy, by=by, note=note)
    return taken


class _Work:
    """The rows of one taking, made in the order in which they name each other."""

    def __init__(self, current: Current, wish: Wish) -> None:
        self.current, self.wish, self.taken = current, wish, Taken()
        self.told = self.taken.told
        self.rows: dict[str, Any] = {key: row.saved for _sheet, key, row in current.each()}
        self.places: Counter[tuple[str, int]] = Counter()
        self.later: list[tuple[Any, str, str]] = []
        self.gone: set[str] = set()
        # As they were when the work began: it moves some of them itself.
        self.versions = {key: row.version for _sheet, key, row in current.each()}

    def write(self, item: Item) -> None:
        if not (self._is_another(item) if item.is_new else self._is_as_seen(item)):
            return
        row = item.sheet.model() if item.is_new else self.rows[item.key]
        for column in item.sheet.fields:
            if column.name not in item.values:
                continue
            value = item.values[column.name]
            if column.kind == REF:
                if not self._name(row, column.name, value, item):
                    return
            elif column.kind == PERSON:
                setattr(row, f"{column.name}_id", value)
            else:
                setattr(row, column.name, value)
        self._save(row, item)

    def _is_another(self, item: Item) -> bool:
        """Two people may send the same rows: the second does not make them again unasked."""
        if not item.is_double or item.id in self.wish.taken_anyway:
            return True
        self._tell(item, _("“%(title)s” is in the plan already") % {"title": item.title})
        return False

    def _is_as_seen(self, item: Item) -> bool:
        if self.wish.seen.get(item.key) != self.versions[item.key]:
            self._tell(item, _("somebody changed it meanwhile; look at it again"))
            return False
        return not item.is_stale or item.id in self.wish.taken_anyway

    def _name(self, row: Any, name: str, key: str | None, item: Item) -> bool:
        """Point at another row. An initiative may wait for one that is made after it."""
        if key is None:
            setattr(row, name, None)
        elif key in self.rows:
            setattr(row, name, self.rows[key])
        elif name == "depends_on":
            self.later.append((row, name, key))
        else:
            self._tell(item, _("the row that it belongs to was not taken"))
            return False
        return True

    def _save(self, row: Any, item: Item) -> None:
        if item.is_new:
            row.city_id = self.current.strategy.city_id
            if not item.sheet.parent:
                row.strategy = self.current.strategy
            row.position = self._last_place(row, item)
            self.taken.added += 1
        else:
            self.taken.changed += 1
        if hasattr(row, "version") and not item.is_new:
            row.version += 1
        row.save()
        self.rows[item.key] = row
        if item.sheet.code == "milestones" and row.initiative.key in self.rows:
            self._touch(self.rows[row.initiative.key])

    def _last_place(self, row: Any, item: Item) -> int:
        """After its siblings. The number is found once for each parent."""
        sheet, parent = item.sheet, item.sheet.parent
        above = getattr(row, f"{parent}_id") if parent else 0
        place = (sheet.code, above)
        if place not in self.places:
            saved = [one.saved for one in self.current.rows[sheet.code].values()]
            same = [one for one in saved if not parent or getattr(one, f"{parent}_id") == above]
            self.places[place] = max((one.position for one in same), default=-1) + 1
        self.places[place] += 1
        return self.places[place] - 1

    @staticmethod
    def _touch(initiative: Any) -> None:
        """Milestones have no version of their own: a change to one is a change to its work."""
        initiative.version += 1
        initiative.save(update_fields=["version"])

    def link(self) -> None:
        """What waits for a row that was made after it."""
        for row, name, key in self.later:
            if key in self.rows:
                setattr(row, name, self.rows[key])
                row.save(update_fields=[f"{name}_id"])

    def delete(self, missing: Collection[Missing]) -> None:
        """Only what was ticked, and nothing under which something stays."""
        ticked = {row.key for row in missing if row.key in self.wish.deleted}
        for row in sorted(missing, key=lambda row: -_depth(row.sheet.code)):
            if row.key not in ticked:
                continue
            saved = self.current.rows[row.sheet.code][row.key]
            if self.wish.seen.get(row.key) != self.versions[row.key]:
                sentence = _("“%(title)s” was not deleted: somebody changed it meanwhile.")
            elif self._still_holds(row):
                sentence = _("“%(title)s” was not deleted: something under it stays.")
            else:
                self._delete(row, saved.saved)
                continue
            self.told.append(sentence % {"title": row.title})

    def _delete(self, row: Missing, saved: Any) -> None:
        if row.sheet.code == "milestones":
            self._touch(self.rows[saved.initiative.key])
        saved.delete()
        self.gone.add(row.key)
        self.taken.deleted += 1

    def _still_holds(self, row: Missing) -> bool:
        children = [sheet for sheet in SHEETS if _holds(row.sheet.code, sheet)]
        return any(
            getattr(one, f"{child.parent}_id") == self.rows[row.key].pk and key not in self.gone
            for child in children
            for key, one in self.rows.items()
            if isinstance(one, child.model)
        )

    def _tell(self, item: Item, sentence: str) -> None:
        values = {"place": item.place, "problem": sentence}
        self.told.append(_("%(place)s: %(problem)s") % values)


def _holds(parent: str, child: Any) -> bool:
    """Do rows of this sheet stand under that one's?"""
    return bool(child.parent) and child.column(child.parent).ref == parent


def _depth(code: str) -> int:
    return {"goals": 0, "objectives": 1, "indicators": 1, "initiatives": 2, "milestones": 3}[code]
