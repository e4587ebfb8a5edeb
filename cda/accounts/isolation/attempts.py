"""Try something as the application would, and undo it, whatever happened."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction

from cda.accounts.isolation.promises import Asker
from cda.accounts.wall import CITIES, USER

APP, SYSTEM = "cda_app", "cda_system"
TOKEN = "cda.token"  # noqa: S105  (the name of a setting)
REFUSED = "42501"  # insufficient privilege: how PostgreSQL's row security and grants say no


@contextmanager
def attempt(role: str = "") -> Iterator[None]:
    """In this role, or as the owner; nothing of it stays."""
    with transaction.atomic():
        if role:
            run(f"SET LOCAL ROLE {role}")
        yield
        transaction.set_rollback(True)


@contextmanager
def asking(asker: Asker, role: str = APP) -> Iterator[None]:
    """As this person, with their cities open: what the door does, without the door."""
    with attempt(role):
        if asker.cities is not None:
            run("SELECT set_config(%s, %s, true)", [CITIES, braces(asker.cities)])
            run("SELECT set_config(%s, %s, true)", [USER, str(asker.user_id or "")])
        if asker.token:
            run("SELECT set_config(%s, %s, true)", [TOKEN, asker.token])
        yield


def braces(cities: frozenset[int]) -> str:
    return "{" + ",".join(map(str, sorted(cities))) + "}"


def run(statement: str, values: Sequence[Any] | None = None) -> int:
    """Execute it; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def rows(statement: str, values: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def outcome(asker: Asker, statement: str, values: Sequence[Any] = (), *, role: str = APP) -> str:
    """ "refused", "nothing" (no row was reached), "done", or the error that stopped it."""
    try:
        with asking(asker, role):
            touched = run(statement, values)
            run("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        return said(error)
    return "done" if touched else "nothing"


def said(error: DatabaseError) -> str:
    """What the database answered: "refused" when it was the wall, else its own first line."""
    state = getattr(error.__cause__, "sqlstate", None)
    return "refused" if state == REFUSED else str(error).partition("\n")[0]
