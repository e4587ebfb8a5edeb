"""`make messages`: read every marked sentence into the catalogues, and compile them.

Needs no gettext: Babel reads Python, Django turns templates into something that Babel reads.
What is translated already stays; what nobody says any more goes.
"""

import io
import os
from pathlib import Path

import django
import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

BASE = Path(__file__).resolve().parent.parent
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
LOCALES = {"es": "(n != 1)", "pt_BR": "(n > 1)"}


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
    """(context, msgid, plural, file) of every marked sentence in Python and in templates."""
    for path, code in sources():
        found = extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS)
        for _line, message, _comments, context in found:
            one, plural = message if isinstance(message, tuple) else (message, None)
            if one:
                yield context, one, plural, str(path.relative_to(BASE))


def path_of(locale):
    return BASE / "cda" / "locale" / locale / "LC_MESSAGES" / "django.po"


def catalogue(locale):
    return polib.pofile(str(path_of(locale)), wrapwidth=100)


def entry_of(context, msgid, plural, files, known):
    """The entry of one sentence, with the translation it had."""
    entry = polib.POEntry(
        msgctxt=context, msgid=msgid, occurrences=[(name, "") for name in sorted(files)]
    )
    if "%(" in msgid:
        entry.flags.append("python-format")
    if plural:
        entry.msgid_plural = plural
        entry.msgstr_plural = known.msgstr_plural if known else {0: "", 1: ""}
    elif known:
        entry.msgstr = known.msgstr
    return entry


def update(locale):
    """Write and compile one catalogue; how many sentences wait for a translator."""
    files = {}
    for context, msgid, plural, name in sentences():
        files.setdefault((context, msgid, plural), set()).add(name)
    before = catalogue(locale)
    known = {(entry.msgctxt, entry.msgid): entry for entry in before}
    after = polib.POFile(wrapwidth=100)
    after.metadata = {
        "Project-Id-Version": "City Data Alliance",
        "Language": locale,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals=2; plural={LOCALES[locale]};",
    }
    ordered = sorted(files.items(), key=lambda item: (min(item[1]), item[0][1]))
    for (context, msgid, plural), names in ordered:
        after.append(entry_of(context, msgid, plural, names, known.get((context, msgid))))
    after.save(str(path_of(locale)))
    after.save_as_mofile(str(path_of(locale).with_suffix(".mo")))
    return len(after.untranslated_entries())


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    for name in LOCALES:
        print(f"{name}: {update(name)} sentences to translate")
