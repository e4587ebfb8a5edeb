"""What comes in: a file or a pasted text; and where each of its sections goes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from strategy.exchange import refusals
from strategy.exchange.package import LARGEST_FILE
from strategy.exchange.placing import OWN, SKIP, is_target
from strategy.exchange.web import LONGEST
from strategy.models import Export, Section

ACCEPTED = ".docx,.md,.markdown,.html,.htm,.txt,.zip"


class ImportForm(forms.Form):
    """One of both."""

    file = forms.FileField(
        label=gettext_lazy("A file"),
        help_text=gettext_lazy(
            "Word (.docx), Markdown, HTML or plain text, up to 20 MB. A .zip brings a text with its"
            " pictures."
        ),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        required=False,
        max_length=200,
    )
    text = forms.CharField(
        label=gettext_lazy("Or the text itself"),
        help_text=gettext_lazy(
            "Paste it here. Write # in front of headings, or leave them on lines of their own."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        max_length=LONGEST,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(refusals.TOO_BIG)
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("file")) == bool(cleaned.get("text", "").strip()):
            raise forms.ValidationError(_("Choose a file or paste a text: one of both."))
        return cleaned

    def brought(self) -> tuple[str, bytes]:
        """The name of the file, empty for a pasted text, and what is in it."""
        file = self.cleaned_data["file"]
        if file:
            return str(file.name), bytes(file.read())
        return "", str(self.cleaned_data["text"]).encode()


class TargetsForm(forms.Form):
    """For each section of the file, where it goes."""

    def __init__(
        self,
        *args: Any,
        reading: Mapping[str, Any],
        sections: Sequence[Section],
        proposed: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = reading["sections"]
        self.used = {row.code: row.heading for row in sections if is_target(row) and row.words}
        choices = _choices(sections)
        for number, (row, target) in enumerate(zip(self.rows, proposed, strict=True)):
            self.fields[f"target_{number}"] = forms.ChoiceField(
                label=_("Where “%(heading)s” goes") % {"heading": row["heading"] or "…"},
                choices=choices,
                initial=target,
                widget=forms.Select(attrs={"class": "in"}),
            )

    def targets(self) -> list[str]:
        return [self.cleaned_data[f"target_{number}"] for number in range(len(self.rows))]

    def lines(self) -> list[tuple[Mapping[str, Any], forms.BoundField, str]]:
        """What stands in the file, the choice, and which text that is there means the same."""
        meant = [self.used.get(row["code"], "") for row in self.rows]
        return list(zip(self.rows, self, meant, strict=True))


def _choices(sections: Sequence[Section]) -> list[tuple[str, Any]]:
    """New, left out, then the sections that are empty, then those that have a text already."""
    free = [(row.key, row.heading) for row in sections if is_target(row) and not row.words]
    used = [(row.key, _added(row)) for row in sections if is_target(row) and row.words]
    groups: list[tuple[str, Any]] = [
        (OWN, _("New section of its own")),
        (SKIP, _("Leave it out")),
    ]
    if free:
        groups.append((_("Sections without a text"), free))
    if used:
        groups.append((_("Add to the end of a text"), used))
    return groups


def _added(section: Section) -> str:
    return ngettext(
        "%(heading)s (%(words)s word)", "%(heading)s (%(words)s words)", section.words
    ) % {"heading": section.heading, "words": section.words}


class ExportForm(forms.Form):
    """Which format, in which language."""

    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=Export.Format)
    language = forms.ChoiceField(label=gettext_lazy("Language"))

    def __init__(
        self, *args: Any, languages: Sequence[tuple[str, str]], is_signed: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_signed:  # there is one signed PDF, the same bytes for everybody
            others = [row for row in Export.Format.choices if row[0] != Export.Format.PDF]
            self.fields["format"].choices = others  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["language"].choices = languages  # type: ignore[attr-defined]  # a ChoiceField
