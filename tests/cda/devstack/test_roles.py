"""Addresses of the database, and servers that somebody else runs."""

from types import SimpleNamespace

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from cda.devstack import roles
from cda.devstack.passwords import Secrets
from cda.devstack.places import CannotStart

SECRETS = Secrets("super", "o/wner", "app", "backup", "key")


def test_address_of_a_socket():
    login = {"host": "/run/it", "dbname": "cda"}

    assert roles.url(login, "me", "p/w") == "postgresql://me:p%2Fw@/cda?host=/run/it"


def test_address_of_a_host():
    login = {"host": "db", "port": "5433", "dbname": "x", "sslmode": "require"}

    assert roles.url(login, "me", "pw") == "postgresql://me:pw@db:5433/x?sslmode=require"


def test_address_of_an_odd_socket_is_one_that_postgres_reads():
    login = {"host": "/a b", "port": "5433", "dbname": "x"}

    address = roles.url(login, "me", "p&w")

    assert conninfo_to_dict(address) == {**login, "user": "me", "password": "p&w"}


@pytest.fixture
def given(monkeypatch):
    """A server that is given to us, which knows this about the role we came as."""
    given = SimpleNamespace(is_superuser=False, has_roles=True, made_by=[])

    class Connection:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def execute(self, _):
            row = (given.is_superuser, given.has_roles)
            return SimpleNamespace(fetchone=lambda: row)

    monkeypatch.setattr(psycopg, "connect", lambda _: Connection())
    monkeypatch.setattr(roles, "create_roles", lambda login, _: given.made_by.append(login["user"]))
    return given


def test_a_given_superuser_only_makes_our_roles(given):
    given.is_superuser, given.has_roles = True, False

    found = roles.adopt("postgresql://root:x@db/mine", "", SECRETS)

    assert given.made_by == ["root"]
    assert found.app == "postgresql://cda_app:app@db/mine"
    assert found.owner == "postgresql://cda_owner:o%2Fwner@db/mine"


def test_a_given_role_is_taken_as_it_is(given):
    assert roles.adopt("given", "", SECRETS) == roles.Addresses("given", "given")
    assert roles.adopt("given", "own", SECRETS) == roles.Addresses("given", "own")
    assert given.made_by == []


def test_a_server_without_our_roles_is_explained(given):
    given.has_roles = False

    with pytest.raises(CannotStart, match=r"roles\.sql"):
        roles.adopt("given", "", SECRETS)
