"""What a claim rests on, as people say it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cda.lib.errors import RuleBroken
from strategy.forms.registers import HttpsField
from strategy.models import Citation, Section
from strategy.models.files import KINDS, MOST_BYTES, require_file
from strategy.models.sources import Source
from strategy.models.threads import paragraphs

Kind = Citation.Kind


class CitationForm(forms.Form):
    """Where, of which kind, what it is called, what it shows; the rest by its kind."""

    block = forms.ChoiceField(label=gettext_lazy("What it supports"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of evidence"))
    session = forms.ChoiceField(
        label=gettext_lazy("Session"),
        required=False,
        help_text=gettext_lazy("Only for a session: date and kind are cited, never a note."),
    )
    title = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As a reader would ask for it. A session names itself."),
    )
    detail = forms.CharField(
        label=gettext_lazy("What it shows"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    url = HttpsField(label=gettext_lazy("Address"), required=False)
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("Up to 5 MB. Whoever may read the strategy can download it."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in KINDS)}),
    )

    NEEDED: ClassVar[dict[Any, Any]] = {
        Kind.SESSION: ("session", gettext_lazy("Choose the session.")),
        Kind.FILE: ("file", gettext_lazy("Choose the file.")),
        Kind.LINK: ("url", gettext_lazy("Write the address of the page.")),
    }

    def __init__(
        self, *args: Any, section: Section, sessions: Sequence[Source], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        fields: Any = self.fields
        fields["block"].choices = [
            ("", _("The whole section")),
            *paragraphs(section.blocks),
        ]
        kinds = [pair for pair in Kind.choices if sessions or pair[0] != Kind.SESSION]
        fields["kind"].choices = [(value, capfirst(str(label))) for value, label in kinds]
        fields["session"].choices = [("", _("Choose")), *((row.key, row.title) for row in sessions)]
        if not sessions:
            del fields["session"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        name, words = self.NEEDED.get(kind, ("", ""))
        if name and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(words))
        if kind and kind != Kind.SESSION and not cleaned.get("title"):
            self.add_error("title", ValidationError(_("Say what it is called.")))
        if kind == Kind.FILE and cleaned.get("file"):
            self._check(cleaned["file"])
        return cleaned

    def _check(self, sent: Any) -> None:
        """Beside the field, so that what was typed stays."""
        self.content = sent.read(MOST_BYTES + 1)
        try:
            require_file(sent.name, self.content)
        except RuleBroken as refusal:
            self.add_error("file", str(refusal))

    @property
    def citation(self) -> Citation:
        """Not saved yet. What belongs to another kind is not kept."""
        said = self.cleaned_data
        citation = Citation(
            section=self.section,
            block_id=said["block"],
            kind=said["kind"],
            title=said["title"],
            detail=said["detail"],
        )
        if citation.kind == Kind.SESSION:
            citation.target = said["session"]
        elif citation.kind == Kind.FILE:
            citation.file_name, citation.content = said["file"].name, self.content
        else:
            citation.url = said["url"]
        return citation
