"""Instances out of questions that are written by hand.

For the few that are asked with every page: Django takes ten times as long to write them as the
database takes to answer them.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField, Model

M = TypeVar("M", bound=Model)


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
    fields = model._meta.concrete_fields
    known = dict(zip(names or [field.attname for field in fields], values, strict=True))
    chosen = [field for field in fields if field.attname in known]
    seen = [_read(field, known[field.attname]) for field in chosen]
    return model.from_db(connection.alias, [field.attname for field in chosen], seen)


def _read(field: Any, value: Any) -> Any:
    from_a_column: Any = None  # and not from a path inside it
    if not isinstance(field, JSONField):
        return value
    return field.from_db_value(value, from_a_column, connection)
