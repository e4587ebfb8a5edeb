"""History: one chain per city; any change of any entry is found."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from cda.accounts.wall import inside
from cda.audit.log import broken_links, head, record
from cda.audit.models import Entry
from tests.wall import as_app, play

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(city, lead):
    for verb in ("city.admitted", "team.nominated", "strategy.started"):
        record(verb, city, by=lead, note={"verb": verb})
    return city.pk


def tamper(sql):
    """What only the owner of the database could do, having first switched the guard off."""
    play(None)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER append_only")
        cursor.execute("ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY")
        cursor.execute(sql)
        assert cursor.rowcount
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER append_only")
        cursor.execute("ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY")
    play("cda_system")


def test_record_writes_who_did_what_in_order(chain, lead):
    entries = list(Entry.objects.chain(chain))
    assert [(e.seq, e.verb, e.actor_id, e.actor_name) for e in entries] == [
        (1, "city.admitted", lead.pk, "Carla Peña"),
        (2, "team.nominated", lead.pk, "Carla Peña"),
        (3, "strategy.started", lead.pk, "Carla Peña"),
    ]
    assert bytes(entries[1].prev) == bytes(entries[0].hash)
    assert head(chain) == (3, bytes(entries[2].hash).hex())
    assert str(entries[0]) == f"{chain}/1 city.admitted"


def test_record_by_the_clock(participation):
    record("participation.closed", participation, by=None)
    entry = Entry.objects.about(participation).get()
    assert (entry.actor_id, entry.actor_name, entry.city_key) == (None, "", participation.city_id)


def test_record_of_the_programme_has_its_own_chain(participation):
    record("cohort.opened", participation.cohort, by=None)
    assert Entry.objects.chain(Entry.PROGRAMME).count() == 1


def test_record_works_behind_the_wall_and_only_in_an_open_city(city, other_city, lead):
    with as_app(), inside([city.pk], lead.pk):
        record("city.seen", city, by=lead)
        with pytest.raises(DatabaseError), transaction.atomic():
            record("city.seen", other_city, by=lead)


def test_an_untouched_chain_holds(chain, capsys):
    assert broken_links(chain) == []
    call_command("verify_log")
    assert "valle-sereno: 3 entries" in capsys.readouterr().out


def test_head_of_an_empty_chain(city):
    assert head(city.pk) == (0, "")


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ("UPDATE audit_entry SET verb = 'x' WHERE seq = 1", 1),
        ("UPDATE audit_entry SET actor_name = 'Eve' WHERE seq = 2", 2),
        ("UPDATE audit_entry SET note = '{}' WHERE seq = 3", 3),
        ("UPDATE audit_entry SET at = at + interval '1 second' WHERE seq = 2", 2),
        ("UPDATE audit_entry SET hash = sha256('x') WHERE seq = 2", 2),
        ("DELETE FROM audit_entry WHERE seq = 2", 3),
        ("DELETE FROM audit_entry WHERE seq = 1", 2),
    ],
)
def test_any_change_is_found(chain, capsys, change, seq):
    tamper(change)
    assert broken_links(chain)[0].seq == seq
    with pytest.raises(CommandError):
        call_command("verify_log")


@pytest.mark.parametrize("role", [None, "cda_app", "cda_system"])
@pytest.mark.parametrize("change", ["UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry"])
def test_nobody_can_change_history(chain, role, change):
    play(role)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
