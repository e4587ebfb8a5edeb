"""Break the wall on purpose, in one place at a time, and see whether the probes notice.

Each break lives in a transaction that is undone. What nobody notices is a probe that is missing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from cda.accounts.isolation.attempts import SYSTEM, attempt, rows, run
from cda.accounts.isolation.cast import Stage
from cda.accounts.isolation.catalogue import look_at_roles, look_at_tables
from cda.accounts.isolation.filling import family_ties, walled_models
from cda.accounts.isolation.keeping import keep_parts, keep_table, kept_tables
from cda.accounts.isolation.promises import promise_of
from cda.accounts.isolation.reading import read_as_owner, read_table
from cda.accounts.isolation.tally import Chapter, Tally
from cda.accounts.isolation.writing import pair_up, write_table
from cda.accounts.wall import OPEN_CITIES

Probe = Callable[[Tally], None]
CITY_WALL = "SELECT qual FROM pg_policies WHERE tablename = %s AND policyname = 'city_wall'"
RESTRICTIVE = "SELECT tablename, policyname FROM pg_policies WHERE permissive = 'RESTRICTIVE'"
# As the database itself spells them.
NOTE_CONDITIONS = (
    "(p.ends_on >= CURRENT_DATE)",
    "((p.role)::text = 'coach'::text)",
    "(g.expires_at > now())",
)


@dataclass(frozen=True)
class Mutant:
    """One break: where, what it does to the wall, and who should notice."""

    where: str
    statement: str
    probe: Probe

    def __str__(self) -> str:
        return f"{self.where}: {self.statement}"


class Noticed(Exception):
    """Enough: the break was seen."""


class Impatient(Tally):
    def expect(self, chapter: Chapter, holds: bool, where: str, what: str) -> None:
        if not holds:
            raise Noticed


def survivors(mutants: list[Mutant]) -> list[Mutant]:
    """Those that no probe noticed."""
    return [mutant for mutant in mutants if not is_noticed(mutant)]


def is_noticed(mutant: Mutant) -> bool:
    try:
        with attempt():
            run(mutant.statement)
            mutant.probe(Impatient())
    except Noticed:
        return True
    return False


def all_mutants(stage: Stage) -> list[Mutant]:
    return [
        *(mutant for table in walled_models() for mutant in policy_mutants(stage, table)),
        *note_mutants(stage),
        *tie_mutants(stage),
        *history_mutants(stage),
        *fence_mutants(stage),
        *role_mutants(stage),
    ]


def policy_mutants(stage: Stage, table: str) -> Iterator[Mutant]:
    """What can be wrong with the policies of a table."""

    def read(tally: Tally) -> None:
        read_table(stage, table, tally)

    def write(tally: Tally) -> None:
        write_table(stage, table, tally)

    def own(tally: Tally) -> None:
        read_as_owner(stage, table, tally)

    alter = f"ALTER POLICY city_wall ON {table}"
    look = write if promise_of(table).is_public else read
    yield Mutant(table, f"{alter} WITH CHECK (true)", write)
    yield Mutant(table, f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", look)
    yield Mutant(table, f"ALTER POLICY system_work ON {table} TO PUBLIC", look)
    yield Mutant(table, f"CREATE POLICY extra ON {table} FOR INSERT WITH CHECK (true)", write)
    if promise_of(table).is_public:
        return
    yield Mutant(table, f"{alter} USING (true)", read)
    yield Mutant(table, f"CREATE POLICY extra ON {table} FOR SELECT USING (true)", read)
    yield Mutant(table, f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", own)


def note_mutants(stage: Stage) -> Iterator[Mutant]:
    """The policy of private notes without one of its conditions, and without all."""
    table = "coaching_privatenote"

    def read(tally: Tally) -> None:
        read_table(stage, table, tally)

    ((rule,),) = rows(CITY_WALL, [table])
    weaker = [rule.replace(condition, "true") for condition in NOTE_CONDITIONS]
    for using in (*weaker, f"city_id = ANY ({OPEN_CITIES})"):
        yield Mutant(table, f"ALTER POLICY city_wall ON {table} USING ({using})", read)


def tie_mutants(stage: Stage) -> Iterator[Mutant]:
    """A child's key to its parent, without the city."""
    for tie in family_ties():
        table = tie.model._meta.db_table
        name = f"{table}_{tie.column}_same_city"
        drop = f"ALTER TABLE {table} DROP CONSTRAINT {name}"
        yield Mutant(table, drop, partial(pair_up, stage, tie))


def history_mutants(stage: Stage) -> Iterator[Mutant]:
    """History without what freezes it."""
    for table in kept_tables():
        probe = partial(keep_table, stage, table)
        yield Mutant(table, f"DROP TRIGGER append_only ON {table}", probe)
        yield Mutant(table, f"ALTER TABLE {table} DISABLE TRIGGER append_only", probe)


def fence_mutants(stage: Stage) -> Iterator[Mutant]:
    """Where more is seen than may be changed, the second fence."""
    for table, policy in rows(RESTRICTIVE):
        probe = partial(write_table, stage, table)
        if table == "accounts_part":  # there it is about one's own part elsewhere
            probe = partial(keep_parts, stage)
        yield Mutant(table, f"DROP POLICY {policy} ON {table}", probe)


def role_mutants(stage: Stage) -> Iterator[Mutant]:
    """A role, a function, a view or a table that passes the wall."""

    def in_system_role(tally: Tally) -> None:
        for table in walled_models():
            read_table(stage, table, tally, role=SYSTEM)

    definer = "CREATE FUNCTION extra() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
    yield Mutant("the role", "SELECT 'a role for which the wall does not hold'", in_system_role)
    yield Mutant("extra", "CREATE VIEW extra AS SELECT * FROM strategy_goal", look_at_roles)
    copy = "CREATE MATERIALIZED VIEW extra AS SELECT * FROM strategy_goal"
    yield Mutant("extra", copy, look_at_roles)
    yield Mutant("extra", definer, look_at_roles)
    yield Mutant("public", "GRANT CREATE ON SCHEMA public TO cda_app", look_at_roles)
    yield Mutant("public", "GRANT INSERT ON strategy_goal TO cda_backup", look_at_roles)
    yield Mutant("extra", "CREATE TABLE extra (id bigint, city_id bigint)", look_at_tables)
