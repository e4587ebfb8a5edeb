"""The parts somebody plays today, with their cities: asked with every single request.

Written by hand, because Django takes ten times as long to write this question as the database
takes to answer it.
"""

from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField, Model
from django.utils import timezone

from cda.accounts.models import City, Part, User

M = TypeVar("M", bound=Model)


def parts_today(user: User) -> list[Part]:
    """The same as `Part.objects.current().filter(user=user).select_related("city")`."""
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(PARTS_TODAY, [user.pk, today, today])
        return [_part(row) for row in cursor.fetchall()]


def _columns(model: type[Model], alias: str) -> str:
    return ", ".join(f"{alias}.{field.column}" for field in model._meta.concrete_fields)


PARTS_TODAY = f"""
    SELECT {_columns(Part, "p")}, {_columns(City, "c")}
    FROM accounts_part p LEFT JOIN accounts_city c ON c.id = p.city_id
    WHERE p.user_id = %s AND p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on >= %s)
    ORDER BY p.id
"""  # noqa: S608  (names of our own columns)
WIDTH = len(Part._meta.concrete_fields)


def _part(row: tuple[Any, ...]) -> Part:
    part = _made(Part, row[:WIDTH])
    part.city = _made(City, row[WIDTH:]) if part.city_id else None
    return part


def _made(model: type[M], values: tuple[Any, ...]) -> M:
    """An instance as a query of Django would have made it."""
    fields = model._meta.concrete_fields
    seen = [_read(field, value) for field, value in zip(fields, values, strict=True)]
    return model.from_db(connection.alias, [field.attname for field in fields], seen)


def _read(field: Any, value: Any) -> Any:
    from_a_column: Any = None  # and not from a path inside it
    if not isinstance(field, JSONField):
        return value
    return field.from_db_value(value, from_a_column, connection)
