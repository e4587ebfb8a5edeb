"""Where the servers keep their files, and as whom they run."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from cda.devstack import passwords, places
from cda.devstack.places import Account, CannotStart
from cda.devstack.sockets import answers

NOBODY = Account("nobody", 65534, 65534)


def test_an_ordinary_user_runs_everything_as_themselves(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert places.runtime_account() is None


def test_root_drops_to_an_account_without_powers(monkeypatch):
    entries = {"nobody": SimpleNamespace(pw_uid=65534, pw_gid=65534)}
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("pwd.getpwnam", entries.__getitem__)

    assert places.runtime_account() == NOBODY


def test_root_without_such_an_account_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("pwd.getpwnam", {}.__getitem__)

    with pytest.raises(CannotStart, match="ordinary user"):
        places.runtime_account()


def test_data_lies_in_the_checkout(tmp_path):
    assert places.state_folder(None, tmp_path) == tmp_path / ".state"


def test_data_of_an_unreachable_checkout_lies_elsewhere(monkeypatch, tmp_path):
    made = []
    monkeypatch.setattr(places, "can_enter", lambda _, folder: folder != tmp_path)
    monkeypatch.setattr(places, "make_folder", made.append)

    folder = places.state_folder(NOBODY, tmp_path)

    assert folder == Path("/var/lib") / f"cda-{places.short_hash(tmp_path)}"
    assert made == [folder]


def test_two_checkouts_do_not_share():
    assert places.short_hash(Path("/a")) != places.short_hash(Path("/b"))


@pytest.mark.usefixtures("state")
def test_a_chosen_folder_must_be_reachable(monkeypatch):
    monkeypatch.setattr(places, "can_enter", lambda *_: False)

    with pytest.raises(CannotStart, match="out of reach"):
        places.state_folder(NOBODY)


def test_sockets_lie_with_the_data(state):
    assert places.socket_folder(state, None) == state / "sockets"


def test_sockets_of_a_long_path_lie_somewhere_shorter(tmp_path):
    folder = places.socket_folder(tmp_path / ("deep" * 30), None)

    assert len(str(folder)) < places.LONGEST_SOCKET_FOLDER
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.rmdir()


def test_a_socket_folder_of_somebody_else_is_refused(monkeypatch, state):
    monkeypatch.setattr(places, "make_folder", lambda folder, **_: folder.mkdir())

    with pytest.raises(CannotStart, match="somebody else"):
        places.socket_folder(state, Account("other", 4242, 4242))


def test_nobody_listens_on_a_socket_that_is_not_there(tmp_path):
    assert not answers(tmp_path / "none.sock")


def test_passwords_are_made_once_and_kept_from_others(tmp_path):
    first = passwords.remembered(tmp_path)

    assert passwords.remembered(tmp_path) == first
    assert len({first.superuser, first.owner, first.app, first.backup, first.secret_key}) == 5
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
