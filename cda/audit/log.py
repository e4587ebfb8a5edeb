"""The only writer of history, and its check."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models

from cda.audit.models import Entry


def record(
    verb: str,
    target: models.Model,
    *,
    by: AbstractBaseUser | None,
    note: Mapping[str, Any] | None = None,
) -> None:
    """Write down an act (`strategy.signed`), in the transaction that performs it.

    The note holds facts, never what people wrote in private. The trigger `audit_entry_link`
    sets seq, at, prev and hash, and lets writers of one city wait for each other.
    """
    Entry.objects.bulk_create(
        [
            Entry(
                city_key=city_key_of(target),
                seq=0,
                at="1970-01-01T00:00:00Z",
                actor_id=by.pk if by else None,
                actor_name=str(by) if by else "",
                verb=verb,
                target_type=target._meta.label_lower,
                target_id=target.pk,
                note=dict(note or {}),
                prev=b"",
                hash=b"",
            )
        ]
    )


def city_key_of(target: models.Model) -> int:
    """The chain an act belongs to: the target's city, the city itself, or the programme."""
    if target._meta.label_lower == "accounts.city":
        return int(target.pk)
    return int(getattr(target, "city_id", None) or Entry.PROGRAMME)


class Fault(NamedTuple):
    """A link of the chain that does not hold."""

    city_key: int
    seq: int
    problem: str


def broken_links(city_key: int) -> list[Fault]:
    """Every entry of a chain whose number, predecessor or content is not what was written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, problem FROM audit_broken_links(%s)", [city_key])
        return [Fault(city_key, seq, problem) for seq, problem in cursor.fetchall()]


def head(city_key: int) -> tuple[int, str]:
    """Number and hash of the newest entry: the witness that a document prints."""
    entry = Entry.objects.chain(city_key).last()
    return (entry.seq, bytes(entry.hash).hex()) if entry else (0, "")
