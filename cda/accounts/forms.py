"""Forms that narrow their own choices."""

from typing import Any

from django import forms

from cda.accounts.access import Access
from cda.accounts.tenancy import VisibleQuerySet


class AccessForm(forms.BaseForm):
    """A form whose choices show only what this person may see. Mix it in first."""

    def __init__(self, *args: Any, access: Access, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if not isinstance(field, forms.ModelChoiceField):
                continue
            if isinstance(field.queryset, VisibleQuerySet):
                field.queryset = field.queryset.visible_to(access)
