"""A picture, and the words for those who do not see it."""

from django import forms
from django.utils.translation import gettext_lazy


class PictureForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("A PNG, JPEG, WebP or GIF file of up to 8 MB."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        error_messages={
            "required": gettext_lazy("Choose a picture."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    alt = forms.CharField(
        label=gettext_lazy("What the picture shows"),
        help_text=gettext_lazy("In one sentence, for those who cannot see it."),
        max_length=300,
        error_messages={
            "required": gettext_lazy("Say what the picture shows, for those who cannot see it.")
        },
    )
    caption = forms.CharField(
        label=gettext_lazy("Caption"),
        help_text=gettext_lazy("Printed under the picture."),
        required=False,
        max_length=300,
    )
