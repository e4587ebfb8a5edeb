"""What people type when they propose words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy.models import Section, Suggestion
from strategy.models.marks import marks_of
from strategy.models.proposing import html_of
from strategy.models.threads import paragraphs

LONGEST = 8_000
Kind = Suggestion.Kind


class SuggestionForm(forms.ModelForm):
    """A paragraph as somebody would write it."""

    block_id = forms.ChoiceField(label=gettext_lazy("Paragraph"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy("Change what stands here. **bold**, *italic*, - list."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    class Meta:
        model = Suggestion
        fields = ["kind", "block_id", "reason"]
        labels = {"kind": gettext_lazy("What do you suggest?")}
        widgets = {"kind": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 2})}

    field_order = ["kind", "block_id", "text", "reason"]

    def __init__(self, *args: Any, section: Section, block: str = "", **kwargs: Any) -> None:
        self.htmls = {block["id"]: block["html"] for block in section.blocks}
        first = block if block in self.htmls else ""
        kwargs["initial"] = {
            "block_id": first,
            "text": marks_of(self.htmls[first]) if first else "",
            "kind": Kind.CHANGE if first else Kind.INSERT,
        }
        super().__init__(*args, **kwargs)
        self.section = section
        self.instance.section = section
        about: Any = self.fields["block_id"]
        about.choices = [("", _("At the beginning of the section")), *_named(section)]
        kind: Any = self.fields["kind"]
        kind.choices = [
            (Kind.CHANGE, _("Other words for this paragraph")),
            (Kind.INSERT, _("A new paragraph after it")),
            (Kind.REMOVE, _("Leave this paragraph out")),
        ]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        kind, block = typed.get("kind"), typed.get("block_id", "")
        html = html_of(typed.get("text", ""))
        if kind != Kind.INSERT and not block:
            self.add_error("block_id", _("Choose the paragraph."))
        if kind != Kind.REMOVE and not html:
            self.add_error("text", _("Write your words."))
        if kind == Kind.CHANGE and html and html == self.htmls.get(block):
            self.add_error("text", _("This is what the paragraph says already."))
        typed["html"] = "" if kind == Kind.REMOVE else html
        typed["base_html"] = self.htmls.get(block, "") if kind != Kind.INSERT else ""
        return typed

    def draft(self) -> Suggestion:
        """What was typed, not saved yet."""
        suggestion: Suggestion = self.save(commit=False)
        suggestion.html = self.cleaned_data["html"]
        suggestion.base_html = self.cleaned_data["base_html"]
        return suggestion


def _named(section: Section) -> Sequence[tuple[str, str]]:
    return paragraphs(section.blocks)


class AnswerForm(forms.Form):
    """Why not."""

    answer = forms.CharField(label=gettext_lazy("Why not?"), required=False, max_length=500)
