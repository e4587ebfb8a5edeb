"""Static files are collected when they changed."""

import pytest

from cda.devstack.assets import fingerprint


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "static" / "css").mkdir(parents=True)
    (tmp_path / "static" / "css" / "app.css").write_text("a {}")
    (tmp_path / "requirements.lock").write_text("django==5.2")
    return tmp_path


def test_nothing_changed(checkout):
    assert fingerprint(checkout) == fingerprint(checkout)


@pytest.mark.parametrize("name", ["static/css/app.css", "static/new.js", "requirements.lock"])
def test_a_file_changed_or_came(checkout, name):
    before = fingerprint(checkout)

    (checkout / name).write_text("something longer than before")

    assert fingerprint(checkout) != before
