"""Does everybody see exactly what the wall promises them?"""

from celery import shared_task
from django.db import DatabaseError

from cda.accounts.isolation.attempts import APP, asking, rows, said
from cda.accounts.isolation.cast import Stage
from cda.accounts.isolation.filling import walled_models
from cda.accounts.isolation.promises import Asker, promise_of
from cda.accounts.isolation.tally import Chapter, Tally

SECRETS = {"coaching_privatenote", "outbox_letter", "people_invitation", "people_stepup"}
NOBODY = "a background task that opened no city"


@shared_task
def count_rows(table: str) -> int:
    """What a task sees that forgot to open a city."""
    return int(walled_models()[table]._base_manager.count())


def read_table(stage: Stage, table: str, tally: Tally, role: str = APP) -> None:
    """Everybody looks at one table: all of it, by number, by hand and through the models."""
    for asker in stage.askers:
        read_as(stage, table, asker, tally, role)


def read_as(stage: Stage, table: str, asker: Asker, tally: Tally, role: str = APP) -> None:
    sees, known = promise_of(table).sees, stage.truths[table]
    theirs = {row["id"] for row in known if sees(row, asker)}
    hidden = {row["id"] for row in known} - theirs
    chapter = chapter_of(table, asker)
    try:
        for way, seen in looks(table, hidden, asker, role).items():
            expected = set() if way.startswith("by number") else theirs
            what = f"{asker.who} looked {way} and saw {difference(seen, expected)}."
            tally.expect(chapter, seen == expected, table, what)
    except DatabaseError as error:
        tally.expect(chapter, False, table, f"{asker.who} met an error: {said(error)}.")


def chapter_of(table: str, asker: Asker) -> Chapter:
    if asker.cities is None:
        return Chapter.TASK
    return Chapter.INSIDE if table in SECRETS else Chapter.READ


def looks(table: str, hidden: set[int], asker: Asker, role: str) -> dict[str, set[int]]:
    """Four ways to look at a table, and the rows that each shows."""
    everything = walled_models()[table]._base_manager.values_list("pk", flat=True)
    select = f"SELECT id FROM {table}"
    numbers = sorted(hidden)
    with asking(asker, role):
        return {
            "with plain SQL": {row[0] for row in rows(select)},
            "by number with plain SQL": {
                row[0] for row in rows(f"{select} WHERE id = ANY(%s)", [numbers])
            },
            "through the models": set(everything),
            "by number through the models": set(everything.filter(pk__in=numbers)),
        }


def difference(seen: set[int], expected: set[int]) -> str:
    return (
        f"{len(seen - expected)} rows that are hidden from them,"
        f" and missed {len(expected - seen)} of their own"
    )


def read_as_owner(stage: Stage, table: str, tally: Tally) -> None:
    """The owner of the tables is behind the wall too: it is forced."""
    if promise_of(table).is_public:
        return
    with asking(stage.asker(NOBODY), role=""):
        seen = rows(f"SELECT id FROM {table}")
    what = f"the owner of the tables saw {len(seen)} rows: the wall is not forced."
    tally.expect(Chapter.READ, not seen, table, what)


def read_by_task(stage: Stage, table: str, tally: Tally) -> None:
    """The same through Celery, as a worker would run it."""
    expected = len(stage.truths[table]) if promise_of(table).is_public else 0
    with asking(stage.asker(NOBODY)):
        seen = count_rows.apply(args=(table,)).get()
    what = f"a Celery task that opened no city saw {seen} rows."
    tally.expect(Chapter.TASK, seen == expected, table, what)
