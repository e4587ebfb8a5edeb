"""The steps of migrations that build the wall: each says what it does, and can be undone."""

import pytest
from django.db import connection

from cda.accounts.wall import AppendOnly, Fence, Grants, SameCity, Wall, _Sql
from tests.wall import play

pytestmark = pytest.mark.django_db

MAKE = """
CREATE TABLE {0} (id bigint primary key, city_id bigint not null, parent_id bigint);
"""
STATE = """
SELECT relrowsecurity, relforcerowsecurity,
  (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid),
  (SELECT count(*) FROM pg_constraint WHERE conrelid = c.oid AND contype <> 'p'),
  (SELECT count(*) FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal),
  has_table_privilege('cda_app', c.oid, 'UPDATE')
FROM pg_class c WHERE relname = 'proof_child'
"""


@pytest.fixture
def tables():
    """Two tables of our own, made by their owner."""
    play(None)
    with connection.cursor() as cursor:
        for table in ("proof_parent", "proof_child"):
            cursor.execute(MAKE.format(table))


def state():
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return cursor.fetchone()


def forwards(operation):
    with connection.schema_editor() as editor:
        operation.database_forwards("accounts", editor, None, None)


def backwards(operation):
    with connection.schema_editor() as editor:
        operation.database_backwards("accounts", editor, None, None)


@pytest.mark.parametrize(
    ("operation", "built"),
    [
        (Wall("proof_child"), (True, True, 2, 1, 0, True)),
        (Wall("proof_child", column="parent_id"), (True, True, 2, 0, 0, True)),
        (Fence("proof_child"), (False, False, 2, 0, 0, True)),
        (AppendOnly("proof_child"), (False, False, 0, 0, 1, False)),
    ],
)
def test_what_is_built_can_be_undone(tables, operation, built):
    before = state()
    forwards(operation)
    assert state() == built
    backwards(operation)
    assert state() == before


def test_a_child_is_bound_to_its_parents_city(tables):
    forwards(Wall("proof_parent"))
    forwards(SameCity("proof_child", "parent_id", "proof_parent"))
    assert state()[3] == 1
    backwards(SameCity("proof_child", "parent_id", "proof_parent"))
    assert state()[3] == 0


def test_grants_can_be_given_again_and_undone(tables):
    forwards(Grants())
    backwards(Grants())
    assert state()[5]


def test_a_narrower_wall_narrows_both_ways():
    wall = Wall("t", visible="a", writable="b", also="c OR d")
    assert (wall.visible, wall.writable) == ("(a) AND (c OR d)", "(b) AND (c OR d)")


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (Grants(), "Grant the application's roles what they need"),
        (Wall("t"), "Build the wall around t"),
        (Fence("t"), "Keep the rows of t from those who only see them"),
        (SameCity("t", "p_id", "p"), "Keep t.p_id in its city"),
        (AppendOnly("t"), "Make t append-only"),
    ],
)
def test_every_step_says_what_it_does(operation, said):
    assert operation.describe() == said
    assert operation.state_forwards("accounts", None) is None


def test_a_step_without_sql_is_none():
    with pytest.raises(NotImplementedError):
        _Sql().forward_sql()
    with pytest.raises(NotImplementedError):
        _Sql().backward_sql()
