"""Numbers as the city's country writes them: 1.234,56 or 1,234.56."""

import re
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, get_group_symbol, parse_decimal
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cda.lib.formats import locale_of, number

# Digits and what may stand between them. Babel alone would take "1e5", "NaN" and "1_000".
_SHAPE = re.compile(r"[-−]?[0-9][0-9.,'’\s]*\Z")
EXAMPLE = Decimal("1234.5")


class CityDecimalField(forms.DecimalField):
    """A number in the city's own spelling. `locale` is set by the form."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    locale = "en"

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # stubs: an int
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal):
            return value
        text = str(value).strip()
        if not _SHAPE.match(text):
            raise self._wrong()
        try:
            return parse_decimal(self._spelt(text), locale=locale_of(self.locale), strict=True)
        except NumberFormatError as error:
            raise self._wrong() from error

    def _spelt(self, text: str) -> str:
        """A minus from a book and a space from the keyboard mean what they look like."""
        group = get_group_symbol(locale_of(self.locale))
        text = text.replace("−", "-")
        return re.sub(r"\s", group, text) if group.isspace() else text

    def _wrong(self) -> ValidationError:
        return ValidationError(
            _("Write a number like %(example)s.") % {"example": number(EXAMPLE, self.locale)},
            code="invalid",
        )

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        if value == value.to_integral_value():
            return number(int(value), self.locale)
        return number(value, self.locale)
