"""What can be asked for on the command line."""

import os
import signal
import subprocess
from contextlib import contextmanager

import pytest

from cda.devstack import __main__ as command_line
from cda.devstack import announcement, libraries, verbs
from cda.devstack.places import CannotStart


class World(list):
    """What happened, in order: programs with the database they saw, servers up and down."""

    def __init__(self, folder, port):
        super().__init__()
        self.folder = folder
        self.environment = {
            "DATABASE_URL": "as app",
            "DATABASE_OWNER_URL": "as owner",
            "DEMO": "true",
            "SECRET_KEY": "it's",
            "PORT": str(port),
            "STATIC_ROOT": str(folder),
        }
        self.codes = {}
        self.needs = []
        self.is_unused = True

    def code(self, command):
        return next((code for word, code in self.codes.items() if word in command), 0)

    def call(self, command, env):
        self.append((" ".join(command[1:]), env["DATABASE_URL"]))
        return self.code(command)


class Servers:
    world: World

    def __init__(self, purpose):
        self.purpose = purpose
        self.folder = self.world.folder

    @contextmanager
    def up(self):
        self.world.append((self.purpose.name, "up"))
        yield self.world.environment
        self.world.append("down")

    def are_up(self):
        return False

    def environment(self):
        return self.world.environment

    def stop_unused(self):
        return self.world.is_unused


class Child:
    world: World

    def __init__(self, command, **_):
        self.command = command
        self.world.append((" ".join(command[1:]), "alongside"))

    def terminate(self):
        pass

    def wait(self):
        return self.world.code(self.command)


@pytest.fixture
def world(monkeypatch, tmp_path, free_port):
    world = World(tmp_path, free_port)
    monkeypatch.setattr(Servers, "world", world, raising=False)
    monkeypatch.setattr(Child, "world", world, raising=False)
    monkeypatch.setattr(verbs, "Servers", Servers)
    monkeypatch.setattr(verbs, "DEMO_COMMAND", tmp_path)
    monkeypatch.setattr(verbs, "PATIENCE", 0.1)
    monkeypatch.setattr(verbs, "call", world.call)
    monkeypatch.setattr(verbs, "run_together", lambda *_: world.append("together") or 0)
    monkeypatch.setattr(subprocess, "Popen", Child)
    monkeypatch.setattr(libraries, "require", lambda **need: world.needs.append(need))
    return world


class TestRun:
    def test_prepares_then_runs_everything(self, world):
        assert verbs.run([]) == 0
        assert world == [
            ("run", "up"),
            ("manage.py collectstatic --noinput --clear -v 0", "alongside"),
            ("manage.py migrate -v 0", "as owner"),
            ("manage.py demo", "as app"),
            ("-m cda.devstack announce", "alongside"),
            "together",
            "down",
        ]

    def test_does_not_collect_what_is_collected(self, world):
        verbs.run([])
        world.clear()

        assert verbs.run([]) == 0
        assert not any("collectstatic" in event[0] for event in world)

    @pytest.mark.parametrize("failing", ["migrate", "demo", "collectstatic"])
    def test_stops_when_a_preparation_fails(self, world, failing):
        world.codes[failing] = 4

        assert verbs.run([]) == 4
        assert "together" not in world
        assert world[-1] == "down"

    def test_starts_with_nothing_when_the_demonstration_is_not_wanted(self, world):
        world.environment["DEMO"] = "False"

        assert verbs.run([]) == 0
        assert ("manage.py demo", "as app") not in world

    def test_names_a_port_that_is_taken(self, port):
        with pytest.raises(CannotStart, match=f"PORT={port + 1}"):
            verbs.require_free_port(str(port))


class TestManage:
    @pytest.mark.parametrize(
        ("words", "database"),
        [
            (["migrate"], "as owner"),
            (["makemigrations", "--check"], "as owner"),
            (["verify_log"], "as app"),
            ([], "as app"),
        ],
    )
    def test_only_what_changes_tables_runs_as_their_owner(self, world, words, database):
        assert verbs.manage(words) == 0
        assert world[1] == (" ".join(["manage.py", *words]), database)

    def test_passes_the_code_on(self, world):
        world.codes["prove_isolation"] = 1

        assert verbs.manage(["prove_isolation"]) == 1


class TestOthers:
    def test_tests_run_as_the_owner_on_servers_of_their_own(self, world):
        assert verbs.test(["-x"]) == 0
        assert world[:2] == [("test", "up"), ("-m pytest -n 2 -x", "as owner")]
        assert world.needs == [{"browser": True}]

    def test_bench_has_servers_of_its_own(self, world):
        assert verbs.bench(["brief"]) == 0
        assert world[:2] == [("bench", "up"), ("-m cda.bench brief", "as app")]

    @pytest.mark.usefixtures("world")
    def test_env_is_ready_for_a_shell(self, capsys):
        assert verbs.env([]) == 0
        said = capsys.readouterr()
        assert "export DATABASE_URL='as app'\n" in said.out
        assert """export SECRET_KEY='it'"'"'s'\n""" in said.out
        assert "not up" in said.err

    def test_check_asks_for_a_browser_on_request(self, world):
        verbs.check([])
        verbs.check(["browser"])

        assert world.needs == [{"browser": False}, {"browser": True}]

    def test_stop_tells_what_is_still_in_use(self, world, capsys):
        assert verbs.stop([]) == 0
        world.is_unused = False

        assert verbs.stop([]) == 3
        assert "run, test, bench" in capsys.readouterr().err

    def test_clean_throws_the_data_away(self, world, monkeypatch):
        folder = world.folder / "state"
        folder.mkdir()
        monkeypatch.setattr(verbs, "state_folder", lambda _: folder)

        assert verbs.clean([]) == 0
        assert not folder.exists()

    def test_clean_spares_data_in_use(self, world):
        world.is_unused = False

        assert verbs.clean([]) == 1

    def test_announce_announces(self, monkeypatch):
        monkeypatch.setattr(announcement, "announce", lambda env: 5 if env else 0)

        assert verbs.announce([]) == 5


class TestCommandLine:
    @pytest.fixture(autouse=True)
    def _signals(self):
        before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
        yield
        for number, handler in before.items():
            signal.signal(number, handler)

    def test_without_a_verb_it_says_what_there_is(self, capsys):
        assert command_line.main([]) == 2
        said = capsys.readouterr().err
        assert [name for name in command_line.VERBS if f"  {name} " not in said] == []

    def test_passes_the_words_on(self, monkeypatch):
        monkeypatch.setitem(command_line.VERBS, "manage", len)

        assert command_line.main(["manage", "demo", "--reset"]) == 2

    @pytest.mark.parametrize(
        ("ending", "code"), [(CannotStart("why"), 1), (KeyboardInterrupt, 130)]
    )
    def test_ends_without_a_traceback(self, monkeypatch, ending, code):
        def fail(_):
            raise ending

        monkeypatch.setitem(command_line.VERBS, "run", fail)

        assert command_line.main(["run"]) == code

    def test_a_closed_terminal_is_a_polite_kill(self, monkeypatch):
        sent = []
        monkeypatch.setattr(os, "kill", lambda *what: sent.append(what))

        command_line.hang_up(signal.SIGHUP, None)

        assert sent == [(os.getpid(), signal.SIGTERM)]

    def test_a_polite_kill_unwinds(self):
        with pytest.raises(SystemExit) as ending:
            command_line.end(signal.SIGTERM, None)
        assert ending.value.code == 143
