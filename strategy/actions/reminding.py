"""Remind the mayor of a waiting signature, twice at most; then those who can call."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cda.accounts.models import User
from cda.accounts.permissions import Role
from cda.lib.formats import in_zone
from cda.outbox.post import post
from strategy.actions.signing import mayors, newest_for_mayor
from strategy.models import Strategy, Version

MORNING = time(9)
ONE_DAY = timedelta(days=1)
AHEAD = ONE_DAY  # planted this long before it leaves, so that a late clock costs nothing
TOO_LATE = ONE_DAY  # a reminder that was missed for longer is not sent any more
FIRST_AFTER, SECOND_BEFORE = 2, timedelta(days=3)  # working days; days
WITHOUT_DATE = 7  # working days after which others hear of it, where no day was named
SATURDAY = 5


def plant_signature_reminders(now: datetime) -> None:
    """Every reminder of the open city that leaves about now, each exactly once by its key."""
    waiting = Strategy.objects.filter(status=Strategy.Status.MAYOR_REVIEW)
    for strategy in waiting.select_related("city"):
        version = newest_for_mayor(strategy)
        sent_on = in_zone(version.created_at, strategy.city.time_zone).date()
        first, second, overdue = reminder_days(sent_on, strategy.due_on)
        for reader in mayors(strategy.city_id):
            _plant("signature_waiting", version, reader, first, now)
            if second:
                _plant("signature_waiting", version, reader, second, now)
        for reader in User.objects.playing(Role.LEAD, Role.COACH, city=strategy.city_id):
            _plant("signature_overdue", version, reader, overdue, now)


def reminder_days(sent_on: date, due_on: date | None) -> tuple[date, date | None, date]:
    """Two for the mayor (or one), and the day on which the lead and the coach hear of it."""
    first = working_days_after(sent_on, FIRST_AFTER)
    if due_on is None:
        return first, None, working_days_after(sent_on, WITHOUT_DATE)
    second = weekday_before(due_on - SECOND_BEFORE)
    overdue = max(working_days_after(due_on, 1), working_days_after(first, 1))
    return first, second if second > first else None, overdue


def working_days_after(day: date, count: int) -> date:
    """Monday to Friday; holidays are not known here."""
    while count:
        day += ONE_DAY
        count -= day.weekday() < SATURDAY
    return day


def weekday_before(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    while day.weekday() >= SATURDAY:
        day -= ONE_DAY
    return day


def _plant(kind: str, version: Version, reader: User, day: date, now: datetime) -> None:
    leaves_at = datetime.combine(day, MORNING, ZoneInfo(reader.time_zone))
    if leaves_at - AHEAD <= now < leaves_at + TOO_LATE:
        post(
            kind,
            reader=reader,
            city_key=version.city_id,
            target_id=version.pk,
            key=f"{kind}:{version.pk}:{day.isoformat()}:{reader.pk}",
            send_after=leaves_at,
        )
