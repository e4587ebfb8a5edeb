"""Controls drawn by Python say exactly what Django's templates say."""

import datetime as dt

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from cda.lib.widgets import DRAWN, Renderer

HOSTILE = "\"'><script>alert(1)</script>&amp;"
CHOICES = [
    ("", "---------"),
    (1, HOSTILE),
    (HOSTILE, _("Save")),
    ("Group “one”", [("a", mark_safe("<b>bold</b>")), ("b", "é ã ñ")]),
    (None, "nothing"),
]
ATTRIBUTES = {"id": "id_x", "required": True, "disabled": False, "data-n": 7, "title": HOSTILE}
WIDGETS = [
    forms.TextInput(),
    forms.EmailInput(),
    forms.NumberInput(),
    forms.URLInput(),
    forms.PasswordInput(render_value=True),
    forms.HiddenInput(),
    forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    forms.TimeInput(),
    forms.DateTimeInput(),
    forms.Textarea(attrs={"rows": 4}),
    forms.CheckboxInput(),
    forms.Select(choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
    forms.NullBooleanSelect(),
    forms.RadioSelect(choices=CHOICES),
    forms.CheckboxSelectMultiple(choices=CHOICES),
    forms.ClearableFileInput(),
]
VALUES = [None, "", "a", HOSTILE, 1, ("a", 1), dt.date(2026, 2, 4), True, "\n\nline"]


@pytest.mark.parametrize("value", VALUES, ids=repr)
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda one: type(one).__name__)
def test_it_is_the_same_html(widget, value):
    ours = widget.render("x", value, attrs=ATTRIBUTES, renderer=Renderer())
    theirs = widget.render("x", value, attrs=ATTRIBUTES, renderer=DjangoTemplates())

    assert parse_html(ours) == parse_html(theirs)
    assert "<script>" not in ours


def test_what_is_typed_keeps_its_first_line_break():
    drawn = forms.Textarea().render("x", "\none", renderer=Renderer())

    assert drawn.endswith(">\n\none</textarea>")


def test_the_options_of_a_group_can_be_drawn_one_by_one():
    field = forms.BoundField(
        forms.Form(),
        forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect, required=False),
        "x",
    )
    assert str(field[0].tag()) == '<input type="radio" name="x" value="a" id="id_x_0">'


def test_forms_are_drawn_by_it():
    assert isinstance(get_default_renderer(), Renderer)
    assert "django/forms/widgets/select.html" in DRAWN
