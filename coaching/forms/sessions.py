"""The log of a session: prefilled, and almost nothing in it is required."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coaching.forms.fields import boxed, day_input, refuse_future
from coaching.models import ActionItem
from coaching.models.people import Attendee
from coaching.models.report import Decision, Person, SessionFacts
from coaching.models.steps import plain
from cohorts.models import Health
from events.models import Kind
from strategy.models import Block

DECISIONS = [
    (Decision.DONE, _("Done")),
    (Decision.OPEN, _("Still open")),
    (Decision.DROP, _("Drop")),
]
NOTE_HINT = _("Do not write health, family or political opinions.")
NAME_LENGTH = 120


class SessionForm(forms.Form):
    """What the city team may read. Left empty, a field keeps what the page proposed."""

    use_required_attribute = False

    held_on = forms.DateField(
        label=_("Date"), required=False, widget=day_input(), validators=[refuse_future]
    )
    at = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=Kind.choices)
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=1, max_value=1440)
    present = forms.MultipleChoiceField(
        label=_("Who was there"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Someone else"),
        required=False,
        max_length=600,
        help_text=_("Names, with a comma between them."),
    )
    summary = forms.CharField(
        label=_("What happened"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    blocks = forms.MultipleChoiceField(
        label=_("Part of the strategy"),
        required=False,
        choices=Block.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    sections = forms.MultipleChoiceField(
        label=_("Sections"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        team: Sequence[Attendee],
        sections: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self._offer("present", [(one.code, one.name) for one in team])
        self._offer("sections", list(sections))
        boxed(self, "held_on", "at", "kind", "minutes", "others", "summary")

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def facts(self) -> SessionFacts:
        typed: dict[str, Any] = {
            name: value or self.initial.get(name) for name, value in self.cleaned_data.items()
        }
        return SessionFacts(
            held_at=timezone.make_aware(datetime.combine(typed["held_on"], typed["at"])),
            kind=typed["kind"],
            minutes=typed["minutes"],
            summary=self.cleaned_data["summary"],
            blocks=self.cleaned_data["blocks"],
            section_keys=self.cleaned_data["sections"],
            people=self._people(),
        )

    def _people(self) -> list[Person]:
        """Everybody of the team, there or not, and the others; nobody when nothing was said."""
        present = set(self.cleaned_data["present"])
        called = {plain(name) for name in self._other_names()}
        people = [
            Person(one.name, one.user, one.code in present or plain(one.name) in called)
            for one in self.team
        ]
        known = {plain(one.name) for one in self.team}
        people += [Person(name) for name in self._other_names() if plain(name) not in known]
        return people if any(person.is_present for person in people) else []

    def _other_names(self) -> list[str]:
        names = (" ".join(name.split()) for name in self.cleaned_data["others"].split(","))
        return list(dict.fromkeys(name[:NAME_LENGTH] for name in names if name))


class SessionLogForm(SessionForm):
    """The facts, the agreements of last time, the health, and the box that only coaches read."""

    health = forms.ChoiceField(
        label=_("How is the city doing?"),
        required=False,
        choices=Health.choices,
        widget=forms.RadioSelect,
    )
    private_note = forms.CharField(
        label=_("Private note"),
        required=False,
        max_length=20_000,
        help_text=NOTE_HINT,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    is_mailed = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, agreed: Sequence[ActionItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreed = agreed
        for item in agreed:
            self.fields[f"agreed-{item.key}"] = forms.ChoiceField(
                label=item.text,
                required=False,
                choices=DECISIONS,
                initial=Decision.OPEN,
                widget=forms.RadioSelect,
            )

    def agreements(self) -> list[tuple[ActionItem, BoundField]]:
        return [(item, self[f"agreed-{item.key}"]) for item in self.agreed]

    def decisions(self) -> dict[str, Decision]:
        answers = ((item.key, self.cleaned_data[f"agreed-{item.key}"]) for item in self.agreed)
        return {key: Decision(answer or Decision.OPEN) for key, answer in answers}


class SessionEditForm(SessionForm):
    """Corrections. The version says which text was before their eyes."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    private_note = forms.CharField(
        label=_("Private note"),
        required=False,
        max_length=20_000,
        help_text=NOTE_HINT,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, takes_notes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_notes:
            del self.fields["private_note"]
