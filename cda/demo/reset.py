"""Forget everything: the one thing that the application itself can never do."""

import psycopg
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql

# Django's own lists, which belong to the tables and not to the stories.
KEPT = ("django_migrations", "django_content_type", "auth_permission")
FROZEN = """
    SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE t.tgname = 'append_only'
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (%s)"
PATIENCE = "20s"


def forget_everything() -> None:
    """Empty all tables as their owner: signed texts and history cannot be deleted otherwise."""
    if not settings.DATABASE_OWNER_URL:
        raise ImproperlyConfigured("Set DATABASE_OWNER_URL (see .env.example).")
    with psycopg.connect(settings.DATABASE_OWNER_URL) as owner:
        owner.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(PATIENCE)))
        frozen = _names(owner, FROZEN)
        _switch(owner, frozen, "DISABLE")
        tables = sql.SQL(", ").join(_names(owner, TABLES, [list(KEPT)]))
        owner.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables))
        _switch(owner, frozen, "ENABLE")
    cache.clear()


def _names(
    owner: "psycopg.Connection[tuple[str, ...]]", query: str, values: list[list[str]] | None = None
) -> list[sql.Identifier]:
    rows = owner.execute(query.encode(), values).fetchall()
    return [sql.Identifier(row[0]) for row in rows]


def _switch(
    owner: "psycopg.Connection[tuple[str, ...]]", tables: list[sql.Identifier], to: str
) -> None:
    for table in tables:
        statement = sql.SQL("ALTER TABLE {} {} TRIGGER append_only")
        owner.execute(statement.format(table, sql.SQL(to)))
