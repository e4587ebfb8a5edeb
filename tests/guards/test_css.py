"""The look: one place for values, nothing inline, nothing heavy, nothing that does not exist."""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

from cda.lib.icons import shapes

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
APPS = ("templates", "cda", "cohorts", "coaching", "strategy", "events")
TEMPLATES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.html"))
# What the editor of a section fetches after the page.
LATE = {"rich.js", "rich_schema.js", "presence.js", "editor.css"}
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
INLINE = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "a script with a body": r"<script(?![^>]*\ssrc=)",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "code for htmx to evaluate": r"\bhx-on|[\"']js:|hx-trigger=\"[^\"]*\[",
    "an address elsewhere": r"(?:src|<link[^>]*href)\s*=\s*[\"']?(?:https?:)?//",
}


def packed(*paths):
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def names(paths, pattern):
    return {name for path in paths for name in re.findall(pattern, path.read_text("utf-8"))}


def test_there_is_something_to_guard():
    assert len(SHEETS) >= 3
    assert len(SCRIPTS) >= 5
    assert len(TEMPLATES) >= 40


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_inline(path):
    text = re.sub(r"{% comment.*?endcomment %}", "", path.read_text("utf-8"), flags=re.S)
    assert [what for what, pattern in INLINE.items() if re.search(pattern, text)] == []


def test_style_sheets_of_every_page_are_light():
    """With those of all pages: a template names what it adds."""
    base = {ROOT / "static" / "css" / name for name in ("tokens.css", "app.css")}
    for path in TEMPLATES:
        added = re.findall(r'<link[^>]*static "css/([\w.-]+)"', path.read_text("utf-8"))
        sheets = {ROOT / "static" / "css" / name for name in added if not name.startswith("print")}
        assert packed(*(base | sheets)) <= 12_000, path.name


def test_scripts_of_every_page_are_light():
    """With those of all pages: a template names what it adds."""
    base = [HTMX, ROOT / "static" / "js" / "app.js"]
    for path in TEMPLATES:
        added = re.findall(r'<script[^>]*static "js/([\w.-]+)"', path.read_text("utf-8"))
        scripts = {*base, *(ROOT / "static" / "js" / name for name in added)}
        assert packed(*scripts) <= 25_000, path.name


def test_the_rich_field_adds_little_to_its_editor():
    """Fetched when the page of a section is there and idle."""
    assert packed(*(path for path in SHEETS + SCRIPTS if path.name in LATE)) <= 12_000


def test_scripts_evaluate_nothing():
    forbidden = r"\b(eval|Function|innerHTML|outerHTML|insertAdjacentHTML)\b"
    assert names(SCRIPTS, forbidden) == set()


def test_only_the_text_of_a_section_is_kept_on_the_device():
    """Until the server has it; and whether somebody prefers marks. Nothing else, nowhere else."""
    elsewhere = [path for path in SCRIPTS if path.name not in ("autosave.js", "editor.js")]
    kept = r"\b(localStorage|sessionStorage|indexedDB)\b"
    assert names(elsewhere, kept) == set()
    assert names(SCRIPTS, kept) <= {"localStorage"}


def test_fonts_of_the_document_are_light():
    fonts = list((ROOT / "static" / "fonts" / "pdf").glob("*.woff2"))
    assert len(fonts) == 7
    assert sum(font.stat().st_size for font in fonts) < 700_000


def test_every_value_that_is_used_is_declared():
    used = names(SHEETS, r"var\(--([\w-]+)")
    assert used - names(SHEETS, r"--([\w-]+)\s*:") == set()


def test_colours_are_written_in_one_place():
    screens = [path for path in SHEETS if path.name not in ("tokens.css", "print.css")]
    assert names(screens, r"#[0-9a-fA-F]{3,8}\b(?=[;\s])") == set()


def test_every_file_that_a_style_sheet_names_is_there():
    for path in SHEETS:
        for name in re.findall(r"url\(([^)]+)\)", path.read_text("utf-8")):
            assert (path.parent / name).is_file(), f"{path.name}: {name}"


@pytest.mark.parametrize(
    "pattern",
    [
        r'{% icon "([\w-]+)"',
        r'\bicon2?="([\w-]+)"',
        r'{% pill \S+ "\w*" "([\w-]+)"',
        r'{% chips \S+ "([\w-]+)"',
    ],
)
def test_every_icon_that_a_template_names_exists(pattern):
    used = names(TEMPLATES, pattern)
    assert used - set(shapes()) == set()


def test_every_component_says_what_it_takes():
    for path in (ROOT / "templates" / "_components").glob("*.html"):
        assert path.read_text("utf-8").startswith("{% comment %}"), path.name
