"""Heavy work in a child: the answer comes whole or not at all, and never takes too much."""

import os
import time

import pytest

from cda.lib import limited
from cda.lib.limited import DONE, TooMuch, _answer, _size_now, run_limited

MEBI = 1024 * 1024


def test_the_answer_of_the_child_comes_back_whole():
    assert run_limited(lambda: b"x" * 5 * MEBI) == b"x" * 5 * MEBI


def test_the_work_is_done_in_another_process():
    assert run_limited(lambda: str(os.getpid()).encode()) != str(os.getpid()).encode()


def broken():
    raise ValueError("no")


def greedy():
    return bytes(900 * MEBI)


def endless():
    while True:
        pass


def dead():
    os._exit(1)


@pytest.mark.parametrize(
    ("work", "said"), [(broken, "ValueError"), (greedy, "MemoryError"), (dead, "")]
)
def test_what_breaks_in_the_child_is_one_kind_of_no(work, said):
    with pytest.raises(TooMuch) as caught:
        run_limited(work, memory=200 * MEBI)
    assert str(caught.value) == said


def test_who_thinks_for_too_long_is_ended():
    start = time.monotonic()
    with pytest.raises(TooMuch):
        run_limited(endless, cpu=1)
    assert time.monotonic() - start < 20


def test_who_sleeps_for_too_long_is_ended():
    start = time.monotonic()
    with pytest.raises(TooMuch):
        run_limited(lambda: time.sleep(60) or b"", wall=0.2)
    assert time.monotonic() - start < 10


def test_an_answer_is_marked_as_whole():
    assert _answer(lambda: b"a") == b"a" + DONE
    assert _answer(broken) == b"ValueError"


def test_the_size_is_unknown_where_the_system_does_not_say(monkeypatch):
    assert _size_now() > MEBI
    monkeypatch.setattr(limited, "Path", Missing)
    assert _size_now() == 0


class Missing:
    def __init__(self, name):
        self.name = name

    def read_text(self):
        raise FileNotFoundError(self.name)
