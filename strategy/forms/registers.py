"""What people type into a register, a pillar or the outline."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy.forms.drafting import LARGEST, Day
from strategy.forms.numbers import CityDecimalField
from strategy.forms.plan import Difference, quarters_of
from strategy.models import Pillar, Section, Strategy
from strategy.models.blocks import Block
from strategy.models.catalogue import section as catalogue_entry
from strategy.models.register_schemas import Field, Kind, Register
from strategy.models.register_tables import Kept
from strategy.models.register_values import Frame, Values, cell, heading

LONGEST_LINE, LONGEST_TEXT, LONGEST_LINK = 200, 2000, 500
Pairs = list[tuple[str, Any]]


class HttpsField(forms.URLField):
    """A link that starts with https: what a document names must be safe to open."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_LINK, assume_scheme="https", **kwargs)

    def clean(self, value: Any) -> str:
        link = str(super().clean(value))
        if link and urlsplit(link).scheme != "https":
            raise ValidationError(_("A link begins with https://"))
        return link


class BaseVersion(forms.IntegerField):
    """The version that was on the screen when somebody began to type."""

    def __init__(self) -> None:
        hidden = forms.HiddenInput(attrs={"autocomplete": "off"})
        super().__init__(min_value=0, max_value=LARGEST, widget=hidden)


class RowForm(forms.Form):
    """One row of a register: a field for each of the schema's, in the city's numbers."""

    def __init__(
        self,
        *args: Any,
        schema: Register,
        strategy: Strategy,
        frame: Frame,
        rows: Sequence[Kept] = (),
        key: str = "",
        **kwargs: Any,
    ) -> None:
        self.schema, self.strategy, self.frame = schema, strategy, frame
        self.rows, self.key = [row for row in rows if row.key != key], key
        values: Values = next((row.values for row in rows if row.key == key), {})
        kwargs.setdefault("initial", {field.code: read(field, values) for field in schema.fields})
        super().__init__(*args, **kwargs)
        for field in schema.fields:
            self.fields[field.code] = self._control(field)

    def _control(self, field: Field) -> forms.Field:
        said = {"label": field.label, "required": field.required, "help_text": field.hint}
        return CONTROLS[field.kind](self, field, said)

    def pairs(self, field: Field) -> Pairs:
        """What can be chosen, with a first line for "nothing"."""
        nothing = _("Choose") if field.required else _("Not said yet")
        return [("", nothing), *self._choices(field)]

    def _choices(self, field: Field) -> Pairs:
        if field.kind == Kind.QUARTER:
            return [(str(index), name) for index, name in quarters_of(self.strategy)]
        if field.kind == Kind.ROW:
            return [(row.key, heading(self.schema, row.values)) for row in self.rows]
        if field.kind == Kind.INITIATIVE:
            named = {row.key for row in self.rows} | {self.key}
            return [pair for pair in self.frame.titles.items() if pair[0] not in named]
        return list(field.choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for field in self.schema.fields:
            if field.kind == Kind.ROW and self._leads_back(field, cleaned.get(field.code)):
                self.add_error(field.code, _("That one reports to this one already."))
        return cleaned

    def _leads_back(self, field: Field, other: Any) -> bool:
        """Two bodies that report to each other report to nobody."""
        above = {row.key: row.values.get(field.code) for row in self.rows}
        seen: set[Any] = set()
        while other and other not in seen:
            seen.add(other)
            other = above.get(other)
            if other == self.key:
                return True
        return False

    @property
    def values(self) -> dict[str, Any]:
        """As the row keeps them."""
        return {
            field.code: kept(field, self.cleaned_data.get(field.code))
            for field in self.schema.fields
        }

    def differences(self, saved: Values) -> list[Difference]:
        """Where what was typed is not what is saved now, in words."""
        mine = self.values
        pairs = [
            Difference(
                str(field.label),
                cell(field, mine, self.frame).text or "–",
                cell(field, saved, self.frame).text or "–",
            )
            for field in self.schema.fields
        ]
        return [pair for pair in pairs if pair.mine != pair.theirs]


class VersionedRowForm(RowForm):
    """The same for a row that is there already."""

    base_version = BaseVersion()


def _line(form: RowForm, field: Field, said: Mapping[str, Any]) -> forms.Field:
    return forms.CharField(max_length=LONGEST_LINE, **said)


def _text(form: RowForm, field: Field, said: Mapping[str, Any]) -> forms.Field:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(max_length=LONGEST_TEXT, widget=area, **said)


def _choice(form: RowForm, field: Field, said: Mapping[str, Any]) -> forms.Field:
    return forms.ChoiceField(choices=form.pairs(field), **said)


def _choices(form: RowForm, field: Field, said: Mapping[str, Any]) -> forms.Field:
    boxes = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(choices=list(field.choices), widget=boxes, **said)


def _number(form: RowForm, field: Field, said: Mapping[str, Any]) -> forms.Field:
    control = CityDecimalField(max_digits=14, decimal_places=2, min_value=0, **said)
    control.locale = form.frame.locale
    return control


def _money(form: RowForm, field: Field, said: Mapping[str, Any]) -> forms.Field:
    label = _("%(amount)s, in %(currency)s") % {
        "amount": field.label,
        "currency": form.frame.currency,
    }
    return _number(form, field, {**said, "label": label})


CONTROLS: Mapping[Kind, Callable[[RowForm, Field, Mapping[str, Any]], forms.Field]] = {
    Kind.TEXT: _line,
    Kind.POST: _line,
    Kind.LONG: _text,
    Kind.CHOICE: _choice,
    Kind.ROW: _choice,
    Kind.INITIATIVE: _choice,
    Kind.QUARTER: _choice,
    Kind.CHOICES: _choices,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.DATE: lambda form, field, said: Day(**said),
    Kind.YES_NO: lambda form, field, said: forms.BooleanField(**{**said, "required": False}),
    Kind.LINK: lambda form, field, said: HttpsField(**said),
}


def kept(field: Field, value: Any) -> Any:
    """What JSON can hold: numbers with two places, days as the standard writes them."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    if field.kind == Kind.QUARTER:
        return int(value) if value else None
    return "" if value is None else value


def read(field: Field, values: Values) -> Any:
    """The same back, for the form."""
    value = values.get(field.code)
    if field.is_number and value:
        return Decimal(value)
    if field.kind == Kind.QUARTER:
        return "" if value is None else str(value)
    return value


class PillarForm(forms.ModelForm):
    """A pillar of the city's own, and the building blocks that stand under it."""

    blocks = forms.MultipleChoiceField(
        label=gettext_lazy("Building blocks"),
        choices=Block.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Each building block stands under one pillar, or under none."),
    )
    base_version = BaseVersion()

    class Meta:
        model = Pillar
        fields = ["title", "description", "blocks"]
        widgets: ClassVar = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base_version"].initial = self.instance.version

    def differences(self, saved: Pillar) -> list[Difference]:
        """Where what was typed is not what is saved now, in words."""
        pairs = [
            Difference(_("Pillar"), self.instance.title, saved.title),
            Difference(_("What it stands for"), self.instance.description, saved.description),
            Difference(_("Building blocks"), _named(self.instance), _named(saved)),
        ]
        return [pair for pair in pairs if pair.mine != pair.theirs]


def _named(pillar: Pillar) -> str:
    return ", ".join(str(Block(block).label) for block in pillar.blocks)


class RenameForm(forms.Form):
    """What a section is called here. Empty: as the catalogue calls it."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Empty: the usual title."),
    )
    was = forms.CharField(widget=forms.HiddenInput, max_length=160, required=False)

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        kwargs["initial"] = {"title": section.title, "was": section.title}
        super().__init__(*args, **kwargs)
        self.fields["title"].required = catalogue_entry(section.code).is_custom


class NewSectionForm(forms.Form):
    """A section that the catalogue does not know."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    after = forms.ChoiceField(label=gettext_lazy("It comes after"))

    def __init__(self, *args: Any, sections: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after: Any = self.fields["after"]
        after.choices = [(section.key, section.heading) for section in sections]


class CoverForm(forms.Form):
    """What stands on the cover: a title, and the coat of arms or the mark of the city."""

    title = forms.CharField(label=gettext_lazy("Title of the strategy"), max_length=160)
    file = forms.FileField(
        label=gettext_lazy("Coat of arms or mark of the city"),
        help_text=gettext_lazy("A PNG, JPEG, WebP or GIF file of up to 8 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )
    alt = forms.CharField(
        label=gettext_lazy("What the picture shows"),
        help_text=gettext_lazy("In one sentence, for those who cannot see it."),
        max_length=300,
        required=False,
    )
    remove = forms.BooleanField(label=gettext_lazy("Take the picture away"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("file") and not cleaned.get("alt"):
            words = _("Say what the picture shows, for those who cannot see it.")
            self.add_error("alt", words)
        return cleaned
