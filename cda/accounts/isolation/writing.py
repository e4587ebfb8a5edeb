"""Can anybody write where no city stands open for them?"""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DatabaseError, models

from cda.accounts.isolation.attempts import asking, outcome, run, said
from cda.accounts.isolation.cast import Stage
from cda.accounts.isolation.filling import walled_models
from cda.accounts.isolation.promises import Asker, Row, promise_of
from cda.accounts.isolation.reading import NOBODY
from cda.accounts.isolation.tally import Chapter, Tally

REFUSED, NOTHING, DONE = "refused", "nothing", "done"
NO_HARM = {REFUSED, NOTHING}


def write_table(stage: Stage, table: str, tally: Tally) -> None:
    """The coach of Alba tries everything with a row of Brisa; then a task without a city does."""
    for asker in (stage.coach, stage.asker(NOBODY)):
        for what, got, allowed in tries(stage, table, asker):
            tally.expect(Chapter.WRITE, got in allowed, table, f"{asker.who} could {what} ({got}).")


def tries(stage: Stage, table: str, asker: Asker) -> Iterator[tuple[str, str, set[str]]]:
    """What is tried, what came of it, and what may come of it."""
    mine, theirs = stage.owned(table, stage.alba), stage.owned(table, stage.brisa)
    model, column = walled_models()[table], promise_of(table).column
    change = f"UPDATE {table} SET {column} = %s WHERE id = %s"
    delete = f"DELETE FROM {table} WHERE id = %s"

    yield "add a row for Brisa", outcome(asker, *insert(table, theirs)), {REFUSED}
    got = outcome(asker, *insert(table, theirs, " RETURNING id"))
    yield "add a row for Brisa and read it back", got, {REFUSED}
    got = through_models(asker, lambda: plant(model, theirs))
    yield "add a row for Brisa through the models", got, {REFUSED}
    got = outcome(asker, change, [theirs[column], theirs["id"]])
    yield "change a row of Brisa", got, NO_HARM
    got = outcome(asker, change, [mine[column], theirs["id"]])
    yield "take over a row of Brisa", got, NO_HARM
    got = outcome(asker, change, [theirs[column], mine["id"]])
    yield "give a row of Alba to Brisa", got, NO_HARM
    yield "delete a row of Brisa", outcome(asker, delete, [theirs["id"]]), NO_HARM
    found = model._base_manager.filter(pk=theirs["id"])
    got = through_models(asker, lambda: found._raw_delete(found.db))
    yield "delete a row of Brisa through the models", got, NO_HARM


def insert(table: str, row: Row, back: str = "") -> tuple[str, list[Any]]:
    """The same row once more: the wall must refuse it before any other rule can."""
    values = {name: value for name, value in row.items() if name != "id"}
    names, marks = ", ".join(f'"{name}"' for name in values), ", ".join(["%s"] * len(values))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks}){back}"
    return statement, list(values.values())


def plant(model: type[models.Model], row: Row) -> int:
    """As actions plant things: without reading them back, passing over what is there already."""
    copy = model(**{name: value for name, value in row.items() if name != "id"})
    return len(model._base_manager.bulk_create([copy], ignore_conflicts=True))


def through_models(asker: Asker, act: Callable[[], Any]) -> str:
    """What came of an act of the ORM."""
    try:
        with asking(asker):
            touched = act()
            run("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        return said(error)
    return DONE if touched else NOTHING


def pair_up(stage: Stage, tie: "models.ForeignKey[Any, Any]", tally: Tally) -> None:
    """Hang a row of one city under a row of another, with the first city open."""
    table, model = tie.model._meta.db_table, tie.model
    home, away = (stage.filler.city(f"City {uuid.uuid4().hex}") for _ in range(2))
    foreign, child = stage.filler.row(tie.related_model, away), stage.filler.draft(model, home)
    rightful = stage.filler.draft(model, home)
    setattr(child, tie.attname, foreign.pk)
    cities = frozenset({home.pk})
    asker = Asker("a coach", cities, stage.filler.coaches[home.pk].pk, notes_of=cities)

    def move() -> int:
        model._base_manager.bulk_create([rightful])
        column = f"UPDATE {table} SET {tie.column} = %s WHERE id = %s"
        return run(column, [foreign.pk, rightful.pk])

    added = through_models(asker, lambda: model._base_manager.bulk_create([child]))
    what = f"a row could be added under another city's {tie.name} ({added})."
    tally.expect(Chapter.PARENT, "_same_city" in added, table, what)
    moved = through_models(asker, move)
    what = f"a row could be moved under another city's {tie.name} ({moved})."
    tally.expect(Chapter.PARENT, "_same_city" in moved or moved == REFUSED, table, what)
