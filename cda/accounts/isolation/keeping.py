"""Can history be changed, a secret be opened from inside, or a person become another?"""

from dataclasses import replace

from django.utils import timezone

from cda.accounts.isolation.attempts import APP, SYSTEM, outcome, rows
from cda.accounts.isolation.cast import Stage
from cda.accounts.isolation.filling import walled_models
from cda.accounts.isolation.promises import KEPT
from cda.accounts.isolation.reading import NOBODY
from cda.accounts.isolation.tally import Chapter, Tally
from cda.accounts.isolation.writing import NO_HARM, REFUSED, insert
from cda.accounts.permissions import Role

PART = "INSERT INTO accounts_part (user_id, city_id, role, starts_on, reason_ended) VALUES"
FROZEN = """SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE t.tgname = 'append_only'"""


def kept_tables() -> list[str]:
    """Those that are promised to be append-only, and those that the database says are."""
    return sorted(KEPT | {name for (name,) in rows(FROZEN)})


def keep_table(stage: Stage, table: str, tally: Tally) -> None:
    """The coach, the system's own role and the owner of the tables try to change the past."""
    nobody = stage.asker(NOBODY)
    acts = {
        "change it": f"UPDATE {table} SET id = id",
        "delete from it": f"DELETE FROM {table}",
        "empty it": f"TRUNCATE {table} CASCADE",
    }
    for what, act in acts.items():
        for asker, role in ((stage.coach, APP), (nobody, SYSTEM)):
            got = outcome(asker, act, role=role)
            tally.expect(Chapter.HISTORY, got == REFUSED, table, f"{role} could {what} ({got}).")
        got = outcome(nobody, act, role="")
        frozen = got == f"{table} is append-only"
        tally.expect(Chapter.HISTORY, frozen, table, f"the owner could {what} ({got}).")


def keep_secrets(stage: Stage, tally: Tally) -> None:
    """People of Alba reach for what is not theirs, although Alba is their own city."""
    lead = stage.asker("the lead of Alba")
    table = "coaching_privatenote"
    got = outcome(lead, *insert(table, stage.owned(table, stage.alba)))
    tally.expect(Chapter.INSIDE, got == REFUSED, table, f"a lead could write a note ({got}).")
    for role in Role.values:
        for city in (None, stage.brisa.pk):
            values = [lead.user_id, city, role, timezone.localdate(), ""]
            got = outcome(lead, f"{PART} (%s, %s, %s, %s, %s)", values)
            what = f"the lead of Alba could become {role} elsewhere ({got})."
            tally.expect(Chapter.INSIDE, got == REFUSED, "accounts_part", what)


def keep_parts(stage: Stage, tally: Tally) -> None:
    """Before a city is open everybody sees their own parts, and can do nothing to them."""
    acts = {
        "delete": "DELETE FROM accounts_part",
        "prolong": "UPDATE accounts_part SET ends_on = NULL",
        "widen": "UPDATE accounts_part SET city_id = NULL, role = 'admin'",
    }
    for asker in stage.askers:
        for what, act in acts.items():
            alone = replace(asker, cities=frozenset())
            got = outcome(alone, f"{act} WHERE user_id = %s", [asker.user_id])
            said = f"{asker.who}, with no city open, could {what} their own part ({got})."
            tally.expect(Chapter.INSIDE, got in NO_HARM, "accounts_part", said)
    elsewhere = stage.asker("the coach of Brisa, with Alba opened by mistake")
    bring = "UPDATE accounts_part SET city_id = %s WHERE user_id = %s"
    got = outcome(elsewhere, bring, [stage.alba.pk, elsewhere.user_id])
    what = f"the coach of Brisa could bring that part along to Alba ({got})."
    tally.expect(Chapter.INSIDE, got in NO_HARM, "accounts_part", what)


def protect_tables(stage: Stage, tally: Tally) -> None:
    """The application's role tries to take the wall down."""
    for table in walled_models():
        acts = (
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"DROP POLICY city_wall ON {table}",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        )
        for act in acts:
            got = outcome(stage.coach, act)
            what = f"the application's role could run “{act}” ({got})."
            tally.expect(Chapter.ROLE, got == REFUSED, table, what)
