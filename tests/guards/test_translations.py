"""Three languages, equal from day one: every sentence is translated, and nothing is stale."""

import io
import re
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

BASE = Path(settings.BASE_DIR)
PACKAGES = ["cda", "cohorts", "coaching", "strategy", "events"]
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
LOCALES = ["es", "pt_BR"]


def sources():
    for package in PACKAGES:
        for path in (BASE / package).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path, path.read_text()
    for path in (BASE / "templates").rglob("*"):
        if path.suffix in {".html", ".txt"}:
            # One line: what surrounds the calls is no Python, and its indentation means nothing.
            lines = templatize(path.read_text(), origin=str(path)).splitlines()
            yield path, " ".join(line.strip() for line in lines if line.lstrip()[:1] != "#")


def sentences():
    """(msgid, where) of every marked sentence in Python and in templates."""
    for path, code in sources():
        found = extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS)
        for line, message, *_ in found:
            msgid = message[0] if isinstance(message, tuple) else message
            if msgid:
                yield msgid, f"{path.relative_to(BASE)}:{line}"


def catalogue(locale):
    return polib.pofile(str(BASE / "cda" / "locale" / locale / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_is_in_the_catalogue(locale):
    known = {entry.msgid for entry in catalogue(locale) if not entry.obsolete}
    missing = sorted(f"{msgid!r} at {where}" for msgid, where in sentences() if msgid not in known)
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
    folder = BASE / "cda" / "locale" / locale / "LC_MESSAGES"
    compiled = polib.mofile(str(folder / "django.mo"))
    written = [entry for entry in catalogue(locale) if not entry.obsolete and entry.msgid]
    assert {(e.msgctxt, e.msgid, e.msgstr) for e in compiled} == {
        (e.msgctxt, e.msgid, e.msgstr) for e in written
    }
