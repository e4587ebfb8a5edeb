"""What a template must know about a form field: its kind and its problems."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext


def kind_of(bound: BoundField) -> str:
    """How the field is laid out: "check", "choices" (a group) or "control"."""
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "check" if isinstance(widget, forms.CheckboxInput) else "control"


def looks_required(bound: BoundField) -> bool:
    """A tick that must be given explains itself; everything else optional says so."""
    return bound.field.required or kind_of(bound) == "check"


def target_of(bound: BoundField) -> str:
    """Where a link to the field goes: the first choice of a group, else the control."""
    return f"{bound.auto_id}_0" if kind_of(bound) == "choices" else bound.auto_id


def error_links(forms_or_sets: Iterable[Any]) -> list[tuple[str, str]]:
    """(id, words) of every problem, in the order of the page; no id for a whole form."""
    return [link for one in forms_or_sets for link in links_of(one)]


def links_of(one: "BaseForm | BaseFormSet[Any]") -> Iterator[tuple[str, str]]:
    """The problems of one form or of every form of a set."""
    if not one.is_bound:
        return
    if isinstance(one, BaseFormSet):
        yield from (("", str(words)) for words in one.non_form_errors())
        for form in one.forms:
            yield from links_of(form)
        return
    yield from (("", str(words)) for words in one.non_field_errors())
    for bound in one:
        yield from ((target_of(bound), said(bound, str(words))) for words in bound.errors)


def said(bound: BoundField, words: str) -> str:
    """An error far from its field names it; words of our own have said it already."""
    if words != str(forms.Field.default_error_messages["required"]):
        return words
    return gettext("Fill in “%(field)s”") % {"field": bound.label}
