"""What is typed around a signature: sending, asking for changes, signing, publishing, checking."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cda.accounts.models import Language, Paper
from strategy.forms.drafting import Day
from strategy.models import Block
from strategy.models.change_words import Words
from strategy.models.signing import same_name

WHY = "why_"
DIGEST = re.compile(r"[0-9a-f]{64}")


class Digest(forms.CharField):
    """The fingerprint of the text that the page showed. A page without one showed nothing."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> str:
        digest: str = super().clean(value)
        if not DIGEST.fullmatch(digest):
            raise forms.ValidationError(_("Open the page again: this form is not complete."))
        return digest


class SendForm(forms.Form):
    """The version goes to the mayor: by when, one sentence, and why each thing changed."""

    sentence = forms.CharField(
        label=gettext_lazy("One sentence for the mayor"),
        help_text=gettext_lazy("The mayor reads it as a quotation with your name."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    due_on = Day(
        label=gettext_lazy("Decide by"),
        help_text=gettext_lazy("The end of this day in your city. The mayor is reminded twice."),
        required=False,
    )

    def __init__(self, *args: Any, changes: Sequence[Words], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.whys = {f"{WHY}{number}": words for number, words in enumerate(changes)}
        for name in self.whys:
            self.fields[name] = forms.CharField(
                label=gettext_lazy("Why?"), max_length=200, required=False
            )

    def clean_due_on(self) -> date | None:
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on and due_on <= self.today:
            raise forms.ValidationError(_("Choose a day after today."))
        return due_on

    def clean_sentence(self) -> str:
        return " ".join(self.cleaned_data["sentence"].split())

    def reasons(self) -> dict[str, str]:
        """Why, by the id of the change."""
        given = {words["id"]: self.cleaned_data[name] for name, words in self.whys.items()}
        return {change: why for change, why in given.items() if why}

    def rows(self) -> list[tuple[Words, forms.BoundField]]:
        """Each change with its field."""
        return [(words, self[name]) for name, words in self.whys.items()]


class ChangesForm(forms.Form):
    """Which parts, and in words. Nothing else to fill in."""

    blocks = forms.MultipleChoiceField(
        label=gettext_lazy("Which parts?"),
        choices=Block.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("What should change?"),
        help_text=gettext_lazy("You can dictate it. The team reads exactly these words."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write what should change.")},
    )
    sha256 = Digest()


class SignForm(forms.Form):
    """The mayor's full name and yes, over the text with this fingerprint."""

    name = forms.CharField(
        label=gettext_lazy("Your full name"),
        help_text=gettext_lazy("As it will appear on the signature page."),
        max_length=120,
        error_messages={"required": gettext_lazy("Write your full name")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "signbox"}),
    )
    agrees = forms.BooleanField(
        error_messages={"required": gettext_lazy("Tick the box to approve the strategy")}
    )
    sha256 = Digest()

    def __init__(self, *args: Any, signs_as: str, commitment: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.signs_as = signs_as
        self.fields["agrees"].label = commitment

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not same_name(name, self.signs_as):
            raise forms.ValidationError(
                _("Write your name as it will be signed: %(name)s") % {"name": self.signs_as}
            )
        return name


class PublishForm(forms.Form):
    """Turning a key is a yes, said in words."""

    agrees = forms.BooleanField(
        error_messages={"required": gettext_lazy("Tick the box to agree to publishing")}
    )

    def __init__(self, *args: Any, consent: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agrees"].label = consent


class WithdrawForm(forms.Form):
    """Why the programme takes a published strategy back."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        help_text=gettext_lazy("The city reads this. The public record stays and says so."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DocumentForm(forms.Form):
    """A draft may be printed in other languages and on other paper; the signed copy is one."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the headings"),
        help_text=gettext_lazy("The text stays in the language in which it was written."),
        choices=Language.choices,
    )
    paper = forms.ChoiceField(
        label=gettext_lazy("Paper"), choices=Paper.choices, widget=forms.RadioSelect
    )


class RecordForm(forms.Form):
    """A record number, or the fingerprint of a file."""

    record = forms.CharField(
        label=gettext_lazy("Record number, or fingerprint of the file"),
        help_text=gettext_lazy("For example VS-2026-0204-7F3A. It stands on the signature page."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_record(self) -> str:
        return "".join(self.cleaned_data["record"].split())
