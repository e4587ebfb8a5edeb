"""What is different between two contents: facts one by one, wording only counted.

A mayor who read a strategy before wants to know what became of goals, money, dates, owners and
targets; that a sentence was polished is a number.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from strategy.models.change import Change
from strategy.models.change_rows import POLICIES, REGISTER, register_changes, row_changes
from strategy.models.content import Content

# The facts that are told one by one; every other text of these rows is wording.
FACTS = {
    "strategy": ("dates", "currency"),
    "goal": ("title", "practice_target", "resident_outcome"),
    "initiative": (
        "title",
        "cost",
        "is_funded",
        "period",
        "first_result_quarter",
        "owner",
        "owner_department",
    ),
    "indicator": ("name", "baseline_value", "target_1", "target_2", "target_3", "owner"),
}
NOT_WORDS = {"key", "block", "objectives", "indicators", "milestones"} | {
    "start_quarter",
    "end_quarter",
}


@dataclass(frozen=True)
class Difference:
    """The facts that changed, and how many pieces of wording."""

    facts: list[Change]
    wording: int

    def __bool__(self) -> bool:
        return bool(self.facts or self.wording)


def difference(before: Content, after: Content) -> Difference:
    """What a reader of `before` does not know yet about `after`."""
    facts = list(_compared("strategy", {"": _whole(before)}, {"": _whole(after)}))
    wording = 0
    for what in ("goal", "initiative", "indicator"):
        old, new = dict(_rows(before, what)), dict(_rows(after, what))
        facts += _compared(what, old, new)
        wording += sum(_reworded(what, old[key], new[key]) for key in old.keys() & new.keys())
    facts += register_changes(POLICIES, before, after)
    wording += _reworded_paragraphs(before, after) + (before["title"] != after["title"])
    return Difference(facts, wording + _reworded_rows(before, after))


def _reworded_rows(before: Content, after: Content) -> int:
    """Rows of pillars, terms and registers; policies are told one by one, objectives counted."""
    told = {"objective", f"{REGISTER}{POLICIES}"}
    return len({row.key for row in row_changes(before, after) if row.what not in told})


def wording_changes(before: Content, after: Content) -> list[Change]:
    """The other texts of goals, initiatives and indicators, for who compares them."""
    return [
        Change("changed", what, key, new["block"], _title(new), field, old.get(field), new[field])
        for what in ("goal", "initiative", "indicator")
        for key, old, new in _in_both(what, before, after)
        for field in _other_texts(what, new)
        if old.get(field) != new[field] and (old.get(field) or new[field])
    ]


def _in_both(what: str, before: Content, after: Content) -> Iterator[tuple[str, Content, Content]]:
    old = dict(_rows(before, what))
    yield from ((key, old[key], row) for key, row in _rows(after, what) if key in old)


def _other_texts(what: str, row: Content) -> list[str]:
    told = {*FACTS[what], *NOT_WORDS} - {"milestones"}
    return [field for field in row if field not in told]


def _whole(content: Content) -> Content:
    """What moves every row at once: the years of the plan and its money."""
    return {
        "block": "",
        "title": content["title"],
        "dates": (content["starts_on"], content["ends_on"]),
        "currency": content["city"]["currency"],
    }


def _rows(content: Content, what: str) -> Iterator[tuple[str, Content]]:
    """Goals, initiatives or indicators by their key, each with the building block it serves."""
    for goal in content["goals"]:
        if what == "goal":
            yield goal["key"], goal
        if what == "indicator":
            yield from ((row["key"], _placed(row, goal)) for row in goal["indicators"])
        if what == "initiative":
            for objective in goal["objectives"]:
                for row in objective["initiatives"]:
                    period = (row["start_quarter"], row["end_quarter"])
                    yield row["key"], _placed(row, goal) | {"period": period}


def _placed(row: Content, goal: Content) -> Content:
    return row | {"block": goal["block"]}


def _compared(what: str, old: dict[str, Content], new: dict[str, Content]) -> Iterator[Change]:
    for key, row in new.items():
        if key not in old:
            yield Change("added", what, key, row["block"], _title(row))
        else:
            yield from _changed(what, key, old[key], row)
    for key, row in old.items():
        if key not in new:
            yield Change("removed", what, key, row["block"], _title(row))


def _changed(what: str, key: str, old: Content, new: Content) -> Iterator[Change]:
    if old["block"] != new["block"]:
        values = (old["block"], new["block"])
        yield Change("moved", what, key, new["block"], _title(new), "block", *values)
    for field in FACTS[what]:
        if old[field] != new[field]:
            values = (old[field], new[field])
            yield Change("changed", what, key, new["block"], _title(new), field, *values)


def _title(row: Content) -> str:
    return str(row.get("title") or row.get("name") or "")


def _reworded(what: str, old: Content, new: Content) -> int:
    """How many of the other texts of a row are different."""
    fields = set(new) - set(FACTS[what]) - NOT_WORDS
    changed = sum(bool(old.get(field) != new[field]) for field in fields)
    if what == "initiative":
        changed += bool(old["milestones"] != new["milestones"])
    if what == "goal":
        changed += _objectives(old) != _objectives(new)
    return changed


def _objectives(goal: Content) -> list[str]:
    return [objective["title"] for objective in goal["objectives"]]


def _reworded_paragraphs(before: Content, after: Content) -> int:
    """Paragraphs that were added, removed or changed, found again by their ids."""
    old, new = dict(_paragraphs(before)), dict(_paragraphs(after))
    return sum(old.get(key) != new.get(key) for key in old.keys() | new.keys())


def _paragraphs(content: Content) -> Iterator[tuple[tuple[str, str], str]]:
    for section in content["sections"]:
        yield (section["key"], ""), section["title"]
        for block in section["blocks"]:
            yield (section["key"], block["id"]), block["html"]
