"""Shape the outline: call sections by one's own names, move them, add some and take some away."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from strategy.actions.drafting import write_section
from strategy.actions.history import keep_plan
from strategy.models import (
    Citation,
    Comment,
    Lease,
    Presence,
    Section,
    SectionRevision,
    Strategy,
    Suggestion,
    UnmergedText,
)
from strategy.models.blocks import Level
from strategy.models.catalogue import parts_along, sections
from strategy.models.catalogue import section as catalogue_entry
from strategy.models.text import Block

MOST_SECTIONS = 90
# What tells that somebody worked on a section.
PAST = (
    SectionRevision.objects, Comment.objects, UnmergedText.objects, Suggestion.objects,
    Citation.objects,
)  # fmt: skip


def _held(strategy_id: int) -> tuple[Strategy, list[Section]]:
    """The strategy, locked and open for writing, and its sections in their order."""
    strategy = Strategy.objects.locked(strategy_id)
    strategy.require_open()
    rows = Section.objects.filter(strategy=strategy).defer("blocks").order_by("position", "pk")
    return strategy, list(rows)


@transaction.atomic
def rename_section(section: Section, *, title: str, was: str, by: User) -> bool:
    """Its own title; empty is the catalogue's. False: somebody renamed it since `was`."""
    strategy, _rows = _held(section.strategy_id)
    title = "" if title == catalogue_entry(section.code).title else title
    if catalogue_entry(section.code).is_custom and not title:
        raise RuleBroken(_("A section of your own needs a title."))
    if not Section.objects.filter(pk=section.pk, title=was).update(title=title):
        return False
    keep_plan(strategy, by=by)
    record("section.renamed", section, by=by, note={"code": section.code, "title": title})
    return True


@transaction.atomic
def move_section(section: Section, *, step: int, by: User) -> None:
    """Past the next section that prints: up (-1) or down (1), as far as its part goes."""
    strategy, rows = _held(section.strategy_id)
    place = _place(rows, section)
    shown = [index for index, row in enumerate(rows) if not row.is_hidden]
    ahead = [index for index in shown if index < place] if step < 0 else []
    behind = [index for index in shown if index > place] if step > 0 else []
    goal = ahead[-1] if ahead else behind[0] if behind else place
    _put(strategy, rows, section, goal, by)


@transaction.atomic
def place_section(section: Section, *, at: Section, is_after: bool = False, by: User) -> None:
    """Right in front of another one or right behind it, as far as its part goes."""
    strategy, rows = _held(section.strategy_id)
    goal = _place(rows, at) + is_after
    _put(strategy, rows, section, goal - (goal > _place(rows, section)), by)


def _place(rows: Sequence[Section], section: Section) -> int:
    return next((index for index, row in enumerate(rows) if row.pk == section.pk), 0)


def _put(strategy: Strategy, rows: list[Section], section: Section, goal: int, by: User) -> None:
    """A section of the catalogue stays in its part; one that the city invented goes anywhere."""
    place = _place(rows, section)
    parts = list(parts_along(row.code for row in rows))
    is_free = catalogue_entry(section.code).is_custom
    if goal == place or not (is_free or parts[goal] == parts[place]):
        return
    rows.insert(goal, rows.pop(place))
    _number(rows)
    keep_plan(strategy, by=by)
    record("section.moved", section, by=by, note={"code": section.code, "place": goal + 1})


def _number(rows: Sequence[Section]) -> None:
    """Positions as they stand; the rule of one section in one place is asked at the end."""
    moved = []
    for index, row in enumerate(rows):
        if row.position != index:
            row.position = index
            moved.append(row)
    Section.objects.bulk_update(moved, ["position"])


@transaction.atomic
def add_section(strategy: Strategy, *, title: str, after: Section, by: User) -> Section:
    """A section that the catalogue does not know, behind one that is there."""
    strategy, rows = _held(strategy.pk)
    if len(rows) >= MOST_SECTIONS:
        raise RuleBroken(
            _("A strategy holds %(count)s sections. Put this into one of them.")
            % {"count": MOST_SECTIONS}
        )
    entry = next(entry for entry in sections() if entry.is_custom)
    section = Section.objects.create(
        city_id=strategy.city_id,
        strategy=strategy,
        code=entry.code,
        level=Level.OPTIONAL,
        title=title,
        position=len(rows),
    )
    rows.insert(_place(rows, after) + 1, section)
    _number(rows)
    keep_plan(strategy, by=by)
    record("section.added", section, by=by, note={"code": section.code, "title": title})
    return section


@transaction.atomic
def remove_section(section: Section, *, by: User) -> None:
    """Only one of the city's own that nobody wrote into: everything else has a history."""
    strategy, rows = _held(section.strategy_id)
    section = rows[_place(rows, section)]
    if not catalogue_entry(section.code).is_custom:
        raise RuleBroken(_("This section belongs to every strategy. It can be left out."))
    if section.has_content or any(kind.filter(section=section).exists() for kind in PAST):
        raise RuleBroken(_("Something was written here. Leave the section out: its text stays."))
    note = {"code": section.code, "title": section.title}
    record("section.removed", section, by=by, note=note)
    rows.remove(section)
    _take_away(section)
    _number(rows)
    keep_plan(strategy, by=by)


def _take_away(section: Section) -> None:
    """Without asking Django to clear what hangs on it: nobody may delete from the history."""
    Presence.objects.filter(section=section).delete()
    Lease.objects.filter(section=section).delete()
    rows = Section.objects.filter(pk=section.pk)
    rows._raw_delete(rows.db)


@transaction.atomic
def draw_cover(section: Section, *, blocks: Sequence[Block], by: User) -> None:
    """The coat of arms or the mark of the city, as the text of the cover; nothing: none."""
    base = Section.objects.values_list("version", flat=True).get(pk=section.pk)
    write_section(section, blocks=list(blocks), base_version=base, by=by)


@transaction.atomic
def rename_strategy(strategy: Strategy, *, title: str, by: User) -> None:
    """What stands on the cover."""
    strategy, _rows = _held(strategy.pk)
    strategy.title = title
    strategy.save(update_fields=["title"])
    keep_plan(strategy, by=by)
    record("strategy.renamed", strategy, by=by, note={"title": title})
