"""Real servers: started, killed, started again, stopped."""

import os
import shutil
import signal
import time
from pathlib import Path

import psycopg
import pytest

from cda.devstack import binaries, postgres, valkey
from cda.devstack.places import CannotStart
from cda.devstack.postgres import Cluster
from cda.devstack.servers import BENCH, RUN, TEST, Servers

from .conftest import OUTSIDE


def kill(pidfile):
    os.kill(int(pidfile.read_text().split()[0]), signal.SIGKILL)


def ask(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


@pytest.mark.parametrize("source", ["system", "wheel"])
def test_servers_come_back_with_their_data(state, monkeypatch, source):
    monkeypatch.setenv("NO_SYSTEM_PG", "" if source == "system" else "1")
    offered = binaries.system_postgres() if source == "system" else binaries.wheel_postgres()
    if not offered:
        pytest.skip(f"no PostgreSQL of the {source} here")
    servers = Servers(RUN)
    with servers.up() as env:
        app, owner = env["DATABASE_URL"], env["DATABASE_OWNER_URL"]
        with psycopg.connect(owner) as connection:
            connection.execute("create table kept as select 42 as answer")
            connection.execute("grant select on kept to cda_app")

        kill(servers.postgres.data / "postmaster.pid")
        kill(servers.valkey.pidfile)
        # Another command comes along, finds them dead, and brings them back.
        while servers.are_up():
            time.sleep(0.05)
        with Servers(RUN).up():
            assert ask(app, "select answer from kept") == 42
        assert servers.are_up()
    assert not servers.are_up()

    with servers.up():
        assert ask(app, "select answer from kept") == 42


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Servers for looking at, in a folder that PostgreSQL's account can enter."""
    folder = Path("/tmp") / f"cda-look-{os.getpid()}"  # noqa: S108  (sockets need a short path)
    folder.mkdir(mode=0o755)
    with pytest.MonkeyPatch.context() as patch:
        for name in OUTSIDE:
            patch.delenv(name, raising=False)
        patch.setenv("STATE_DIR", str(folder))
        with Servers(TEST).up() as env:
            yield env
    shutil.rmtree(folder)


def test_the_application_is_stopped_when_it_takes_too_long(environment):
    assert ask(environment["DATABASE_URL"], "show statement_timeout") == "15s"
    assert ask(environment["DATABASE_URL"], "show lock_timeout") == "10s"
    assert ask(environment["DATABASE_OWNER_URL"], "show statement_timeout") == "0"


def test_no_role_passes_row_level_security_but_the_backup(environment):
    question = """
        select string_agg(rolname, ' ') from pg_roles
        where rolname like 'cda%' and (rolsuper or rolbypassrls)
    """
    assert ask(environment["DATABASE_URL"], question) == "cda_backup"


@pytest.mark.parametrize("url", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_the_system_role_is_reached_but_not_inherited(environment, url):
    with psycopg.connect(environment[url]) as connection:
        inherited = connection.execute("select pg_has_role('cda_system', 'usage')")
        assert inherited.fetchone()[0] is False
        connection.execute("set local role cda_system")
        assert connection.execute("select current_user").fetchone()[0] == "cda_system"


def test_the_application_owns_nothing_and_makes_nothing(environment):
    with (
        psycopg.connect(environment["DATABASE_URL"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("create table mine (id int)")


def test_the_owner_makes_databases_for_tests(environment):
    with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("create database scratch")
        connection.execute("drop database scratch")


def test_nothing_listens_on_the_network(environment):
    assert ask(environment["DATABASE_URL"], "show listen_addresses") == ""


def test_tests_are_not_in_the_demonstration(environment):
    assert environment["DEMO"] == "false"
    assert environment["CELERY_BROKER_URL"].startswith("redis+socket:///")


def test_servers_of_the_environment_are_used_instead(environment, state, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", environment["DATABASE_OWNER_URL"])
    monkeypatch.setenv("REDIS_URL", environment["REDIS_URL"])
    servers = Servers(BENCH)

    with servers.up() as env:
        assert env["DATABASE_URL"] == environment["DATABASE_OWNER_URL"]
        assert env["REDIS_URL"] == environment["REDIS_URL"]
    assert (servers.postgres, servers.valkey) == (None, None)
    assert not (state / "bench" / "postgres").exists()


@pytest.mark.usefixtures("state")
def test_what_the_person_set_stands(monkeypatch):
    monkeypatch.setenv("SITE_URL", "http://here:9")
    monkeypatch.setenv("ALLOWED_HOSTS", "")

    env = Servers(RUN).environment()

    assert env["SITE_URL"] == "http://here:9"
    assert env["ALLOWED_HOSTS"] == "127.0.0.1,localhost"
    assert env["DEMO"] == "true"


def test_says_where_the_data_is_when_it_is_not_in_the_checkout(state, capsys):
    Servers(RUN)

    assert str(state) in capsys.readouterr().err


class TestTrouble:
    @pytest.fixture
    def cluster(self, state, monkeypatch):
        monkeypatch.setattr(postgres, "PATIENCE", 2)
        return Servers(RUN).postgres

    def test_a_setting_that_is_wrong_is_shown(self, cluster):
        broken = Cluster(cluster.folder, cluster.sockets, cluster.account, {"no_such": "1"})

        with pytest.raises(CannotStart, match="no_such"):
            broken.start("secret")

    def test_a_folder_that_cannot_be_made_is_shown(self, cluster, monkeypatch):
        monkeypatch.setattr(postgres, "LOCALE", "no_such_locale")

        with pytest.raises(CannotStart, match="no_such_locale"):
            cluster.start("secret")
        assert not (cluster.folder / "postgres" / "password").exists()

    def test_data_of_tests_is_made_anew_when_it_is_broken(self, state):
        servers = Servers(TEST)
        with servers.up():
            pass
        (servers.postgres.data / "global" / "pg_control").unlink()

        with servers.up() as env:
            assert ask(env["DATABASE_URL"], "select 1") == 1

    def test_locks_are_left_alone_while_something_works_in_the_data(self, state, monkeypatch):
        servers = Servers(TEST)
        with servers.up():
            pidfile = servers.postgres.data / "postmaster.pid"
            monkeypatch.setattr(Cluster, "is_up", lambda _: False)
            servers.postgres.clear_leftovers()
            assert pidfile.exists()
            monkeypatch.undo()
            monkeypatch.setenv("STATE_DIR", str(state))

    def test_locks_that_nobody_stands_behind_are_cleared(self, cluster):
        cluster.data.mkdir(parents=True)
        (cluster.data / "postmaster.pid").write_text("1\n")

        cluster.clear_leftovers()

        assert not cluster.was_killed()

    def test_valkey_that_does_not_start_is_shown(self, state, monkeypatch):
        monkeypatch.setattr(valkey, "find_valkey", lambda: shutil.which("false"))

        with pytest.raises(CannotStart, match="Valkey did not start"):
            Servers(RUN).valkey.start()
