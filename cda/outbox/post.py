"""Plant a letter: the only way anything is mailed."""

from datetime import datetime

from django.utils import timezone

from cda.accounts.models import User
from cda.lib.queue import after_commit
from cda.outbox import tasks
from cda.outbox.models import Letter


def post(
    kind: str,
    *,
    reader: User,
    key: str,
    city_key: int = 0,
    target_id: int = 0,
    send_after: datetime | None = None,
) -> None:
    """Plant a letter to a person, in the transaction that causes it. The same key: once."""
    _plant(
        Letter(
            kind=kind,
            key=key,
            reader=reader,
            address=reader.email,
            city_key=city_key,
            target_id=target_id,
            send_after=send_after or timezone.now(),
        )
    )


def post_text(*, address: str, subject: str, body: str, key: str) -> None:
    """Plant a letter whose words are fixed now: a sign-in code. They are erased once it left."""
    _plant(Letter(kind="text", key=key, address=address, subject=subject[:200], body=body))


def post_to_address(
    kind: str, *, address: str, key: str, city_key: int = 0, target_id: int = 0, body: str = ""
) -> None:
    """Plant a letter to somebody who has no account yet: an invitation.

    `body` may carry what must not be kept elsewhere (the token); it is erased once it left.
    """
    _plant(
        Letter(
            kind=kind,
            key=key,
            address=address,
            city_key=city_key,
            target_id=target_id,
            body=body,
        )
    )


def _plant(letter: Letter) -> None:
    # Without RETURNING: a request may plant letters, but the wall lets it read none.
    Letter.objects.bulk_create([letter], ignore_conflicts=True)
    if letter.send_after <= timezone.now():
        after_commit(tasks.deliver)
