"""Instances out of questions that are written by hand.

For the few that are asked with every page: Django takes ten times as long to write them as the
database takes to answer them.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField, Model

M = TypeVar("M", bound=Model)
Reading = tuple[list[int], list[str], list[tuple[int, Callable[..., Any]]]]
FROM_A_COLUMN: Any = None  # and not from a path inside it


def columns(model: type[Model], alias: str) -> str:
    """All columns of a table, for a SELECT."""
    return ", ".join(f"{alias}.{field.column}" for field in model._meta.concrete_fields)


def width(model: type[Model]) -> int:
    return len(model._meta.concrete_fields)


def row_of(model: type[M], pk: int, *, locks: bool = False) -> M:
    """The same as `get(pk=pk)`; held until the transaction ends, if it locks."""
    with connection.cursor() as cursor:
        cursor.execute(_question(model, locks), [pk])
        row = cursor.fetchone()
    if row is None:
        raise model.DoesNotExist  # type: ignore[attr-defined]  # every model has its own
    return made(model, row)


@cache
def _question(model: type[Model], locks: bool) -> str:
    table, key = model._meta.db_table, model._meta.pk.column
    asked = f"SELECT {columns(model, 't')} FROM {table} t WHERE t.{key} = %s"  # noqa: S608  (own)
    return f"{asked} FOR UPDATE" if locks else asked


def made(model: type[M], values: Sequence[Any], names: Sequence[str] = ()) -> M:
    """An instance as a query of Django would have made it; with only these fields, if named."""
    places, attributes, readers = _reading(model, tuple(names))
    seen = [values[place] for place in places]
    for index, read in readers:
        seen[index] = read(seen[index], FROM_A_COLUMN, connection)
    return model.from_db(connection.alias, attributes, seen)


@cache
def _reading(model: type[Model], names: tuple[str, ...]) -> Reading:
    """Where the value of each field stands, the fields' names, and what reads those of JSON."""
    fields = model._meta.concrete_fields
    given = list(names or [field.attname for field in fields])
    chosen = [field for field in fields if field.attname in given]
    return (
        [given.index(field.attname) for field in chosen],
        [field.attname for field in chosen],
        [(at, f.from_db_value) for at, f in enumerate(chosen) if isinstance(f, JSONField)],
    )
