"""A clock that shows the day a story is at.

The demonstration is told through the same actions that people use, and those ask the clock. So
the clock is set back while the story is told: what happens on day −9 is written on day −9, also
into the tables that nobody can change afterwards. The history (`cda.audit`) is dated by the
database itself and keeps the true time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.utils import timezone

# Where "today" is decided for everybody in the stories: the programme's own clock.
HOME = "America/New_York"


class StoryClock:
    """What time it is in the story. Never later than it really is."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self._really = now
        self.today: date = timezone.localdate(now(), timezone=ZoneInfo(HOME))
        self._at = now()

    def now(self) -> datetime:
        return self._at

    def day(self, days: int) -> date:
        """A day of the stories: they count from today."""
        return self.today + timedelta(days=days)

    def moment(self, days: int, hour: float, zone: str) -> datetime:
        """That hour of that day, on the clock of somebody who lives in this zone."""
        clock = time(int(hour), round(hour % 1 * 60))
        moment = datetime.combine(self.day(days), clock, ZoneInfo(zone))
        return min(moment, self._really())

    def set_to(self, moment: datetime) -> None:
        self._at = moment

    def set(self, days: int, hour: float, zone: str = HOME) -> None:
        self.set_to(self.moment(days, hour, zone))


@contextmanager
def telling(clock: StoryClock) -> Iterator[None]:
    """Until the block ends, everybody who asks what time it is hears it from this clock."""
    really = timezone.now
    places = [*_defaults(really)]
    _tell_all(places, clock.now)
    setattr(timezone, "now", clock.now)  # noqa: B010  (a plain assignment is refused by mypy)
    try:
        yield
    finally:
        setattr(timezone, "now", really)  # noqa: B010  (as above)
        _tell_all(places, really)


def _defaults(now: Callable[[], datetime]) -> Iterator[Any]:
    """The fields that are filled with the present moment: they hold the real clock itself."""
    for model in apps.get_models():
        yield from (field for field in model._meta.local_fields if field.default is now)


def _tell_all(fields: list[Any], now: Callable[[], datetime]) -> None:
    for field in fields:
        field.default = now
        field.__dict__.pop("_get_default", None)  # Django remembers what it found there
