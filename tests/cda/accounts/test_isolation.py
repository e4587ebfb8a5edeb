"""The proof that cities are kept apart: it holds, it notices, and it leaves nothing behind."""

import io
import time
from datetime import UTC, datetime

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from cda.accounts.isolation import proof, reading, scratch
from cda.accounts.isolation.attempts import rows
from cda.accounts.isolation.cast import set_stage
from cda.accounts.isolation.catalogue import differences
from cda.accounts.isolation.filling import CannotFill, Filler, walled_models
from cda.accounts.isolation.findings import Findings
from cda.accounts.isolation.mutants import Mutant, survivors
from cda.accounts.isolation.report import report
from cda.accounts.isolation.tally import Chapter, Tally
from cda.accounts.models import Once
from tests.wall import play

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def scratch_databases():
    found = rows("SELECT datname FROM pg_database WHERE starts_with(datname, 'cda_proof_')")
    return {name for (name,) in found}


@pytest.fixture
def known_name(monkeypatch):
    """Other processes may prove at the same time: tell our database from theirs."""
    monkeypatch.setattr(scratch.secrets, "token_hex", lambda _: "known")
    yield
    assert not [name for name in scratch_databases() if name.endswith("_known")]


@pytest.fixture
def quick(monkeypatch):
    """Only compare the real database with the scratch one."""
    monkeypatch.setattr(proof, "try_everything", lambda stage, tally: None)
    monkeypatch.setattr(proof, "all_mutants", lambda stage: [])


def prove():
    out = io.StringIO()
    try:
        call_command("prove_isolation", stdout=out)
    except CommandError as error:
        return " ".join(out.getvalue().split()), str(error)
    return " ".join(out.getvalue().split()), ""


@pytest.mark.slow
def test_prove_isolation_finds_no_hole_and_notices_every_break(known_name):
    before = time.monotonic()
    text, problem = prove()
    assert problem == ""
    assert "The answer: no." in text
    assert "All are the same." in text
    noticed, _, mutants = text.partition("The attempts noticed ")[2].partition(" of ")
    assert int(noticed) == int(mutants.partition(".")[0]) > 300
    assert time.monotonic() - before < 60


@pytest.mark.parametrize(
    "mutant",
    [
        "ALTER POLICY city_wall ON strategy_goal USING (true)",
        "GRANT UPDATE ON audit_entry TO cda_app",
    ],
)
@pytest.mark.slow
def test_prove_isolation_names_the_table_that_was_changed_by_hand(quick, known_name, mutant):
    play(None)
    with connection.cursor() as cursor:
        cursor.execute(mutant)
    text, problem = prove()
    table = next(word for word in mutant.split() if "_" in word and word.islower())
    table = {"city_wall": "strategy_goal"}.get(table, table)
    assert "holes: the report names them." in problem
    assert "YES, in" in text
    assert table in text.partition("HOLES:")[2].partition("What this does not")[0]


def test_prove_isolation_sees_what_the_catalogue_of_the_real_database_says(quick, known_name):
    play(None)
    with connection.cursor() as cursor:
        cursor.execute("CREATE VIEW over_the_wall AS SELECT * FROM strategy_goal")
    text, problem = prove()
    assert problem
    assert "over_the_wall: a view looks over the wall." in text


def test_prove_isolation_needs_the_owner(settings):
    settings.DATABASE_OWNER_URL = ""
    with pytest.raises(CommandError, match="DATABASE_OWNER_URL"):
        call_command("prove_isolation")


def test_the_scratch_database_is_dropped_after_a_failure(known_name, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(scratch, "call_command", fail)
    with pytest.raises(RuntimeError), scratch.scratch_database():
        raise AssertionError
    assert connection.settings_dict["NAME"].startswith("test_")


def test_what_killed_proofs_left_is_dropped():
    young, old = f"cda_proof_{int(time.time())}_aa", "cda_proof_1700000000_aa"
    with psycopg.connect(settings.DATABASE_OWNER_URL, autocommit=True) as keeper:
        for name in (young, old):
            keeper.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            scratch.drop_forgotten(keeper)
            assert {young, old} & scratch_databases() == {young}
        finally:
            scratch.drop(keeper, young)


def test_the_scratch_login_keeps_the_owners_options(settings):
    settings.DATABASE_OWNER_URL = "postgresql://owner:word@db:5433/cda?sslmode=require"
    login = scratch.login("scratch")
    assert (login["NAME"], login["USER"], login["HOST"], login["PORT"]) == (
        "scratch",
        "owner",
        "db",
        "5433",
    )
    assert login["OPTIONS"]["sslmode"] == "require"
    assert "pool" not in login["OPTIONS"]


def test_every_walled_table_is_filled_for_both_cities():
    stage = set_stage()
    for table in walled_models():
        assert stage.owned(table, stage.alba) != stage.owned(table, stage.brisa)


def test_a_model_that_cannot_be_filled_says_so(monkeypatch):
    filler = Filler()
    city = filler.city("Alba")
    filler.row(Once, city)
    again = Once(user_id=filler.coaches[city.pk].pk, key=f"{city.pk} key")
    with pytest.raises(CannotFill, match=r"accounts.Once: .*filling.py"):
        filler.insert(again)


def test_an_error_while_reading_is_a_hole(monkeypatch):
    stage, tally = set_stage(), Tally()

    def fail(*args):
        raise DatabaseError("permission was lost\nDETAIL: more")

    monkeypatch.setattr(reading, "looks", fail)
    reading.read_as(stage, "strategy_goal", stage.coach, tally)
    assert [str(hole) for hole in tally.holes] == [
        "strategy_goal: the coach of Alba met an error: permission was lost."
    ]


def test_a_break_that_nobody_notices_survives():
    harmless = Mutant("nowhere", "SELECT 1", lambda tally: None)
    seen = Mutant(
        "somewhere", "SELECT 1", lambda tally: tally.expect(Chapter.READ, False, "", "seen")
    )
    passed = Mutant("s", "SELECT 1", lambda tally: tally.expect(Chapter.READ, True, "", ""))
    assert list(map(str, survivors([harmless, seen, passed]))) == [
        "nowhere: SELECT 1",
        "s: SELECT 1",
    ]


def test_differences_say_what_is_missing_added_and_changed():
    live = {"policy a": "x", "policy b": "x", "view d": "x"}
    promised = {"policy a": "x", "policy b": "y", "policy c": "x"}
    assert list(differences(live, promised)) == [
        "policy b was changed",
        "policy c is missing",
        "view d was added by hand",
    ]


def test_the_report_says_how_much_was_tried_and_what_it_does_not_promise():
    findings = Findings(database="cda", server="PostgreSQL 17.6", tables=40, mutants=2, compared=9)
    findings.tally.expect(Chapter.READ, True, "", "")
    text = report(findings, TODAY)
    assert text.startswith("PROOF THAT CITIES ARE KEPT APART\n01 December 2026, 09:30 UTC.")
    assert max(map(len, text.splitlines())) <= 100
    words = " ".join(text.split())
    assert "The answer: no. 1 attempts were made" in words
    assert "The attempts noticed 2 of 2." in words
    assert "these accounts pass the wall: none." in words
    assert "copy it, print it or forward it" in words


def test_the_report_lists_every_hole():
    findings = Findings(mutants=2, survivors=["strategy_goal: DROP"], differences=["x is missing"])
    findings.tally.expect(Chapter.READ, False, "strategy_goal", "the lead saw 1 rows.")
    holes = report(findings, TODAY).partition("HOLES:\n")[2].splitlines()[:3]
    assert holes == [
        "  - strategy_goal: the lead saw 1 rows.",
        "  - Broken on purpose, and not noticed: strategy_goal: DROP.",
        "  - The real database differs: x is missing.",
    ]
