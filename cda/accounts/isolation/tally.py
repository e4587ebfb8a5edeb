"""What was tried, how often, and what went through."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Chapter(StrEnum):
    """The parts of a report; each value is the sentence that stands before its numbers."""

    READ = "Reading what belongs to another city, row by row and by its number"
    WRITE = "Adding, changing, taking over, giving away or deleting another city's rows"
    PARENT = "Hanging one city's row under a row of another city"
    HISTORY = "Changing or deleting what may only be added to, also as the tables' owner"
    INSIDE = "Opening secrets inside one city, or becoming somebody else"
    TASK = "Looking from a background task that opened no city"
    ROLE = "Looking for roles, functions and views that pass the wall"


@dataclass(frozen=True)
class Hole:
    """Something that should have been refused, and was not."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class Tally:
    """Counts what was tried, and keeps what went through."""

    tried: Counter[Chapter] = field(default_factory=Counter)
    holes: list[Hole] = field(default_factory=list)

    def expect(self, chapter: Chapter, holds: bool, where: str, what: str) -> None:
        """One attempt: `holds` says whether the wall did what it promises."""
        self.tried[chapter] += 1
        if not holds:
            self.holes.append(Hole(where, what))
