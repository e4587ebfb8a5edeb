"""A database of our own for the length of a proof, in the place of the real one."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

PREFIX = "cda_proof_"
FORGOTTEN = 3600  # seconds after which a proof that still has a database was killed
PLACE = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


@contextmanager
def scratch_database() -> Iterator[None]:
    """Make it by our migrations; until the block ends every query goes there. Always dropped."""
    name = f"{PREFIX}{int(time.time())}_{secrets.token_hex(4)}"
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as keeper:
        drop_forgotten(keeper)
        keeper.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
        )
        try:
            with standing_in(DatabaseWrapper(login(name), DEFAULT_DB_ALIAS)):
                call_command("migrate", verbosity=0, interactive=False)
                yield
        finally:
            drop(keeper, name)


def drop(keeper: "psycopg.Connection[Any]", name: str) -> None:
    keeper.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def drop_forgotten(keeper: "psycopg.Connection[Any]") -> None:
    """Remove what proofs left behind that were killed: their names say when they began."""
    found = keeper.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]
    )
    for (name,) in found.fetchall():
        began = int(name.removeprefix(PREFIX).partition("_")[0])
        if began < time.time() - FORGOTTEN:
            drop(keeper, name)


def login(name: str) -> dict[str, Any]:
    """How Django reaches a database as the owner: the real settings, with other values."""
    given = {**conninfo_to_dict(settings.DATABASE_OWNER_URL), "dbname": name}
    live = connections[DEFAULT_DB_ALIAS].settings_dict
    options = {key: value for key, value in live["OPTIONS"].items() if key != "pool"}
    options |= {key: value for key, value in given.items() if key not in PLACE}
    place = {setting: str(given.get(key, "")) for key, setting in PLACE.items()}
    return {**live, **place, "OPTIONS": options}


@contextmanager
def standing_in(scratch: DatabaseWrapper) -> Iterator[None]:
    """Let everything that speaks to the database speak to this one."""
    live = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = cast("Any", scratch)
    try:
        yield
    finally:
        scratch.close()
        connections[DEFAULT_DB_ALIAS] = live
