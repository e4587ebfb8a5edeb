"""Form controls drawn by Python: the same HTML as Django's templates, at a tenth of the cost.

A drop-down of ten people is forty templates in Django; a page with a dozen of them is slow.
"""

import html
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.forms.boundfield import BoundField, BoundWidget
from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cda.lib import blocks
from cda.lib.icons import icon

Widget = Mapping[str, Any]


class Renderer(DjangoTemplates):
    """Draws the common controls itself and leaves the others to their templates."""

    def render(
        self, template_name: str, context: dict[str, Any], request: Any = None
    ) -> SafeString:
        draw = DRAWN.get(template_name)
        if draw is None:
            return SafeString(super().render(template_name, context, request))
        return mark_safe(draw(context["widget"]))  # noqa: S308  every value below is escaped


def escaped(value: object) -> str:
    """What `conditional_escape` does, for the hundreds of values of a long form."""
    text = str(value)
    return text if isinstance(text, SafeString) else html.escape(text)


def attributes(widget: Widget) -> str:
    """False is left out, True is a bare word."""
    words = []
    for name, value in widget["attrs"].items():
        if value is True:
            words.append(f" {name}")
        elif value is not False:
            words.append(f' {name}="{escaped(value)}"')
    return "".join(words)


def control(widget: Widget) -> str:
    """Anything that is an input element: a line, a date, a tick, a hidden value."""
    kind, name = widget["type"], escaped(widget["name"])
    value = widget["value"]
    said = "" if value is None else f' value="{escaped(value)}"'
    return f'<input type="{kind}" name="{name}"{said}{attributes(widget)}>'


def textarea(widget: Widget) -> str:
    name, value = escaped(widget["name"]), widget["value"]
    text = escaped(value) if value else ""
    # The line break after the tag is eaten by browsers; without it they would eat one of ours.
    return f'<textarea name="{name}"{attributes(widget)}>\n{text}</textarea>'


def select(widget: Widget) -> str:
    lines = [f'<select name="{escaped(widget["name"])}"{attributes(widget)}>']
    for group, choices, _index in widget["optgroups"]:
        if group:
            lines.append(f'<optgroup label="{escaped(group)}">')
        lines += [option(choice) for choice in choices]
        if group:
            lines.append("</optgroup>")
    return "\n".join([*lines, "</select>"])


def option(widget: Widget) -> str:
    value = escaped(widget["value"])
    label = escaped(widget["label"])
    return f'<option value="{value}"{attributes(widget)}>{label}</option>'


def choice(widget: Widget) -> str:
    """One radio button or tick of a group, in its label where Django puts it there."""
    if not widget["wrap_label"]:
        return control(widget)
    target = widget["attrs"].get("id")
    said = f' for="{escaped(target)}"' if target else ""
    return f"<label{said}>{control(widget)} {escaped(widget['label'])}</label>"


INPUTS = (
    "checkbox", "color", "date", "datetime", "email", "hidden", "input", "number", "password",
    "search", "tel", "text", "time", "url",
)  # fmt: skip
DRAWN: dict[str, Callable[[Widget], str]] = {
    f"django/forms/widgets/{name}.html": draw
    for names, draw in (
        (INPUTS, control),
        (("textarea",), textarea),
        (("select",), select),
        (("select_option",), option),
        (("checkbox_option", "radio_option", "input_option"), choice),
    )
    for name in names
}


def chip(option: BoundWidget, off: str = "") -> SafeString:
    """One choice as a chip: a swatch for a building block, a tick when chosen, else its icon."""
    block = blocks.block_class(str(option.data["value"]))
    face = f"{SWATCH if block else ''}{icon('check', 'on')}{icon(off, 'off') if off else ''}"
    return labelled(option, f'class="chip {block}" ', face)


def part(option: BoundWidget) -> SafeString:
    """One choice of a segmented control."""
    return labelled(option, "", "")


def labelled(option: BoundWidget, attribute: str, face: str) -> SafeString:
    """The control in its label. The attribute and the face are HTML of our own."""
    target, label = escaped(option.id_for_label), escaped(option.choice_label)
    inside = f'{control(option.data)}<span class="face">{face}{label}</span>'
    return mark_safe(f'<label {attribute}for="{target}">{inside}</label>')  # noqa: S308  escaped


SWATCH = '<span class="sw"></span>'


def line(bound: BoundField, audience: str = "") -> SafeString:
    """A field of a form in which nothing is required, so that nothing says so."""
    errors, target, name = bound.errors, escaped(bound.id_for_label), escaped(bound.auto_id)
    seen_by = f' <span class="aud">{icon("eye")}{escaped(audience)}</span>' if audience else ""
    help_text = escaped(bound.help_text)
    hint = f'<p class="hint" id="{name}_helptext">{help_text}</p>' if help_text else ""
    wrong = problems(bound.auto_id, errors) if errors else ""
    return mark_safe(  # noqa: S308  every value is escaped
        f'<div class="field{" bad" if errors else ""}">\n'
        f'<label for="{target}">{escaped(bound.label)}{seen_by}</label>\n'
        f"{hint}{wrong}{bound}\n</div>"
    )


def problems(target: str, errors: Iterable[object]) -> SafeString:
    """What is wrong with a field, above it; its id ties it to the control."""
    sign, line = icon("circle-alert"), '<p class="err">{}<span>{}</span></p>'
    found = format_html_join("", line, ((sign, error) for error in errors))
    return format_html('<div id="{}_error">{}</div>', target, found)
