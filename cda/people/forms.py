"""What people say about themselves."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cda.accounts.models import Form, Language, Theme, User
from cda.accounts.permissions import Role
from cda.people import zones
from cda.people.models import Invitation

CODE_ATTRS = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "class": "in-s num",
    "maxlength": 12,
    "spellcheck": "false",
}


def zone_field(mine: str) -> forms.ChoiceField:
    """A select of cities, the reader's own among them."""
    return forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Choose a city with the same clock as yours. Type its first letters."),
        choices=zones.choices(get_language() or "en", mine),
        initial=mine,
    )


class AcceptForm(forms.Form):
    """The first visit: four questions, most of them answered already."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    signature_name = forms.CharField(
        label=_("Your full name, as you sign it"),
        help_text=_("It will stand under the strategy that you sign."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    form = forms.ChoiceField(
        label=_("How we address you"),
        choices=Form.choices,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = invitation.name
        self.fields["signature_name"].initial = invitation.name
        self.fields["form"].initial = invitation.form
        self.fields["language"].initial = invitation.language
        self.fields["time_zone"] = zone_field(zone)
        if invitation.role != Role.MAYOR:
            del self.fields["signature_name"]
        self.order_fields(["name", "signature_name", "form", "language", "time_zone", "phone"])


class PreferencesForm(forms.ModelForm):
    """Everything that a person may change about themselves."""

    class Meta:
        model = User
        fields = ["name", "signature_name", "form", "phone", "language", "time_zone", "theme"]
        labels = {
            "name": _("Your name"),
            "signature_name": _("Your full name, as you sign it"),
            "form": _("How we address you"),
            "theme": _("Colours"),
        }
        help_texts = {
            "signature_name": _("Leave it empty when it is the same as your name."),
            "phone": _("Your coach, the programme and your team may see it."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "signature_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "form": forms.RadioSelect,
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "theme": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"] = forms.ChoiceField(
            label=_("How we address you"), choices=Form.choices, widget=forms.RadioSelect
        )
        self.fields["theme"] = forms.ChoiceField(
            label=_("Colours"), choices=Theme.choices, widget=forms.RadioSelect
        )
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=Language.choices)
        self.fields["time_zone"] = zone_field(self.instance.time_zone)


class StepUpForm(forms.Form):
    """The six digits."""

    code = forms.CharField(
        label=_("Six-digit code"), max_length=12, widget=forms.TextInput(attrs=CODE_ATTRS)
    )
