"""One proof, from the look at the real database to the last broken rule."""

from cda.accounts.isolation.attempts import rows
from cda.accounts.isolation.cast import Stage, set_stage
from cda.accounts.isolation.catalogue import (
    definitions,
    differences,
    look_at_roles,
    look_at_tables,
    strong_roles,
)
from cda.accounts.isolation.filling import family_ties, walled_models
from cda.accounts.isolation.findings import Findings
from cda.accounts.isolation.keeping import (
    keep_parts,
    keep_secrets,
    keep_table,
    kept_tables,
    protect_tables,
)
from cda.accounts.isolation.mutants import all_mutants, survivors
from cda.accounts.isolation.reading import read_as_owner, read_by_task, read_table
from cda.accounts.isolation.scratch import scratch_database
from cda.accounts.isolation.tally import Tally
from cda.accounts.isolation.writing import pair_up, write_table


def prove() -> Findings:
    """Look at the real database; try everything in one that is made like it."""
    findings = Findings(tables=len(walled_models()))
    live = look_at_live(findings)
    with scratch_database():
        promised = definitions()
        stage = set_stage()
        try_everything(stage, findings.tally)
        mutants = all_mutants(stage)
        findings.survivors = [str(mutant) for mutant in survivors(mutants)]
    findings.mutants = len(mutants)
    findings.compared = len(live.keys() | promised.keys())
    findings.differences = list(differences(live, promised))
    findings.rows = sum(len(known) for known in stage.truths.values())
    findings.people = [asker.who for asker in stage.askers]
    return findings


def look_at_live(findings: Findings) -> dict[str, str]:
    """The roles and tables of the real database, and what its wall is made of."""
    ((findings.database, version),) = rows("SELECT current_database(), version()")
    findings.server = " ".join(version.split()[:2])
    findings.strong = strong_roles()
    look_at_roles(findings.tally)
    look_at_tables(findings.tally)
    return definitions()


def try_everything(stage: Stage, tally: Tally) -> None:
    for table in walled_models():
        read_table(stage, table, tally)
        read_as_owner(stage, table, tally)
        read_by_task(stage, table, tally)
        write_table(stage, table, tally)
    for tie in family_ties():
        pair_up(stage, tie, tally)
    for table in kept_tables():
        keep_table(stage, table, tally)
    keep_secrets(stage, tally)
    keep_parts(stage, tally)
    protect_tables(stage, tally)
    look_at_roles(tally)
    look_at_tables(tally)
