"""The rules of the house, kept by machines: doors, reading, templates, sizes."""

import ast
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from cda.accounts.forms import AccessForm
from cda.accounts.permissions import GRANTS, Permission, Role
from cda.accounts.tenancy import VisibleQuerySet

BASE = Path(settings.BASE_DIR)
PACKAGES = ["cda", "cohorts", "coaching", "strategy", "events"]
MODULES = [
    path
    for package in PACKAGES
    for path in sorted((BASE / package).rglob("*.py"))
    if "migrations" not in path.parts
]
VIEWS = [p for p in MODULES if p.name == "views.py" or p.parent.name == "views"]
TEMPLATES = sorted((BASE / "templates").rglob("*.html"))
ASKS = re.compile(r'"(\w+)" in (?:request\.)?access\.permissions')

# Work that belongs to nobody and to all cities. Anything else goes through the door.
SYSTEM_WORK = {
    "cda/accounts/wall.py",
    "cda/accounts/isolation/filling.py",
    "cda/accounts/management/commands/verify_log.py",
    "cda/demo/loading.py",
    "cda/outbox/delivery.py",
    "cda/outbox/demo.py",
    "cda/people/schedule.py",
}


def name_of(path):
    return str(path.relative_to(BASE))


def patterns(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner)
        else:
            assert isinstance(pattern, URLPattern)
            yield f"{namespace}{pattern.name}", pattern


def our_patterns():
    return [
        (name, pattern)
        for name, pattern in patterns()
        if pattern.callback.__module__.split(".")[0] in PACKAGES
    ]


def test_there_is_something_to_guard():
    """A guard that finds nothing to look at would be content with anything."""
    assert {path.parts[len(BASE.parts)] for path in MODULES} == set(PACKAGES)
    assert {path.parts[len(BASE.parts)] for path in VIEWS} == set(PACKAGES)
    asking = [path for path in TEMPLATES if ASKS.search(path.read_text())]
    assert len(asking) > 10


def test_every_view_of_ours_declares_who_may_enter():
    assert our_patterns()
    for name, pattern in our_patterns():
        door = getattr(pattern.callback, "door", None)
        assert door, f"{name}: decorate the view with @requires, @personal or @public."


def test_every_permission_is_used_by_a_view_or_a_grant():
    granted = frozenset().union(*GRANTS.values())
    assert granted == set(Permission), "A permission that nobody has, or a grant that is none."
    assert set(GRANTS) == set(Role)


@pytest.mark.parametrize("path", VIEWS, ids=name_of)
def test_views_read_only_through_visible_to(path):
    """`Model.objects` in a view is followed by visible_to, unless the model is shared by all."""
    shared = {"Cohort", "City", "Template", "Programme", "User", "Session", "DemoMessage"}
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)):
            continue
        manager = node.value
        if manager.attr != "objects" or not isinstance(manager.value, ast.Name):
            continue
        model = manager.value.id
        assert node.attr == "visible_to" or model in shared, (
            f"{name_of(path)}:{node.lineno}: start with {model}.objects.visible_to(request.access)"
        )


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_is_short_enough(path):
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_named_few_work_for_all_cities(path):
    if name_of(path) not in SYSTEM_WORK:
        assert "as_system" not in path.read_text(), f"{name_of(path)} may not see all cities."


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_private_is_cached_or_streamed(path):
    for word in ("cache_page", "UpdateCacheMiddleware", "StreamingHttpResponse"):
        assert word not in path.read_text(), f"{name_of(path)}: {word}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_functions_are_short_enough(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            body = node.body
            skip = body[0].end_lineno if ast.get_docstring(node) else node.body[0].lineno - 1
            length = (node.end_lineno or 0) - (skip or 0)
            assert length <= 25, f"{name_of(path)}:{node.lineno} {node.name}: {length} lines"


def subclasses(kind):
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def test_forms_with_choices_of_a_city_narrow_themselves():
    get_resolver().url_patterns  # noqa: B018  (imports every form that a view uses)
    for form in subclasses(forms.BaseForm):
        if form.__module__.split(".")[0] not in PACKAGES:
            continue
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.ModelChoiceField) and isinstance(
                field.queryset, VisibleQuerySet
            ):
                assert issubclass(form, AccessForm), f"{form.__name__}.{name}"


def test_no_form_takes_all_fields():
    for path in MODULES:
        assert "__all__" not in path.read_text() or path.name == "__init__.py", name_of(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_name_only_permissions_that_exist(path):
    for word in ASKS.findall(path.read_text()):
        assert word in set(Permission), word


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_never_query(path):
    found = re.findall(r"\.(all|count|exists|first|last)\b(?!\w)(?=[ |%}])", path.read_text())
    found = [word for word in found if word in {"all", "count", "exists"}]
    assert not found, f"{name_of(path)}: prepare it in the view"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_hold_no_inline_script_or_style(path):
    text = path.read_text()
    if path.name.endswith(".pdf.html"):
        return
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), name_of(path)
    for script in re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL):
        assert not script.strip(), name_of(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_translated_blocks_are_trimmed(path):
    assert not re.search(r"\{% blocktrans(?:late)?\b(?![^%]*trimmed)", path.read_text())
