"""What people type while they draft: the start, a text, who writes it, a comment."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cda.accounts.models import City, User
from cda.accounts.permissions import Role
from cda.lib.formats import quarter_start
from strategy.models import Strategy
from strategy.models.amending import LONGEST_WHY
from strategy.models.anchors import anchor_in
from strategy.models.document import HORIZON_YEARS
from strategy.models.text import LONGEST_HTML, LONGEST_TEXT

# What a version number can be: PostgreSQL's integer.
LARGEST = 2**31 - 1
YEARS = range(2015, 2100)


class Day(forms.DateField):
    """A date that the browser helps to choose."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value.year not in YEARS:
            raise forms.ValidationError(_("Check the year."))


class StartForm(forms.ModelForm):
    """New, or refining what there is; three years from a first day."""

    starts_on = Day(label=gettext_lazy("First day"))
    ends_on = Day(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Leave it empty for three years."),
    )

    class Meta:
        model = Strategy
        fields = ["mode", "title", "language", "starts_on", "ends_on"]
        labels = {
            "mode": gettext_lazy("Does the city have a data strategy already?"),
            "title": gettext_lazy("Title"),
            "language": gettext_lazy("Language of the text"),
        }
        widgets = {"mode": forms.RadioSelect}

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "title": _("Data strategy of %(city)s") % {"city": city.name},
            "language": city.language,
            "starts_on": quarter_start(timezone.localdate(), 1),
        }
        super().__init__(*args, **kwargs)
        mode: Any = self.fields["mode"]
        mode.choices = [
            (Strategy.Mode.NEW, _("No, we start a new one")),
            (Strategy.Mode.REFINE, _("Yes, we refine the one we have")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first = cleaned.get("starts_on")
        if first and not cleaned.get("ends_on") and "ends_on" not in self.errors:
            cleaned["ends_on"] = three_years_from(first)
        return cleaned


def three_years_from(first: date) -> date:
    """The last day of three years. From a leap day it is the 28th of February."""
    day = 28 if (first.month, first.day) == (2, 29) else first.day
    return first.replace(year=first.year + HORIZON_YEARS, day=day) - timedelta(days=1)


TOO_LONG = gettext_lazy(
    "The text has %(show_value)s characters, and a section holds %(limit_value)s."
    " Only the first part is kept here: divide it into sections."
)


class TextForm(forms.Form):
    """The text of a section, and the version it was typed on.

    A plain field sends `text` with marks; a rich one sends `html` in its place.
    """

    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        error_messages={"max_length": TOO_LONG},
    )
    html = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        max_length=LONGEST_HTML,
        error_messages={"max_length": TOO_LONG},
    )
    base_version = forms.IntegerField(
        min_value=0, max_value=LARGEST, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )
    why = forms.CharField(required=False, max_length=LONGEST_WHY)

    @property
    def is_rich(self) -> bool:
        return "html" in self.data

    @property
    def said(self) -> dict[str, Any]:
        """What `write_section` takes: one of the two texts, its version, and why it changed."""
        way = "html" if self.is_rich else "text"
        return {name: self.cleaned_data[name] for name in (way, "base_version", "why")}


class AssignForm(forms.Form):
    """Who writes a section, and by when."""

    assignee = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Who writes it"),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )
    due_on = Day(label=gettext_lazy("By when"), required=False)

    def __init__(self, *args: Any, city_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["assignee"]
        people.queryset = User.objects.playing(Role.LEAD, Role.MEMBER, city=city_id)


class CommentForm(forms.Form):
    """A remark on a paragraph, on some words of it, or on the whole section."""

    block = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    quote = forms.CharField(
        label=gettext_lazy("Which words?"),
        help_text=gettext_lazy("Leave it empty for the whole paragraph."),
        required=False,
        max_length=300,
    )
    text = forms.CharField(
        label=gettext_lazy("Comment"),
        max_length=3000,
        help_text=gettext_lazy(
            "An @ and a name calls somebody: @Ana Duarte. @team, @lead, @coach, @mayor call all."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what you want to say.")},
    )

    def __init__(
        self,
        *args: Any,
        paragraphs: list[tuple[str, str]],
        texts: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("auto_id", "comment_%s")
        super().__init__(*args, **kwargs)
        self.texts = texts or {}
        about: Any = self.fields["block"]
        about.choices = [("", _("The whole section")), *paragraphs]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        quote, html = typed.get("quote"), self.texts.get(typed.get("block", ""), "")
        if quote and anchor_in(html, quote) is None:
            self.add_error("quote", _("These words are not in that paragraph."))
        return typed


class ReplyForm(forms.Form):
    """An answer in a thread."""

    text = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write what you want to say.")},
    )
