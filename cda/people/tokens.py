"""The secret in an invitation's link: we keep its hash, and only its holder sees the row."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from cda.people.models import Invitation


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def holding(token: str) -> Iterator[None]:
    """Show the wall that we hold this token, until the block ends."""
    with transaction.atomic():
        _show(hash_of(token))
        yield
        _show("")  # releasing a savepoint would not take it back


def invitation_of(token: str) -> Invitation | None:
    """What this token opens, whatever became of it."""
    with holding(token):
        return Invitation.objects.held(hash_of(token))


def _show(token_hash: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cda.token', %s, true)", [token_hash])
