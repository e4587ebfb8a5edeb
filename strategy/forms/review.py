"""What a coach decides, and what a member of the team says to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy.models import Review


class ReturnForm(forms.Form):
    """Back to the team. The comments say what; the note says it in a few words."""

    note = forms.CharField(
        label=gettext_lazy("What should the team look at first?"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ClearForm(forms.Form):
    """Seven points, each confirmed by a person (BR-21)."""

    checklist = forms.MultipleChoiceField(
        label=gettext_lazy("I have read this version, and confirm:"),
        choices=list(Review.CHECKLIST.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("A word to the team"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_checklist(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["checklist"]
        if len(ticked) < len(Review.CHECKLIST):
            raise forms.ValidationError(
                _("Tick every point of the checklist before you clear the strategy.")
            )
        return ticked


class AgreeForm(forms.Form):
    """Yes, or no with a reason. Both go on; nobody is outvoted in silence."""

    agrees = forms.TypedChoiceField(
        label=gettext_lazy("Do you agree with this version?"),
        choices=[
            ("yes", gettext_lazy("Yes, I agree")),
            ("no", gettext_lazy("No, and I say why")),
        ],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose yes or no.")},
    )
    note = forms.CharField(
        label=gettext_lazy("What would you have written differently?"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Your note stays with the version. The lead and the coach read it."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("agrees") is False and not cleaned.get("note"):
            self.add_error("note", _("Say what you disagree with."))
        return cleaned
