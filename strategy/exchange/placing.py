"""Where each section of a file goes, until a person says otherwise."""

from collections.abc import Iterable, Mapping
from typing import Any

from strategy.models.catalogue import section as catalogue_entry
from strategy.models.section import Section

# What a person can choose besides a section: one of its own, or not at all.
OWN, SKIP = "own", "skip"


def proposed(reading: Mapping[str, Any], sections: Iterable[Section]) -> list[str]:
    """For each section of the file, the key of an empty one that means the same; else its own.

    What has a text of its own is not touched unless somebody asks for it.
    """
    free = {row.code: row.key for row in sections if is_target(row) and not row.words}
    found = []
    for row in reading["sections"]:
        if row["part"] == 1 and row["code"] in free:
            found.append(free[row["code"]])
        else:
            found.append(SKIP if _is_bare_plan(row) else OWN)
    return found


def _is_bare_plan(row: Mapping[str, Any]) -> bool:
    """The heading of a table that this app makes from the plan, without a text of its own."""
    return bool(row["code"]) and not row["htmls"] and not catalogue_entry(row["code"]).is_prose


def is_target(section: Section) -> bool:
    """Does it hold a text that people write? One that a city may still invent does not."""
    entry = catalogue_entry(section.code)
    is_waiting = entry.is_custom and section.is_hidden and not section.title
    return entry.is_prose and not is_waiting


def totals(reading: Mapping[str, Any], targets: Iterable[str]) -> dict[str, int]:
    """How many sections of the file go where."""
    chosen = list(targets) or [SKIP] * len(reading["sections"])
    return {
        "matched": sum(target not in {OWN, SKIP} for target in chosen),
        "own": chosen.count(OWN),
        "skipped": chosen.count(SKIP),
        "skipped_words": sum(
            row["words"]
            for row, target in zip(reading["sections"], chosen, strict=True)
            if target == SKIP
        ),
    }


def left_out(reading: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What somebody chose to leave out, as a loss of its own: the account stays true."""
    chosen = zip(reading["sections"], reading.get("targets", []), strict=False)
    rows = [row for row, target in chosen if target == SKIP]
    if not rows:
        return []
    headings = [row["heading"] for row in rows if row["heading"]]
    words = sum(row["words"] for row in rows)
    return [{"kind": "skipped", "count": len(rows), "words": words, "samples": headings[:3]}]
