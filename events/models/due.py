"""What is due in a stretch of time, and whose signature is waited for.

One question, written by hand: as two questions of Django it took a sixth of the agenda. Only in
the open cities does it find anything: the wall stands behind it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from cda.lib.formats import quarter_start
from cda.lib.rows import made
from cohorts.models import CityMilestone, Precision

DAY = timedelta(days=1)
SHOWN = (
    "id", "city_id", "code", "position", "label", "title", "due_on", "precision", "answer_on",
)  # fmt: skip
DUE = f"""
    SELECT {", ".join(f"m.{name}" for name in SHOWN)}, mayor.name
    FROM cohorts_citymilestone m
    LEFT JOIN LATERAL (
        SELECT t.name FROM cohorts_mayoralterm t
        WHERE t.city_id = m.city_id AND t.starts_on <= %(today)s
          AND (t.ends_on IS NULL OR t.ends_on >= %(today)s)
        ORDER BY t.starts_on DESC LIMIT 1) mayor ON true
    WHERE m.city_id = ANY(%(cities)s) AND m.status <> %(done)s AND (
        m.answer_on >= %(first)s AND m.answer_on < %(end)s
        OR m.answer_on IS NULL AND m.due_on < %(end)s + 1 AND (
            m.precision = %(day)s AND m.due_on >= %(first)s - 1
            OR m.precision <> %(day)s AND m.due_on >= %(quarter)s))
    ORDER BY m.id
"""  # noqa: S608  (names of our own columns)


def due_between(
    cities: Iterable[int], first: date, end: date
) -> tuple[list[CityMilestone], dict[int, str]]:
    """Milestones that are not done, and the name of each city's mayor.

    From `first` to the day before `end`: an exact date may be a day later elsewhere, a rough one
    counts until its quarter is over. A signature is due on the day that was asked for.
    """
    values: dict[str, Any] = {
        "today": timezone.localdate(),
        "cities": list(cities),
        "done": str(CityMilestone.Status.DONE),
        "first": first,
        "end": end,
        "day": str(Precision.DAY),
        "quarter": quarter_start(first, 0),
    }
    with connection.cursor() as cursor:
        cursor.execute(DUE, values)
        rows = cursor.fetchall()
    milestones = [made(CityMilestone, row[:-1], SHOWN) for row in rows]
    return milestones, {row[1]: row[-1] for row in rows if row[-1]}
