"""What comes in as a spreadsheet: a file, or what was copied from one."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy.sheets.columns import BY_CODE, KEY, Sheet, heading
from strategy.sheets.current import Current
from strategy.sheets.incoming import Incoming, Line, guess, lines_of
from strategy.sheets.opening import MOST_COLUMNS, Table, read_text

LONGEST_PASTE = 300_000
KINDS = ("initiatives", "indicators", "milestones", "objectives", "goals")
SAMPLES = 3


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy("An .xlsx file that was downloaded here and filled in."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv"}),
    )


class PasteForm(forms.Form):
    """What was copied, and what kind of rows it is."""

    kind = forms.ChoiceField(label=gettext_lazy("These rows are"))
    text = forms.CharField(
        label=gettext_lazy("Rows copied from a spreadsheet"),
        help_text=gettext_lazy(
            "Mark the rows in your spreadsheet, with the headings, copy them and paste them here."
        ),
        strip=False,
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 8, "wrap": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [(code, BY_CODE[code].label) for code in KINDS]

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not read_text(text):
            raise forms.ValidationError(_("There are no rows in this text."))
        return text


class MappingForm(forms.Form):
    """Which pasted column means which of ours, and under which row new ones go."""

    has_heading = forms.BooleanField(
        label=gettext_lazy("The first row holds the headings"), required=False
    )

    def __init__(self, *args: Any, sheet: Sheet, table: Table, current: Current, **kwargs: Any):
        self.sheet, self.table = sheet, table
        guessed = guess(sheet, table[0])
        kwargs["initial"] = {"has_heading": bool(guessed)} | {
            f"column_{place}": name for place, name in guessed.items()
        }
        super().__init__(*args, **kwargs)
        for place in range(self.width):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=self._label(place), required=False, choices=self._choices()
            )
        if sheet.parent:
            self.fields["under"] = self._parents(current)

    @property
    def width(self) -> int:
        return min(max(len(row) for row in self.table), MOST_COLUMNS)

    def _label(self, place: int) -> str:
        """The first words of the column, so that people see which one it is."""
        cells = [str(row[place]) for row in self.table if place < len(row) and row[place]]
        values = {"number": place + 1, "sample": " · ".join(cell[:40] for cell in cells[:SAMPLES])}
        return _("Column %(number)s: %(sample)s") % values

    def _choices(self) -> list[tuple[str, str]]:
        names = [(column.name, heading(column)) for column in self.sheet.columns]
        return [("", _("Leave it out")), *names]

    def _parents(self, current: Current) -> forms.ChoiceField:
        column = self.sheet.column(self.sheet.parent)
        rows = current.rows[column.ref]
        return forms.ChoiceField(
            label=_("Where a row does not say it: %(parent)s") % {"parent": heading(column)},
            required=False,
            choices=[("", _("Nothing"))] + [(key, str(row.saved)) for key, row in rows.items()],
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = list(self.places(cleaned).values())
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError(_("Two columns mean the same: leave one of them out."))
        if self.sheet.title not in chosen and KEY not in chosen:
            title = heading(self.sheet.column(self.sheet.title))
            raise forms.ValidationError(_("Say which column is “%(title)s”.") % {"title": title})
        return cleaned

    def places(self, cleaned: dict[str, Any]) -> dict[int, str]:
        found = {place: cleaned.get(f"column_{place}") or "" for place in range(self.width)}
        return {place: name for place, name in found.items() if name}

    def incoming(self) -> Incoming:
        """The rows under our names. A paste is a part: nothing is missing in it."""
        first = 1 if self.cleaned_data["has_heading"] else 0
        lines = lines_of(self.table[first:], self.places(self.cleaned_data), first=first + 1)
        under, parent = self.cleaned_data.get("under"), self.sheet.parent
        if under:
            lines = [line if self._is_placed(line) else line.put(parent, under) for line in lines]
        return Incoming({self.sheet.code: lines}, is_whole=False)

    def _is_placed(self, line: Line) -> bool:
        """Does it say where it belongs, or is it there already?"""
        return bool(line.cells.get(KEY) or line.cells.get(self.sheet.parent))


class TakeForm(forms.Form):
    """What the preview carried and what was ticked on it."""

    carried = forms.CharField(widget=forms.HiddenInput, strip=False)
    seen = forms.JSONField(widget=forms.HiddenInput, required=False)

    def clean_seen(self) -> dict[str, int]:
        seen = self.cleaned_data["seen"] or {}
        if not isinstance(seen, dict):
            raise forms.ValidationError(
                _("What was read got lost on the way. Send the file again.")
            )
        return {str(key): value for key, value in seen.items() if isinstance(value, int)}
