"""Pieces that several forms here share."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cda.accounts.models import User

LONG_AGO = date(2020, 1, 1)
FAR_AHEAD = date(2100, 1, 1)


def day_input() -> forms.DateInput:
    """The browser's own calendar; typed, it is year-month-day in every language."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def boxed(form: forms.Form, *names: str) -> None:
    """The look of a box for what stands in `_field.html`."""
    for name in names:
        form.fields[name].widget.attrs["class"] = "in"


def refuse_future(day: date) -> None:
    """The one thing that cannot be: a session that happens tomorrow is not logged today."""
    if day > timezone.localdate():
        raise ValidationError(_("This day is still to come. Write the day of the session."))
    if day < LONG_AGO:
        raise ValidationError(_("Check the year."))


def refuse_no_day(day: date) -> None:
    if not LONG_AGO <= day < FAR_AHEAD:
        raise ValidationError(_("Check the year."))


def owner_choices(owners: Sequence[User]) -> list[tuple[str, str]]:
    return [("", _("Nobody yet")), *((str(user.pk), user.name) for user in owners)]


def chosen(owners: Sequence[User], value: str) -> User | None:
    return next((user for user in owners if str(user.pk) == value), None)
