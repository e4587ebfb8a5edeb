"""A cohort is planned from a template, and cities join it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from cohorts.models import Cohort, Template
from events import actions
from events.forms import CityForm, CohortForm


@require_http_methods(["GET", "POST"])
@requires(Permission.COHORT_OPEN)
def cohort_open(request: Request) -> HttpResponse:
    """Plan a cohort. Nothing is mailed: that is another button, on another day."""
    form = CohortForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        cohort = actions.open_cohort(
            data["template"],
            data["number"],
            data["starts_on"],
            by=request.access.user,
            time_zone=data["time_zone"],
        )
        messages.success(request, _("The cohort is planned. Nothing was mailed."))
        return redirect(cohort)
    context = {"form": form, "has_templates": Template.objects.exists()}
    status = 422 if form.errors else 200
    return render(request, "events/cohort_open.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires(Permission.CITY_ADMIT)
def city_admit(request: Request, number: int) -> HttpResponse:
    """Let a city in."""
    cohort = get_object_or_404(Cohort, number=number)
    form = CityForm(request.POST or None)
    if form.is_valid():
        participation = actions.admit_city(cohort, form.new_city(), by=request.access.user)
        messages.success(request, _("%(city)s is in.") % {"city": participation.city.name})
        return redirect("cohorts:team_detail", participation.city.slug)
    context = {"form": form, "cohort": cohort}
    status = 422 if form.errors else 200
    return render(request, "events/city_admit.html", context, status=status)
