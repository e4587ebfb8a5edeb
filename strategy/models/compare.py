"""Two states of the text beside each other, paragraph by paragraph.

A paragraph is found again by its id, then by the likeness of its words; what stands in another
place is moved; what is in one text only was removed or added.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from strategy.models.content import Content
from strategy.models.likeness import pair_up

# A shorter paragraph that turns up in another section is chance, not a move.
TELLING = 40


class Kind(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    GONE = "gone"  # moved into another section: told where it was


class Place(NamedTuple):
    """Where a paragraph stands: in which section, and the how manieth it is there."""

    section: str
    number: int


@dataclass(frozen=True)
class Pair:
    """One paragraph in both texts. A moved one may be changed too."""

    kind: Kind
    before: str
    after: str
    was_at: Place | None
    is_at: Place | None

    @property
    def is_reworded(self) -> bool:
        return bool(self.before and self.after and self.before != self.after)


@dataclass(frozen=True)
class SectionPair:
    """One section in both texts. `kind`: added and removed ones stand in one of them only."""

    key: str
    title: str
    old_title: str
    block: str
    kind: Kind
    pairs: Sequence[Pair]

    @property
    def is_same(self) -> bool:
        return self.kind == Kind.SAME


def compare(before: Content, after: Content, only: str = "") -> list[SectionPair]:
    """Every section of both texts in the newer order, or the one with the key `only`."""
    old = {row["key"]: row for row in before["sections"]}
    new = {row["key"]: row for row in after["sections"]}
    keys = in_order(list(new), list(old))
    found = [_compared(key, old.get(key), new.get(key)) for key in keys]
    found = _told_across(found)
    return [pair for pair in found if not only or pair.key == only]


def in_order(new: Sequence[str], old: Sequence[str]) -> list[str]:
    """The newer order; a section that is gone follows the one it used to follow."""
    order, place = list(new), 0
    for key in old:
        if key in order:
            place = order.index(key) + 1
        else:
            order.insert(place, key)
            place += 1
    return order


def _compared(key: str, old: Content | None, new: Content | None) -> SectionPair:
    pairs = _paragraphs(key, _htmls(old), _htmls(new))
    row = new or old or {}
    kind = Kind.SAME
    if old is None or new is None:
        kind = Kind.ADDED if old is None else Kind.REMOVED
    elif old["title"] != new["title"] or any(pair.kind != Kind.SAME for pair in pairs):
        kind = Kind.CHANGED
    return SectionPair(
        key=key,
        title=row["title"],
        old_title=old["title"] if old and old["title"] != row["title"] else "",
        block=row["block"],
        kind=kind,
        pairs=pairs,
    )


Blocks = Sequence[Mapping[str, str]]


def _htmls(section: Content | None) -> Blocks:
    return section["blocks"] if section else []


def _paragraphs(key: str, old: Blocks, new: Blocks) -> list[Pair]:
    if [block["html"] for block in old] == [block["html"] for block in new]:
        return [
            Pair(Kind.SAME, row["html"], row["html"], Place(key, number), Place(key, number))
            for number, row in enumerate(new, 1)
        ]
    continued = matched(old, new)
    staying = _in_place([place for place in continued if place is not None])
    pairs = [_pair(key, old, new, place, was, staying) for place, was in enumerate(continued)]
    return list(_with_removed(key, old, pairs, continued, staying))


def matched(old: Blocks, new: Blocks) -> list[int | None]:
    """For each new paragraph the place of the old one: the same id, else the most alike."""
    places: dict[str, list[int]] = {}
    for place, block in enumerate(old):
        places.setdefault(block["id"], []).append(place)
    found = [places[row["id"]].pop(0) if places.get(row["id"]) else None for row in new]
    free_old = sorted(set(range(len(old))) - set(found))
    free_new = [place for place, was in enumerate(found) if was is None]
    alike = pair_up([old[at]["html"] for at in free_old], [new[at]["html"] for at in free_new])
    for place, was in zip(free_new, alike, strict=True):
        found[place] = None if was is None else free_old[was]
    return found


def _in_place(order: Sequence[int]) -> set[int]:
    """The most paragraphs that kept their order: all others were moved."""
    ends: list[int] = []  # the smallest last member of a run of each length
    trail: list[int] = []  # for each member how long a run it ends
    for value in order:
        length = bisect_left(ends, value)
        ends[length : length + 1] = [value]
        trail.append(length)
    staying, length = set(), len(ends) - 1
    for value, at in zip(reversed(order), reversed(trail), strict=True):
        if at == length:
            staying.add(value)
            length -= 1
    return staying


def _pair(
    key: str, old: Blocks, new: Blocks, place: int, was: int | None, staying: set[int]
) -> Pair:
    after, is_at = new[place]["html"], Place(key, place + 1)
    if was is None:
        return Pair(Kind.ADDED, "", after, None, is_at)
    before = old[was]["html"]
    kind = Kind.SAME if before == after else Kind.CHANGED
    return Pair(kind if was in staying else Kind.MOVED, before, after, Place(key, was + 1), is_at)


def _with_removed(
    key: str,
    old: Blocks,
    pairs: Sequence[Pair],
    continued: Sequence[int | None],
    staying: set[int],
) -> Iterator[Pair]:
    """What was removed follows the paragraph that it used to follow."""
    after: dict[int, list[Pair]] = {}
    anchor, kept = -1, set(continued)
    for place, block in enumerate(old):
        if place in staying:
            anchor = place
        elif place not in kept:
            gone = Pair(Kind.REMOVED, block["html"], "", Place(key, place + 1), None)
            after.setdefault(anchor, []).append(gone)
    yield from after.get(-1, [])
    for pair, was in zip(pairs, continued, strict=True):
        yield pair
        if was is not None and was in staying:
            yield from after.get(was, [])


def _told_across(sections: Iterable[SectionPair]) -> list[SectionPair]:
    """The same words removed here and added there are one move."""
    sections = list(sections)
    removed = dict(_of_kind(sections, Kind.REMOVED))
    added = dict(_of_kind(sections, Kind.ADDED))
    both = removed.keys() & added.keys()
    if not both:
        return sections
    return [
        replace(row, pairs=[_moved(pair, removed, added, both) for pair in row.pairs])
        for row in sections
    ]


def _of_kind(sections: Iterable[SectionPair], kind: Kind) -> Iterator[tuple[str, Place]]:
    for section in sections:
        for pair in section.pairs:
            if pair.kind == kind and len(pair.before or pair.after) >= TELLING:
                place = pair.was_at or pair.is_at
                if place is not None:
                    yield pair.before or pair.after, place


def _moved(
    pair: Pair, removed: Mapping[str, Place], added: Mapping[str, Place], both: set[str]
) -> Pair:
    html = pair.before or pair.after
    if html not in both or pair.kind not in {Kind.ADDED, Kind.REMOVED}:
        return pair
    kind = Kind.MOVED if pair.kind == Kind.ADDED else Kind.GONE
    return Pair(kind, html, html, removed[html], added[html])
