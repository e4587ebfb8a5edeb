"""What a coach tells of a session: checked by the form, not saved yet."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, auto

from cda.accounts.models import User
from events.models import CitySession
from strategy.models import Initiative


class Decision(StrEnum):
    """What became of an agreement of last time."""

    DONE = auto()
    OPEN = auto()
    DROP = auto()


@dataclass(frozen=True)
class Person:
    """Somebody who was there, or should have been; without an account only a name."""

    name: str
    user: User | None = None
    is_present: bool = True


@dataclass(frozen=True)
class NewStep:
    text: str
    owner: User | None = None
    due_on: date | None = None
    initiative: Initiative | None = None


@dataclass(frozen=True)
class SessionFacts:
    """What the city team may read. `people` is empty when nobody said who was there."""

    held_at: datetime
    kind: str
    minutes: int
    summary: str = ""
    blocks: list[str] = field(default_factory=list)
    section_keys: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)


@dataclass(frozen=True)
class SessionReport:
    """The whole form: the facts, what was agreed, and what only coaches read."""

    facts: SessionFacts
    session: CitySession | None = None
    decisions: dict[str, Decision] = field(default_factory=dict)
    steps: list[NewStep] = field(default_factory=list)
    health: str = ""
    private_note: str = field(default="", repr=False)
    is_mailed: bool = False
