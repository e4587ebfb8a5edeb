"""What is typed about a meeting, a cohort and a city that joins."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cda.accounts.models import Form, Language
from cda.accounts.permissions import Role
from cda.lib.translated import localised
from cohorts.actions import Contact, NewCity
from cohorts.models import Precision, Template
from cohorts.models.reference import countries, zones
from events.actions import Plan
from events.models import Kind, last_day

A_YEAR = timedelta(days=366)
WITH_ONE_CITY = [Kind.COACHING, Kind.CITY_VISIT, Kind.OFFICE_HOURS, Kind.MAYOR_BRIEFING]


class DayField(forms.DateField):
    """One day, picked with the browser's own calendar, never all digits on the screen."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "in-m"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)


class HourField(forms.TimeField):
    """A time of day as clocks show it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "in-m"})
        super().__init__(widget=widget, input_formats=["%H:%M", "%H:%M:%S"], **options)


class MeetingForm(forms.Form):
    """When and where. A rough date has no hour, and the place may be announced later (BR-24)."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Left empty, the kind of meeting is its title."),
    )
    precision = forms.ChoiceField(
        label=gettext_lazy("How exactly is the date known?"),
        choices=Precision,
        widget=forms.RadioSelect,
        initial=Precision.DAY,
    )
    on = DayField(
        label=gettext_lazy("Date"),
        help_text=gettext_lazy("For a month or a quarter, any day in it."),
    )
    start = HourField(
        label=gettext_lazy("Starts at"),
        required=False,
        help_text=gettext_lazy("Only for an exact day."),
    )
    end = HourField(
        label=gettext_lazy("Ends at"),
        required=False,
        help_text=gettext_lazy("On the same day."),
    )
    zone = forms.ChoiceField(label=gettext_lazy("The times are those of"))
    place = forms.CharField(
        label=gettext_lazy("Place"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Left empty: to be announced, or online."),
    )
    link = forms.URLField(
        label=gettext_lazy("Link of the call"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )

    def __init__(
        self, *args: Any, zone_choices: list[tuple[str, str]], latest: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zone_choices  # type: ignore[attr-defined]  # a ChoiceField
        self.latest = latest

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"precision", "on", "zone"} <= cleaned.keys():
            self._check_date(cleaned["precision"], cleaned["on"])
            if cleaned["precision"] == Precision.DAY and not self.errors:
                self._check_hours(cleaned)
        return cleaned

    def _check_date(self, precision: str, on: date) -> None:
        if on > self.latest:
            self.add_error("on", _("This is too far away. Is the year right?"))
        elif last_day(on, precision) < timezone.localdate():
            self.add_error("on", _("This date is over. Choose a later one."))

    def _check_hours(self, cleaned: dict[str, Any]) -> None:
        start, end = cleaned.get("start"), cleaned.get("end")
        if start is None:
            self.add_error("start", _("Write when it starts."))
        elif end is None:
            self.add_error("end", _("Write when it ends."))
        elif end <= start:
            self.add_error("end", _("The end comes after the start."))
        elif self._moment(start) < timezone.now():
            self.add_error("start", _("This time is over. Choose a later one."))

    def _moment(self, hour: time) -> datetime:
        zone = ZoneInfo(self.cleaned_data["zone"])
        return datetime.combine(self.cleaned_data["on"], hour, zone)

    def _title(self) -> dict[str, str]:
        """Only what was changed, in the reader's language: other languages keep their words."""
        title = self.cleaned_data["title"]
        return {get_language() or "en": title} if title and "title" in self.changed_data else {}

    def plan(self, kind: str) -> Plan:
        """What was typed, ready to be written down."""
        data = self.cleaned_data
        is_exact = data["precision"] == Precision.DAY
        starts_at = self._moment(data["start"]) if is_exact else None
        length = self._moment(data["end"]) - starts_at if starts_at else timedelta(hours=1)
        return Plan(
            kind=kind,
            title=self._title(),
            on=data["on"],
            precision=data["precision"],
            starts_at=starts_at,
            minutes=int(length.total_seconds() // 60),
            zone=data["zone"],
            place=data["place"],
            link=data["link"],
        )


class CityMeetingForm(MeetingForm):
    """A meeting with one city."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[(kind.value, kind.label) for kind in WITH_ONE_CITY]
    )
    field_order = ("kind",)


class CohortForm(forms.Form):
    """A cohort is a template, a number and a first day: all dates follow."""

    template = forms.ModelChoiceField(
        label=gettext_lazy("Template"), queryset=Template.objects.none(), empty_label=None
    )
    number = forms.IntegerField(label=gettext_lazy("Number"), min_value=1, max_value=999)
    starts_on = DayField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("A Monday. Every date of the template moves with it."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Times of shared sessions are those of"),
        initial="America/New_York",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        templates = Template.objects.order_by("code", "-version")
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]  # its kind
        self.fields["template"].label_from_instance = _name_template  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zones()  # type: ignore[attr-defined]  # a ChoiceField

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        today = timezone.localdate()
        if day.weekday():
            raise forms.ValidationError(_("The first day must be a Monday."))
        if not today - A_YEAR < day < today + 5 * A_YEAR:
            raise forms.ValidationError(_("This is too far away. Is the year right?"))
        return day


def _name_template(template: Template) -> str:
    return _("%(name)s, version %(version)s") % {
        "name": template.title,
        "version": template.version,
    }


class CityForm(forms.Form):
    """What we ask when a city joins, and whom we write to."""

    name = forms.CharField(label=gettext_lazy("Name of the city"), max_length=120)
    admin1 = forms.CharField(label=gettext_lazy("State, province or department"), max_length=120)
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language)
    population = forms.IntegerField(
        label=gettext_lazy("Population"), min_value=1, max_value=99_999_999, required=False
    )
    population_year = forms.IntegerField(
        label=gettext_lazy("Year of that figure"), min_value=1950, max_value=2100, required=False
    )
    council_name = forms.CharField(
        label=gettext_lazy("Name of the council"), max_length=120, required=False
    )
    mayor_name = forms.CharField(label=gettext_lazy("Name of the mayor"), max_length=120)
    mayor_form = forms.ChoiceField(
        label=gettext_lazy("Form of address"), choices=Form, initial=Form.NEUTRAL
    )
    mayor_email = forms.EmailField(
        label=gettext_lazy("E-mail address of the mayor"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Left empty, only the mayor’s office is invited."),
    )
    office_name = forms.CharField(
        label=gettext_lazy("Name of the mayor’s delegate"), max_length=120, required=False
    )
    office_form = forms.ChoiceField(
        label=gettext_lazy("Form of address of the delegate"), choices=Form, initial=Form.NEUTRAL
    )
    office_email = forms.EmailField(
        label=gettext_lazy("E-mail address of the delegate"), max_length=254, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((localised(facts["name"]), code) for code, facts in countries().items())
        choices = [("", "")] + [(code, name) for name, code in named]
        self.fields["country"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["time_zone"].choices = [("", ""), *zones()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        mayor, office = cleaned.get("mayor_email"), cleaned.get("office_email")
        if not mayor and not office and not self.errors:
            self.add_error(
                "mayor_email", _("Write the address of the mayor, of the delegate, or both.")
            )
        if mayor and mayor.lower() == (office or "").lower():
            self.add_error("office_email", _("The mayor and the delegate need two addresses."))
        if office and not cleaned.get("office_name"):
            self.add_error("office_name", _("Write the name of the delegate."))
        return cleaned

    def new_city(self) -> NewCity:
        """What was typed, ready to be admitted."""
        data = self.cleaned_data
        return NewCity(
            name=data["name"],
            admin1=data["admin1"],
            country=data["country"],
            time_zone=data["time_zone"],
            language=data["language"],
            mayor_name=data["mayor_name"],
            mayor_form=data["mayor_form"],
            contacts=self._contacts(),
            population=data["population"],
            population_year=data["population_year"],
            council_name=data["council_name"],
        )

    def _contacts(self) -> tuple[Contact, ...]:
        data = self.cleaned_data
        return tuple(
            Contact(
                role=role,
                name=data[f"{who}_name"],
                email=data[f"{who}_email"],
                language=data["language"],
                form=data[f"{who}_form"],
            )
            for role, who in ((Role.MAYOR, "mayor"), (Role.DELEGATE, "office"))
            if data[f"{who}_email"]
        )
