"""Next steps: add, tick, change."""

from datetime import date

from django.db import transaction

from cda.accounts.models import User
from cda.audit.log import record
from coaching.models import ActionItem
from coaching.models.report import NewStep
from cohorts.models import Participation


@transaction.atomic
def add_step(participation: Participation, step: NewStep, *, by: User) -> ActionItem:
    item = ActionItem(city_id=participation.city_id, participation=participation)
    item.agree(step.text, step.owner, step.due_on)
    item.initiative = step.initiative
    item.save()
    record("step.added", item, by=by, note=_agreed(item))
    return item


@transaction.atomic
def tick_step(item: ActionItem, *, is_done: bool, by: User) -> ActionItem:
    """Done, or open again. Said twice, it is done once."""
    item = ActionItem.objects.locked(item.pk)
    if is_done == (item.status == ActionItem.Status.DONE):
        return item
    item.move(ActionItem.Status.DONE if is_done else ActionItem.Status.OPEN)
    item.save()
    record("step.done" if is_done else "step.reopened", item, by=by)
    return item


@transaction.atomic
def change_step(item: ActionItem, step: NewStep, status: str, note: str, *, by: User) -> ActionItem:
    """Another text, owner, day or status: blocked, going on, done, or dropped with a reason."""
    item = ActionItem.objects.locked(item.pk)
    item.agree(step.text, step.owner, step.due_on)
    item.initiative = step.initiative
    item.move(status, note)
    item.save()
    record("step.changed", item, by=by, note=_agreed(item) | {"status": str(item.status)})
    return item


def _agreed(item: ActionItem) -> dict[str, int | str | None]:
    due_on: date | None = item.due_on
    note: dict[str, int | str | None] = {
        "owner": item.owner_id,
        "due_on": due_on.isoformat() if due_on else None,
    }
    return note | {"initiative": item.initiative_id} if item.initiative_id else note
