"""The configuration is read from the environment, and what is unclear stops the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from cda.lib import env


@pytest.fixture(autouse=True)
def _bare(monkeypatch):
    monkeypatch.delenv("SOME_NAME", raising=False)


def test_text_comes_from_the_variable_a_file_or_the_default(monkeypatch, tmp_path):
    assert env.text("SOME_NAME", "default") == "default"
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("SOME_NAME_FILE", str(tmp_path / "secret"))
    assert env.text("SOME_NAME", "default") == "from a file"
    monkeypatch.setenv("SOME_NAME", "said")
    assert env.text("SOME_NAME", "default") == "said"


def test_text_that_is_missing_is_named():
    with pytest.raises(ImproperlyConfigured, match="Set SOME_NAME"):
        env.text("SOME_NAME")


@pytest.mark.parametrize(
    ("word", "expected"),
    [("1", True), ("TRUE", True), (" yes ", True), ("on", True), ("0", False), ("", False)],
)
def test_flag(monkeypatch, word, expected):
    monkeypatch.setenv("SOME_NAME", word)
    assert env.flag("SOME_NAME", default=not expected) is expected


def test_flag_refuses_what_is_neither(monkeypatch):
    monkeypatch.setenv("SOME_NAME", "flase")
    with pytest.raises(ImproperlyConfigured, match="true or false, not 'flase'"):
        env.flag("SOME_NAME", default=False)
    monkeypatch.delenv("SOME_NAME")
    assert env.flag("SOME_NAME", default=True) is True


def test_number(monkeypatch):
    assert env.number("SOME_NAME", default=8) == 8
    monkeypatch.setenv("SOME_NAME", "12")
    assert env.number("SOME_NAME", default=8) == 12
    monkeypatch.setenv("SOME_NAME", "twelve")
    with pytest.raises(ImproperlyConfigured, match="whole number, not 'twelve'"):
        env.number("SOME_NAME", default=8)


def test_words(monkeypatch):
    assert env.words("SOME_NAME", "a, b,,c ") == ["a", "b", "c"]
    assert env.words("SOME_NAME") == []
