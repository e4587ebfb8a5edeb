"""The parts somebody plays today, with their cities: asked with every single request."""

from typing import Any

from django.db import connection
from django.utils import timezone

from cda.accounts.models import City, Part, User
from cda.lib.rows import columns, made, width


def parts_today(user: User) -> list[Part]:
    """The same as `Part.objects.current().filter(user=user).select_related("city")`."""
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(PARTS_TODAY, [user.pk, today, today])
        return [_part(row) for row in cursor.fetchall()]


PARTS_TODAY = f"""
    SELECT {columns(Part, "p")}, {columns(City, "c")}
    FROM accounts_part p LEFT JOIN accounts_city c ON c.id = p.city_id
    WHERE p.user_id = %s AND p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on >= %s)
    ORDER BY p.id
"""  # noqa: S608  (names of our own columns)
WIDTH = width(Part)


def _part(row: tuple[Any, ...]) -> Part:
    part = made(Part, row[:WIDTH])
    part.city = made(City, row[WIDTH:]) if part.city_id else None
    return part
