"""Controls drawn by Python say exactly what Django's templates say."""

import datetime as dt

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from cda.lib.icons import icon
from cda.lib.widgets import DRAWN, Renderer, chip, line, part

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


@pytest.mark.parametrize("id_", ["id_x_0", None])
@pytest.mark.parametrize("is_wrapped", [True, False])
def test_a_choice_stands_in_its_label_where_django_puts_it(id_, is_wrapped):
    name = "django/forms/widgets/radio_option.html"
    widget = {
        "type": "radio", "name": "x", "value": "a", "label": HOSTILE,
        "attrs": {"id": id_} if id_ else {}, "wrap_label": is_wrapped,
        "template_name": name,
    }  # fmt: skip
    ours, theirs = (kind().render(name, {"widget": widget}) for kind in (Renderer, DjangoTemplates))
    assert parse_html(ours) == parse_html(theirs)
    assert ("<label" in ours) == is_wrapped
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


class Sitting(forms.Form):
    name = forms.CharField(help_text="As they say it", max_length=3)
    parts = forms.MultipleChoiceField(
        choices=[("quality", "Quality"), ("other", HOSTILE)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def test_a_line_says_label_hint_problem_and_who_will_see_it():
    drawn = line(Sitting({"name": "<b>Ana</b>"})["name"], audience="Only you & me")

    assert parse_html(drawn) == parse_html(
        '<div class="field bad"><label for="id_name">Name <span class="aud">'
        f"{icon('eye')}Only you &amp; me</span></label>"
        '<p class="hint" id="id_name_helptext">As they say it</p>'
        f'<div id="id_name_error"><p class="err">{icon("circle-alert")}<span>'
        "Ensure this value has at most 3 characters (it has 10).</span></p></div>"
        '<input type="text" name="name" value="&lt;b&gt;Ana&lt;/b&gt;" maxlength="3" required'
        ' aria-invalid="true" aria-describedby="id_name_helptext id_name_error" id="id_name"></div>'
    )


def test_a_line_without_anything_to_say_is_a_label_and_a_control():
    drawn = line(Sitting()["parts"])

    assert "err" not in drawn
    assert "hint" not in drawn
    assert "aud" not in drawn


def test_a_chip_has_a_swatch_for_a_building_block_and_an_icon_while_it_is_off():
    quality, other = Sitting({"name": "a", "parts": ["quality"]})["parts"]

    assert chip(quality) == (
        '<label class="chip p2" for="id_parts_0">'
        '<input type="checkbox" name="parts" value="quality" id="id_parts_0" checked>'
        f'<span class="face"><span class="sw"></span>{icon("check", "on")}Quality</span></label>'
    )
    assert "<script>" not in chip(other, "user")
    assert icon("user", "off") in chip(other, "user")
    assert part(quality).startswith('<label for="id_parts_0"><input')
