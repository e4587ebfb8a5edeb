"""What is typed about a team, a delegation and a city's way through the cohort."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.renderers import get_default_renderer
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cda.accounts.models import Form, Language, User
from cohorts.models import (
    TEAM_MIN,
    Function,
    Nominee,
    Participation,
    Power,
    Seat,
    size_gaps,
    team_gaps,
)
from cohorts.models.team import HasSeat

ROWS = TEAM_MIN
MOST_ROWS = 8
A_YEAR = timedelta(days=366)


class NomineeForm(forms.Form):
    """One person of the team. An empty row is nobody."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    function = forms.ChoiceField(
        label=gettext_lazy("Function"), choices=[("", gettext_lazy("Choose")), *Function.choices]
    )
    function_text = forms.CharField(
        label=gettext_lazy("Which function, if another"), max_length=120, required=False
    )
    language = forms.ChoiceField(label=gettext_lazy("Invited in"), choices=Language)
    form = forms.ChoiceField(
        label=gettext_lazy("Form of address"), choices=Form, initial=Form.NEUTRAL
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = language

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("function") == Function.OTHER and not cleaned.get("function_text"):
            self.add_error("function_text", _("Say which function it is."))
        return cleaned


class TeamFormSet(forms.BaseFormSet):
    """Three or four people, one of them the lead; together with those who are seated already.

    `override` is an administrator's reason for another size.
    """

    form = NomineeForm
    min_num, max_num, absolute_max = 0, MOST_ROWS, MOST_ROWS
    validate_min = validate_max = can_order = can_delete = can_delete_extra = False
    renderer = get_default_renderer()

    def __init__(
        self,
        data: Any,
        *,
        proposed: Sequence[Seat],
        seated: Sequence[Seat],
        override: str,
        language: str,
    ) -> None:
        initial = None if data else team_rows(proposed)
        super().__init__(data, prefix="person", initial=initial, form_kwargs={"language": language})
        self.extra = max(ROWS, len(proposed))
        self.seated, self.override = list(seated), override

    def initial_form_count(self) -> int:
        """No row must be filled: who was proposed may be left out."""
        return 0

    @property
    def lead(self) -> str:
        """The number of the row whose person leads."""
        if self.is_bound:
            return str(self.data.get("lead", ""))
        leads = [str(place) for place, row in enumerate(self.initial or []) if row["is_lead"]]
        return leads[0] if leads else ""

    @property
    def nominees(self) -> list[Nominee]:
        """Those who were named, in the order of the page."""
        return [
            Nominee(is_lead=str(place) == self.lead, **form.cleaned_data)
            for place, form in enumerate(self.forms)
            if form.cleaned_data
        ]

    @property
    def spare(self) -> forms.Form | None:
        """A fourth row, for browsers that cannot add one."""
        place = self.total_form_count()
        if place > TEAM_MIN:
            return None
        return NomineeForm(
            prefix=self.add_prefix(place), use_required_attribute=False, **self.form_kwargs
        )

    def clean(self) -> None:
        if any(self.errors):
            return
        team: list[HasSeat] = [*self.seated, *self.nominees]
        gaps = team_gaps(team) + ([] if self.override else size_gaps(team))
        if gaps:
            raise forms.ValidationError(gaps)


def team_rows(proposed: Sequence[Seat]) -> list[dict[str, Any]]:
    """Who was proposed, as the rows of the form."""
    names = ("name", "email", "function", "function_text", "language", "form", "is_lead")
    return [{name: getattr(seat, name) for name in names} for seat in proposed]


class OverrideForm(forms.Form):
    """An administrator's reason for an exception; kept in the history."""

    override = forms.CharField(
        label=gettext_lazy("Reason for an exception"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Only for a team of another size. It is kept in the history."),
    )


class MoveForm(forms.Form):
    """The next state of a city in its cohort."""

    status = forms.ChoiceField(
        choices=[
            (status.value, status.label)
            for status in (Participation.Status.ONBOARDING, Participation.Status.ACTIVE)
        ]
    )
    override = forms.CharField(
        label=gettext_lazy("Reason to go on without it"), max_length=300, required=False
    )


class DelegationForm(forms.Form):
    """Who may act for the mayor, in which ways, from when to when."""

    user = forms.ModelChoiceField(
        label=gettext_lazy("Who"), queryset=User.objects.none(), empty_label=None
    )
    powers = forms.MultipleChoiceField(
        label=gettext_lazy("May"), choices=Power, widget=forms.CheckboxSelectMultiple
    )
    starts_on = forms.DateField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "in-m"}),
        input_formats=["%Y-%m-%d"],
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Until, that day included"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "in-m"}),
        input_formats=["%Y-%m-%d"],
        help_text=gettext_lazy("It ends by itself. Signing is always yours alone."),
    )

    def __init__(self, *args: Any, delegates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = delegates  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day comes after the first."))
        elif first and last and last - first > A_YEAR:
            self.add_error("ends_on", _("A year at most. It can be given again."))
        return cleaned
