"""What people type into the plan: goals, objectives, initiatives, indicators."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.db.models import Model, Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cda.accounts.access import Access
from cda.accounts.forms import AccessForm
from cda.accounts.models import City, User
from cda.accounts.permissions import Role
from cda.lib.formats import number, quarter_name, quarter_start
from strategy.actions.planning import Point
from strategy.forms.drafting import LARGEST, Day
from strategy.forms.numbers import CityDecimalField
from strategy.models import Goal, Indicator, Initiative, Objective, Strategy
from strategy.models.catalogue import sections
from strategy.models.plan import QUARTERS

MOST_MILESTONES = 12
EMPTY_ROWS = 2


class Difference(NamedTuple):
    """One field that two people filled in differently."""

    label: str
    mine: str
    theirs: str


class PlanForm(AccessForm, forms.ModelForm):
    """A row of the plan, in the city's numbers, with the version it was typed on."""

    base_version = forms.IntegerField(
        min_value=0, max_value=LARGEST, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, access: Access, strategy: Strategy, **kwargs: Any) -> None:
        super().__init__(*args, access=access, **kwargs)
        self.strategy = strategy
        self.fields["base_version"].initial = self.instance.version
        fields: Mapping[str, Any] = self.fields
        for field in fields.values():
            if isinstance(field, CityDecimalField):
                field.locale = strategy.city.locale
            elif not field.required and isinstance(field, forms.TypedChoiceField):
                choices: Any = field.choices
                field.choices = [("", _("Not said yet")), *choices[1:]]

    @property
    def milestones(self) -> list[Point] | None:
        """None: they were not asked for, and stay as they are."""
        return None

    def differences(self, saved: Model) -> list[Difference]:
        """Where what was typed is not what is saved now, in words."""
        pairs = [
            Difference(
                str(field.label or ""),
                shown(self.instance, name, self.strategy.city),
                shown(saved, name, self.strategy.city),
            )
            for name, field in self.fields.items()
            if name not in {"base_version", "why"}
        ]
        return [pair for pair in pairs if pair.mine != pair.theirs]


def shown(row: Model, name: str, city: City) -> str:
    """A value as a person reads it."""
    label = getattr(row, f"get_{name}_display", None)
    value = label() if label else getattr(row, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return number(value.normalize() + 0, city.locale)
    return str(value if value not in {None, ""} else "–")


class GoalForm(PlanForm):
    class Meta:
        model = Goal
        fields = ["block", "title", "practice_target", "resident_outcome", "aim", "purpose"]
        help_texts: ClassVar = {
            "practice_target": gettext_lazy("What the city will do differently, with a number."),
            "resident_outcome": gettext_lazy("What residents will notice."),
        }


class ObjectiveForm(PlanForm):
    class Meta:
        model = Objective
        fields = ["title"]


class MilestoneForm(forms.Form):
    """One row: what can be shown, and when. A row without words is no milestone."""

    title = forms.CharField(label=gettext_lazy("Milestone"), max_length=200, required=False)
    quarter = forms.TypedChoiceField(label=gettext_lazy("When"), coerce=int)

    def __init__(self, *args: Any, quarters: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when: Any = self.fields["quarter"]
        when.choices = quarters


MilestoneRows = forms.formset_factory(
    MilestoneForm,
    extra=EMPTY_ROWS,
    max_num=MOST_MILESTONES,
    absolute_max=MOST_MILESTONES,
    validate_max=True,
)


class InitiativeForm(PlanForm):
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Accountable person"),
        required=False,
        empty_label=gettext_lazy("Nobody yet: it cannot go to the mayor like this"),
    )
    start_quarter = forms.TypedChoiceField(label=gettext_lazy("From"), coerce=int)
    end_quarter = forms.TypedChoiceField(label=gettext_lazy("To"), coerce=int)
    first_result_quarter = forms.TypedChoiceField(
        label=gettext_lazy("First public result"), coerce=int, required=False, empty_value=None
    )
    cost = CityDecimalField(
        label=gettext_lazy("Cost in three years"), max_digits=14, decimal_places=2, min_value=0
    )
    section_code = forms.ChoiceField(label=gettext_lazy("Section that explains it"), required=False)

    class Meta:
        model = Initiative
        fields = [
            "title", "description", "owner", "owner_department", "support", "partner",
            "start_quarter", "end_quarter", "first_result_quarter",
            "cost", "budget_kind", "is_funded", "funding_source",
            "deliverable", "measured_by", "section_code", "phase", "depends_on",
            "priority", "core_process", "is_quick_win",
        ]  # fmt: skip
        widgets: ClassVar = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any) -> None:
        super().__init__(*args, strategy=strategy, **kwargs)
        fields: Mapping[str, Any] = self.fields
        quarters = quarters_of(strategy)
        fields["start_quarter"].choices = fields["end_quarter"].choices = quarters
        fields["first_result_quarter"].choices = [("", _("Not said yet")), *quarters]
        fields["depends_on"].empty_label = _("Nothing")
        fields["measured_by"].empty_label = _("Nothing yet")
        fields["measured_by"].queryset = (
            fields["measured_by"].queryset.filter(goal__strategy=strategy).order_by("name", "pk")
        )
        fields["owner"].queryset = people_of(strategy.city_id, self.instance.owner_id)
        fields["depends_on"].queryset = (
            fields["depends_on"]
            .queryset.filter(objective__goal__strategy=strategy)
            .exclude(pk=self.instance.pk)
            .order_by("title")
        )
        fields["section_code"].choices = [
            ("", _("None")),
            *((entry.code, entry.title) for entry in sections() if entry.is_prose),
        ]
        self.rows = self._rows(quarters)

    def _rows(self, quarters: list[tuple[int, str]]) -> Any:
        saved = self.instance.milestones.order_by("position", "pk") if self.instance.pk else []
        return MilestoneRows(
            self.data if self.is_bound else None,
            prefix="milestones",
            initial=[{"title": row.title, "quarter": row.quarter} for row in saved],
            form_kwargs={"quarters": quarters},
        )

    @property
    def milestones(self) -> list[Point] | None:
        if self.rows is None:
            return None
        rows = [row.cleaned_data for row in self.rows.forms]
        return [Point(row["title"], row["quarter"]) for row in rows if row.get("title")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.rows is not None and not self.rows.is_valid():
            raise forms.ValidationError(_("Check the milestones."))
        return cleaned

    def clean_depends_on(self) -> Initiative | None:
        """Two initiatives that wait for each other never begin."""
        other: Initiative | None = self.cleaned_data["depends_on"]
        needs = dict(
            Initiative.objects.filter(objective__goal__strategy=self.strategy).values_list(
                "pk", "depends_on_id"
            )
        )
        seen, place = set(), other.pk if other else None
        while place and place not in seen:
            if place == self.instance.pk:
                raise forms.ValidationError(_("That one waits for this one already."))
            seen.add(place)
            place = needs.get(place)
        return other


class IndicatorForm(PlanForm):
    baseline_value = CityDecimalField(
        label=gettext_lazy("Value today"), max_digits=16, decimal_places=2, required=False
    )
    baseline_on = Day(label=gettext_lazy("Measured on"), required=False)
    baseline_by = Day(
        label=gettext_lazy("Or: will be measured by"),
        required=False,
        help_text=gettext_lazy("Not measured yet is a good answer, when it says by when."),
    )
    target_1 = CityDecimalField(
        label=gettext_lazy("Target, year 1"), max_digits=16, decimal_places=2, required=False
    )
    target_2 = CityDecimalField(
        label=gettext_lazy("Target, year 2"), max_digits=16, decimal_places=2, required=False
    )
    target_3 = CityDecimalField(
        label=gettext_lazy("Target, year 3"), max_digits=16, decimal_places=2, required=False
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Who measures it"),
        required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )

    class Meta:
        model = Indicator
        fields = [
            "name", "definition", "formula", "unit", "direction",
            "baseline_value", "baseline_on", "baseline_by",
            "target_1", "target_2", "target_3",
            "frequency", "source", "owner", "disaggregation",
        ]  # fmt: skip
        widgets: ClassVar = {"definition": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, strategy: Strategy, **kwargs: Any) -> None:
        super().__init__(*args, strategy=strategy, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = people_of(strategy.city_id, self.instance.owner_id)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("baseline_value") is not None and not cleaned.get("baseline_on"):
            self.add_error("baseline_on", _("Say when this value was measured."))
        return cleaned


def people_of(city_id: int, besides: int | None) -> Any:
    """The team of today, and whoever was named before."""
    team = User.objects.playing(Role.LEAD, Role.MEMBER, city=city_id)
    return User.objects.filter(Q(pk__in=team.values("pk")) | Q(pk=besides)).order_by("name", "pk")


def quarters_of(strategy: Strategy) -> list[tuple[int, str]]:
    """(0, "Q1 2027") … (11, "Q4 2029")."""
    language = get_language() or "en"
    return [
        (index, quarter_name(quarter_start(strategy.starts_on, index), language))
        for index in range(QUARTERS)
    ]
