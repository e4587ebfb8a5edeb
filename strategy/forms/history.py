"""What is typed around the history: names of states, reasons, and what to compare."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy.forms.drafting import LARGEST, Day
from strategy.forms.why import Why
from strategy.models import Version
from strategy.models.points import DAY, NOW, READ, VERSION, Point, label_of


class NameForm(forms.Form):
    """What a state of the text is called."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("For example: Workshop draft. It gets the next number by itself."),
        max_length=80,
        error_messages={"required": gettext_lazy("Write a name for this state.")},
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class AmendForm(forms.Form):
    """Why what was signed is opened again."""

    why = Why(
        label=gettext_lazy("Why does the signed strategy change?"),
        help_text=gettext_lazy("The mayor reads it before signing again."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RestoreForm(forms.Form):
    """What the page knew when it offered to bring a text back."""

    base_version = forms.IntegerField(min_value=0, max_value=LARGEST, widget=forms.HiddenInput)


class RestoreAllForm(forms.Form):
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class RestorePlanForm(RestoreAllForm):
    """Rows that came later stay, unless they are ticked."""

    is_without_later = forms.BooleanField(required=False)


class CompareForm(forms.Form):
    """From which state to which one. A day counts before what is chosen in the list."""

    before = forms.ChoiceField(label=gettext_lazy("From"), required=False)
    before_day = Day(label=gettext_lazy("From the end of this day"), required=False)
    after = forms.ChoiceField(label=gettext_lazy("To"), required=False)
    after_day = Day(label=gettext_lazy("To the end of this day"), required=False)

    def __init__(self, *args: Any, versions: Sequence[Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = versions
        named = [(f"{VERSION}{one.key}", label_of(one)) for one in versions]
        fields: Any = self.fields
        for side in ("before_day", "after_day"):
            fields[side].widget.attrs["class"] = "in"
        fields["before"].choices = [(READ, _("since I last read")), *named]
        fields["after"].choices = [(NOW, _("now")), *named]

    def show(self, before: Point | None, after: Point) -> None:
        """Choose in both lists what is compared, whatever link led here."""
        shown: Any = self.data
        self.data = shown = shown.copy()
        for side, point in (("before", before), ("after", after)):
            if point is not None:
                field: Any = self.fields[side]
                if point.code not in dict(field.choices):
                    field.choices = [*field.choices, (point.code, point.label)]
                shown[side], shown[f"{side}_day"] = point.code, ""

    def code(self, side: str, default: str) -> str:
        """The point of that side; one that is not in the list comes from a link."""
        data = self.data
        day = data.get(f"{side}_day", "").strip()
        return f"{DAY}{day}" if day else data.get(side, "") or default
