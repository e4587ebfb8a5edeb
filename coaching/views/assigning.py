"""Which coach stands by which city. A page over all cities: coaches are shared among them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cda.accounts.access import Request, requires
from cda.accounts.models import City, Language, Part
from cda.accounts.permissions import Permission, Role
from cda.lib.formats import offset
from coaching.actions.assigning import assign_coach, offer_coaching
from coaching.forms.assigning import AssignForm, CoachInviteForm
from coaching.models import CoachAssignment, CoachOffer
from coaching.models.assignment import COACH_LOAD, CoachLoad, loads_of


@require_http_methods(["GET", "POST"])
@requires(Permission.COACH_ASSIGN)
def coach_assign(request: Request, place: str) -> HttpResponse:
    city = get_object_or_404(City.objects.visible_to(request.access), slug=place)
    loads = _loads(request)
    form = _assign_form(request, city, loads)
    if form.is_valid():
        coach, kind = form.chosen(), form.cleaned_data["kind"]
        handover = form.cleaned_data["handover"]
        assign_coach(city, coach, kind, by=request.access.user, handover=handover)
        _say_load(request, coach.name, _load_of(_loads(request), coach.pk))
        return redirect(city.get_absolute_url())
    context = _page(request, city, form, CoachInviteForm(initial={"language": city.language}))
    status = 422 if form.is_bound else 200
    return render(request, "coaching/coach_assign.html", context, status=status)


@require_POST
@requires(Permission.COACH_ASSIGN)
def coach_invite(request: Request, place: str) -> HttpResponse:
    city = get_object_or_404(City.objects.visible_to(request.access), slug=place)
    form = CoachInviteForm(request.POST)
    if form.is_valid():
        offer_coaching(city, **form.cleaned_data, by=request.access.user)
        messages.success(request, _("The invitation is on its way. It opens for 7 days."))
        return redirect(city.get_absolute_url())
    context = _page(request, city, _assign_form(request, city, _loads(request), False), form)
    return render(request, "coaching/coach_assign.html", context, status=422)


def _loads(request: Request) -> list[CoachLoad]:
    parts = Part.objects.visible_to(request.access).filter(role=Role.COACH, user__is_active=True)
    return loads_of(parts.select_related("user"), timezone.localdate())


def _load_of(loads: list[CoachLoad], coach_id: int) -> int:
    return next((load.cities for load in loads if load.coach.pk == coach_id), 0)


def _assign_form(
    request: Request, city: City, loads: list[CoachLoad], is_sent: bool = True
) -> AssignForm:
    return AssignForm(
        (request.POST or None) if is_sent else None,
        initial={"kind": _vacant(request, city)},
        coaches=[load.coach for load in loads],
        labels=[_described(load) for load in loads],
        auto_id="assign_%s",
    )


def _vacant(request: Request, city: City) -> str:
    """The place that is free; the lead coach's first."""
    standing = CoachAssignment.objects.visible_to(request.access).standing().filter(city=city)
    taken = set(standing.values_list("kind", flat=True))
    return next((kind for kind in CoachAssignment.Kind.values if kind not in taken), "primary")


def _described(load: CoachLoad) -> str:
    """Name, language, clock and load: what a match is made of."""
    values = {
        "name": load.coach.name,
        "language": Language(load.coach.language).label,
        "offset": offset(timezone.now(), load.coach.time_zone),
        "count": load.cities,
    }
    if load.is_full:
        return _("%(name)s: %(language)s, %(offset)s, %(count)d cities already") % values
    return (
        ngettext(
            "%(name)s: %(language)s, %(offset)s, %(count)d city",
            "%(name)s: %(language)s, %(offset)s, %(count)d cities",
            load.cities,
        )
        % values
    )


def _say_load(request: Request, name: str, cities: int) -> None:
    if cities > COACH_LOAD:
        sentence = _("%(name)s is assigned, and now has %(count)d cities. More than 6 is a lot.")
        messages.warning(request, sentence % {"name": name, "count": cities})
    else:
        messages.success(request, _("%(name)s is assigned.") % {"name": name})


def _page(
    request: Request, city: City, form: AssignForm, invite: CoachInviteForm
) -> dict[str, Any]:
    standing = CoachAssignment.objects.visible_to(request.access).standing().filter(city=city)
    offers = CoachOffer.objects.visible_to(request.access).filter(city=city).order_by("-kind")
    present = list(standing.select_related("coach"))
    kinds = {one.kind for one in present}
    return {
        "city": city,
        "form": form,
        "invite": invite,
        "standing": present,
        "missing": [kind.label for kind in CoachAssignment.Kind if kind not in kinds],
        "offers": list(offers),
    }
