"""Several commands share the servers."""

import pytest

from cda.devstack import locks
from cda.devstack.places import CannotStart


def nothing():
    pass


def test_the_last_one_out_stops_the_servers(tmp_path):
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


def test_a_start_that_fails_is_cleaned_up(tmp_path):
    stopped = []

    def fail():
        raise CannotStart("no")

    with (
        pytest.raises(CannotStart),
        locks.shared(tmp_path, start=fail, stop=lambda: stopped.append(1)),
    ):
        pytest.fail("never reached")
    assert stopped == [1]


def test_servers_in_use_are_not_stopped_from_outside(tmp_path):
    stopped = []
    with locks.shared(tmp_path, start=nothing, stop=nothing):
        assert not locks.stop_unused(tmp_path, lambda: stopped.append(1))
    assert locks.stop_unused(tmp_path, lambda: stopped.append(1))
    assert stopped == [1]


def test_only_one_runs(tmp_path):
    lock = tmp_path / "run.lock"
    with (
        locks.only_one(lock),
        pytest.raises(CannotStart, match="already runs"),
        locks.only_one(lock),
    ):
        pytest.fail("never reached")
    with locks.only_one(lock):
        pass
