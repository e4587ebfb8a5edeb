"""What the wall promises, said a second time in Python, so that the two can be compared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cda.audit.models import Entry

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asker:
    """Somebody who looks: who they are, and which cities stand open for them.

    `cities` is None where nobody opened anything: a task or a command that forgot to.
    `notes_of` are the cities whose private notes they may read.
    """

    who: str
    cities: frozenset[int] | None
    user_id: int | None = None
    notes_of: frozenset[int] = frozenset()
    token: str = ""

    def opens(self, city_id: int | None) -> bool:
        """Does this city stand open? What has no city belongs to the programme."""
        return (city_id or Entry.PROGRAMME) in (self.cities or ())


Rule = Callable[[Row, Asker], bool]


@dataclass(frozen=True)
class Promise:
    """Of one table: the column that says whose a row is, and who sees it."""

    column: str = "city_id"
    sees: Rule = lambda row, asker: asker.opens(row["city_id"])
    is_public: bool = False


def is_mine(row: Row, asker: Asker) -> bool:
    return asker.user_id is not None and row["user_id"] == asker.user_id


# All tables but these: a row is seen where its city is open, and nowhere else.
PROMISES = {
    "accounts_once": Promise("user_id", is_mine),
    "accounts_part": Promise(
        sees=lambda row, asker: is_mine(row, asker) or asker.opens(row["city_id"])
    ),
    "audit_entry": Promise("city_key", lambda row, asker: asker.opens(row["city_key"])),
    "coaching_privatenote": Promise(
        sees=lambda row, asker: asker.opens(row["city_id"]) and row["city_id"] in asker.notes_of
    ),
    "outbox_letter": Promise("city_key", lambda row, asker: False),
    "people_invitation": Promise(
        sees=lambda row, asker: asker.opens(row["city_id"]) or row["token_hash"] == asker.token
    ),
    "people_stepup": Promise("user_id", is_mine),
    "strategy_publicrecord": Promise(sees=lambda row, asker: True, is_public=True),
}


def promise_of(table: str) -> Promise:
    return PROMISES.get(table, Promise())


# Rows that may be added and never changed or removed.
KEPT = {
    "audit_entry",
    "strategy_document",
    "strategy_sectionrevision",
    "strategy_signature",
    "strategy_version",
}
