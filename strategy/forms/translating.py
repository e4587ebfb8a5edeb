"""What people type into a translation, and into the glossary."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from strategy.actions.translating import Typed
from strategy.forms.drafting import LARGEST
from strategy.models import Term, Translation
from strategy.models.marks import marks_of
from strategy.models.redline import redline
from strategy.models.text import LONGEST_TEXT, clean, plain, to_blocks
from strategy.models.translating import Slip, State, slips, state_of
from strategy.models.units import Unit

LONGEST_LINE = 3000


@dataclass(frozen=True)
class Side:
    """One unit on the page: the source on one side, what to type on the other."""

    unit: Unit
    row: Translation | None
    text: forms.BoundField
    base: forms.BoundField
    keep: forms.BoundField
    newer: Translation | None
    slips: list[Slip]

    @property
    def state(self) -> State:
        return state_of(self.unit, self.row)

    @property
    def is_changed(self) -> bool:
        return self.state == State.CHANGED

    @property
    def source(self) -> SafeString | str:
        return clean(self.unit.source) if self.unit.is_html else self.unit.source

    @property
    def change(self) -> SafeString:
        """What became of the source since it was translated."""
        return redline(self.row.source if self.row else "", self.unit.source)

    @property
    def newer_text(self) -> str:
        return shown(self.unit, self.newer.text) if self.newer else ""


def shown(unit: Unit, text: str) -> str:
    """As it is typed: marks for a paragraph, plain words for a line."""
    return marks_of(text) if unit.is_html and text else text


class TranslationForm(forms.Form):
    """All texts of one place in one language. A field is named by its unit."""

    is_draft = forms.BooleanField(
        label=_("This is a draft: somebody has to read it again"), required=False
    )

    keeps_words = forms.BooleanField(
        label=_("The words of the glossary do not fit here: keep mine"), required=False
    )

    def __init__(
        self,
        *args: Any,
        units: Sequence[Unit],
        rows: Mapping[str, Translation],
        terms: Sequence[Term] = (),
        languages: tuple[str, str],
        **kwargs: Any,
    ) -> None:
        """`languages`: of the source, and of the translation."""
        super().__init__(*args, **kwargs)
        self.units, self.rows, self.terms, self.languages = units, rows, terms, languages
        self.is_off_glossary = False
        for unit in units:
            row = rows.get(unit.name)
            self.fields[f"text:{unit.name}"] = _text(unit, shown(unit, row.text) if row else "")
            self.fields[f"base:{unit.name}"] = forms.IntegerField(
                min_value=0,
                max_value=2**63 - 1,
                required=False,
                initial=row.pk if row else 0,
                widget=forms.HiddenInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"keep:{unit.name}"] = forms.BooleanField(
                label=_("It still says the same"), required=False
            )

    def clean(self) -> dict[str, Any]:
        """New words keep to the glossary, unless the writer says that they cannot, or drafts."""
        cleaned = super().clean() or self.cleaned_data
        for unit in self.units:
            name = f"text:{unit.name}"
            slipped = self._slipped(unit, cleaned.get(name) or "")
            self.is_off_glossary = self.is_off_glossary or bool(slipped)
            if cleaned.get("is_draft") or cleaned.get("keeps_words"):
                continue
            for slip in slipped:
                sentence = _("The glossary says “%(target)s” for “%(source)s”.")
                self.add_error(name, sentence % {"target": slip.target, "source": slip.source})
        return cleaned

    def _slipped(self, unit: Unit, text: str) -> list[Slip]:
        row = self.rows.get(unit.name)
        is_new = text and text != (shown(unit, row.text) if row else "")
        return slips(plain(unit.source), text, self.terms, *self.languages) if is_new else []

    def typed(self) -> Iterator[Typed]:
        """What was typed, paragraphs sanitised like every text."""
        for unit in self.units:
            text = self.cleaned_data[f"text:{unit.name}"]
            if unit.is_html and text:
                text = "\n".join(block["html"] for block in to_blocks(text))
            yield Typed(
                unit,
                text,
                self.cleaned_data[f"base:{unit.name}"] or 0,
                keeps_old=self.cleaned_data[f"keep:{unit.name}"],
            )

    def sides(self, newer: Mapping[str, Translation] | None = None) -> list[Side]:
        return [self._side(unit, newer or {}) for unit in self.units]

    def _side(self, unit: Unit, newer: Mapping[str, Translation]) -> Side:
        row = self.rows.get(unit.name)
        found: list[Slip] = []
        if row is not None and row.text and not self.is_off_glossary:
            found = slips(plain(unit.source), plain(row.text), self.terms, *self.languages)
        return Side(
            unit=unit,
            row=row,
            text=self[f"text:{unit.name}"],
            base=self[f"base:{unit.name}"],
            keep=self[f"keep:{unit.name}"],
            newer=newer.get(unit.name),
            slips=found,
        )


def _text(unit: Unit, initial: str) -> forms.CharField:
    rows = max(2, min(14, len(unit.source) // 60 + 1))
    return forms.CharField(
        label=_("Translation"),
        required=False,
        max_length=LONGEST_TEXT if unit.is_html else LONGEST_LINE,
        initial=initial,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class TermForm(forms.ModelForm):
    """A term with its words in the three languages; at least two, or there is nothing to hold."""

    base_version = forms.IntegerField(
        min_value=0, max_value=LARGEST, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )

    class Meta:
        model = Term
        fields = ["en", "es", "pt_br", "meaning"]
        widgets = {"meaning": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base_version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not any(typed.get(name) for name in ("en", "es", "pt_br")):
            self.add_error("en", _("Write the term in at least one language."))
        return typed
