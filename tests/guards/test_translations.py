"""Three languages, equal from day one: every sentence is translated, and nothing is stale."""

import re

import polib
import pytest

from tests.messages import LOCALES, catalogue, path_of, sentences

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_is_in_the_catalogue(locale):
    known = {entry.msgid for entry in catalogue(locale) if not entry.obsolete}
    missing = sorted(
        f"{msgid!r} in {name}" for _, msgid, _, name in sentences() if msgid not in known
    )
    assert not missing, "Run `make messages` and translate:\n" + "\n".join(missing)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_is_translated(locale):
    for entry in catalogue(locale):
        if entry.obsolete:
            continue
        assert "fuzzy" not in entry.flags, entry.msgid
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        assert all(texts), entry.msgid


@pytest.mark.parametrize("locale", LOCALES)
def test_translations_keep_their_named_values(locale):
    for entry in catalogue(locale):
        if entry.obsolete or entry.msgid_plural:
            continue
        assert sorted(PLACEHOLDER.findall(entry.msgid)) == sorted(
            PLACEHOLDER.findall(entry.msgstr)
        ), entry.msgid


@pytest.mark.parametrize("locale", LOCALES)
def test_the_compiled_catalogue_is_the_written_one(locale):
    compiled = polib.mofile(str(path_of(locale).with_suffix(".mo")))
    written = [entry for entry in catalogue(locale) if not entry.obsolete and entry.msgid]
    assert {(e.msgctxt, e.msgid, e.msgstr) for e in compiled} == {
        (e.msgctxt, e.msgid, e.msgstr) for e in written
    }
