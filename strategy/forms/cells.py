"""One cell of the plan's table as a form: a field or two of a row, and nothing else."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from strategy.forms.plan import IndicatorForm, InitiativeForm, PlanForm

INITIATIVE: Mapping[str, tuple[str, ...]] = {
    "owner": ("owner", "owner_department"),
    "when": ("start_quarter", "end_quarter", "first_result_quarter"),
    "phase": ("phase",),
    "measure": ("measured_by",),
    "cost": ("cost", "budget_kind", "is_funded"),
}
INDICATOR: Mapping[str, tuple[str, ...]] = {
    "today": ("baseline_value", "baseline_on", "baseline_by"),
    "targets": ("target_1", "target_2", "target_3", "direction"),
    "owner": ("owner", "frequency"),
}


class Cell(PlanForm):
    """Mix it in before the form of the whole row: of its fields only the named ones stay."""

    def __init__(self, *args: Any, names: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{kwargs['instance'].key}_%s", **kwargs)
        self.fields[names[0]].widget.attrs["autofocus"] = True
        for name in set(self.fields) - {*names, "base_version"}:
            del self.fields[name]
        self.names = names

    def fingerprint(self, row: Model) -> str:
        """What this cell says in a row: whoever changed another cell is in nobody's way."""
        fields = row._meta.concrete_fields
        values = [str(field.value_from_object(row)) for field in fields if field.name in self.names]
        return hashlib.sha256("\n".join(values).encode()).hexdigest()[:16]

    def put_into(self, row: Model) -> None:
        """The typed values of this cell, into a newer copy of its row."""
        for name in self.names:
            setattr(row, name, self.cleaned_data[name])


class InitiativeCell(Cell, InitiativeForm):
    class Meta(InitiativeForm.Meta):
        pass

    def _rows(self, quarters: list[tuple[int, str]]) -> None:
        """The milestones have a page; in a cell they are not asked for."""


class IndicatorCell(Cell, IndicatorForm):
    class Meta(IndicatorForm.Meta):
        pass
