"""Why an administrator must read what was written in confidence."""

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

LONG_ENOUGH = 15


class GlassForm(forms.Form):
    """A reason that its readers, the authors of the notes, can understand."""

    use_required_attribute = False

    reason = forms.CharField(
        label=_("Why do you need to read the private notes?"),
        max_length=500,
        help_text=_("The coaches of this city are told who opened their notes, when and why."),
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[
            MinLengthValidator(LONG_ENOUGH, _("Write a reason of at least 15 characters."))
        ],
        error_messages={"required": _("Write a reason of at least 15 characters.")},
    )
