"""Why did this change? Asked by every form that changes what a mayor has signed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cda.accounts.models import User
from strategy.models import Section, Strategy
from strategy.models.amending import LONGEST_WHY, said_already

WHY = "why"


class Why(forms.CharField):
    """Why something is changed that a mayor has signed. Shown by strategy/_why.html."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Why is this changed?"))
        kwargs.setdefault(
            "help_text",
            gettext_lazy("The mayor has signed this text. Your reason stands beside the change."),
        )
        kwargs.setdefault("error_messages", {"required": gettext_lazy("Say why.")})
        super().__init__(max_length=LONGEST_WHY, **kwargs)


def ask_why(
    form: forms.BaseForm, strategy: Strategy, section: Section | None = None, *, by: User
) -> None:
    """Give a form the field `why` where it is asked: filled in with what was said before.

    Call it on the bound and on the unbound form; `said_why` reads it.
    """
    if strategy.asks_why:
        said = said_already(strategy, section, by=by)
        form.fields[WHY] = Why(initial=said, required=not said)


def said_why(form: forms.BaseForm) -> str:
    """What a valid form says; empty where nobody was asked."""
    return str(form.cleaned_data.get(WHY, ""))


class WhyForm(forms.Form):
    """Nothing but the reason, where it is asked."""

    def __init__(self, *args: Any, strategy: Strategy, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_why(self, strategy, by=by)
