"""Promise a letter the day before a step is due. The clock asks; planting twice is harmless."""

from datetime import datetime, timedelta
from typing import cast

from django.db import transaction

from cda.accounts.models import User
from cda.outbox.post import post
from coaching.models import ActionItem

ONE_DAY = timedelta(days=1)
AHEAD = timedelta(days=1)  # planted this long before it leaves, so that a late clock costs nothing
TOO_LATE = timedelta(days=1)  # a step agreed for today was heard in the session itself


@transaction.atomic
def plant_due_steps(now: datetime) -> None:
    """Everything in the open city that wants a reminder about now, each exactly once."""
    today = now.date()
    items = ActionItem.objects.unplanned(today - ONE_DAY, today + 3 * ONE_DAY)
    locked = items.select_for_update(of=("self",), skip_locked=True)
    for item in locked.select_related("owner"):
        leaves_at = item.remind_at()
        if leaves_at and leaves_at - AHEAD <= now < leaves_at + TOO_LATE:
            _plant(item, leaves_at)


def _plant(item: ActionItem, leaves_at: datetime) -> None:
    post(
        "step_due",
        reader=cast("User", item.owner),  # who has no owner is not reminded
        city_key=item.city_id,
        target_id=item.pk,
        key=f"step_due:{item.pk}:{item.due_on}:{item.owner_id}",
        send_after=leaves_at,
    )
    item.reminded_for = item.due_on
    item.save(update_fields=["reminded_for"])
