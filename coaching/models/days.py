"""What day it is, for whom."""

from datetime import date, datetime, timedelta
from datetime import timezone as fixed_zone
from zoneinfo import ZoneInfo

from django.utils import timezone

LAST_ZONE = fixed_zone(timedelta(hours=-12))


def today_in(zone: str) -> date:
    """The date where the city, or the person, is."""
    return timezone.localdate(timezone=ZoneInfo(zone))


def earliest_today(now: datetime) -> date:
    """The date it still is in the last zone on Earth.

    A part that begins on it is open at once for everybody; one that ended the day before is
    closed at once, whatever the date is where its holder, or the database, lives.
    """
    return now.astimezone(LAST_ZONE).date()
