"""Who coaches a city: somebody who is or was a coach, or somebody to invite."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cda.accounts.models import Language, User
from coaching.models import CoachAssignment


class _PlaceForm(forms.Form):
    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("As"), choices=CoachAssignment.Kind.choices, widget=forms.RadioSelect
    )
    handover = forms.CharField(
        label=_("What the new coach should know"),
        required=False,
        max_length=5_000,
        help_text=_("Only the new coach gets this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AssignForm(_PlaceForm):
    """Choose one of the programme's coaches."""

    coach = forms.ChoiceField(
        label=_("Coach"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a coach.")},
    )

    field_order = ("kind", "coach", "handover")

    def __init__(
        self, *args: Any, coaches: Sequence[User], labels: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.coaches = coaches
        choice = self.fields["coach"]
        if isinstance(choice, forms.ChoiceField):
            pairs = zip(coaches, labels, strict=True)
            choice.choices = [(str(coach.pk), label) for coach, label in pairs]

    def chosen(self) -> User:
        return next(one for one in self.coaches if str(one.pk) == self.cleaned_data["coach"])


class CoachInviteForm(_PlaceForm):
    """Somebody new: they are a coach of this city once they accept."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=Language.choices)

    field_order = ("kind", "name", "email", "language", "handover")
