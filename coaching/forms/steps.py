"""Next steps: one in a form of its own, or rows in the log of a session."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cda.accounts.models import User
from coaching.forms.fields import boxed, chosen, day_input, owner_choices, refuse_no_day
from coaching.models import ActionItem
from coaching.models.report import NewStep
from coaching.models.steps import read_step
from strategy.models import Initiative

Status = ActionItem.Status


class StepForm(forms.Form):
    """What, who, by when. “Diego, Friday” at the end of the line fills what was left open."""

    use_required_attribute = False

    text = forms.CharField(
        label=gettext_lazy("What"),
        max_length=300,
        error_messages={"required": gettext_lazy("Write what is to be done.")},
    )
    owner = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    due_on = forms.DateField(
        label=gettext_lazy("By when"),
        required=False,
        widget=day_input(),
        validators=[refuse_no_day],
    )
    initiative = forms.ChoiceField(label=gettext_lazy("Serves the initiative"), required=False)

    def __init__(
        self,
        *args: Any,
        owners: Sequence[User],
        today: date,
        initiatives: Sequence[Initiative] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.owners, self.today, self.initiatives = owners, today, initiatives
        fields: Any = self.fields
        fields["owner"].choices = owner_choices(owners)
        fields["initiative"].choices = [
            ("", _("None in particular")),
            *((row.key, row.title) for row in initiatives),
        ]
        if not initiatives:
            del fields["initiative"]

    @property
    def served(self) -> Initiative | None:
        key = self.cleaned_data.get("initiative")
        return next((row for row in self.initiatives if row.key == key), None)

    def step(self) -> NewStep:
        """What was typed, with the name and the day read from the end of the text.

        A choice made in its own field is not overruled, and then the words stay where they are.
        """
        text, due_on = self.cleaned_data["text"], self.cleaned_data["due_on"]
        owner = chosen(self.owners, self.cleaned_data["owner"])
        if owner and due_on:
            return NewStep(text, owner, due_on, self.served)
        people = [] if owner else [(user.pk, user.name) for user in self.owners]
        read = read_step(text, people, self.today)
        if due_on and read.due_on:
            return NewStep(text, owner, due_on, self.served)
        owner = owner or chosen(self.owners, str(read.owner))
        return NewStep(read.text, owner, due_on or read.due_on, self.served)


class StepRow(StepForm):
    """A row among others: an empty one is no step."""

    text = forms.CharField(
        label=gettext_lazy("Next step"),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boxed(self, *self.fields)


StepRows = forms.formset_factory(StepRow, extra=3, max_num=30, absolute_max=60, validate_max=True)


class StepChangeForm(StepForm):
    """An agreed step: other words, another owner or day, another status."""

    status = forms.ChoiceField(label=gettext_lazy("How it stands"), widget=forms.RadioSelect)
    closing_note = forms.CharField(
        label=gettext_lazy("Why it is dropped, or what came out"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Needed when you drop a step."),
    )

    def __init__(self, *args: Any, item: ActionItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ways = [item.status, *(way for way in Status.values if item.can_become(way))]
        choice = self.fields["status"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(way, capfirst(str(Status(way).label))) for way in open_ways]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("status") == Status.CANCELLED and not cleaned.get("closing_note"):
            self.add_error("closing_note", ValidationError(_("Say in a few words why.")))
        return cleaned
