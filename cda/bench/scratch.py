"""A database of the bench's own, gone afterwards: it may never touch anybody else's."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

DATABASE = "cda_bench"

Env = dict[str, str]


def elsewhere(url: str, database: str = DATABASE) -> str:
    """The same server and role, another database."""
    parts = urlsplit(url)
    # A server on a socket leaves the host empty, and the two slashes must stay.
    address = urlunsplit(parts._replace(path=f"/{database}"))
    return address if "://" in address else address.replace(":/", ":///", 1)


@contextmanager
def scratch_database(env: Mapping[str, str]) -> Iterator[Env]:
    """Made by the owner, dropped in the end; hands out the environment that names it."""
    owner = env["DATABASE_OWNER_URL"]
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(DATABASE))
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        try:
            yield {
                **env,
                "DATABASE_URL": elsewhere(env["DATABASE_URL"]),
                "DATABASE_OWNER_URL": elsewhere(owner),
            }
        finally:
            connection.execute(drop)


def fill(env: Env) -> None:
    """Tables and the demonstration."""
    owner = {**env, "DATABASE_URL": env["DATABASE_OWNER_URL"]}
    manage(["migrate", "--skip-checks", "-v", "0"], owner)
    manage(["demo"], env)


def analyse(env: Env) -> None:
    """Tell the planner how much there is, as the daily work of the server does."""
    with psycopg.connect(env["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def manage(words: list[str], env: Env) -> None:
    subprocess.run([sys.executable, "manage.py", *words], env=env, check=True)  # noqa: S603  our own


def environment() -> Env:
    """What this process was given: the servers of the bench."""
    return dict(os.environ)
