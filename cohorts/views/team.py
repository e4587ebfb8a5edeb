"""The senior team: who is in, who was asked, who stands beside them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cda.accounts.access import Access, Request, requires
from cda.accounts.models import User
from cda.accounts.permissions import Permission, Role
from cda.people.models import Invitation
from cohorts import actions
from cohorts.forms import MoveForm, OverrideForm, TeamFormSet
from cohorts.models import (
    Delegation,
    MayoralTerm,
    OfficeContact,
    Participation,
    Seat,
    open_invitations,
)

ASKED = {Seat.Status.NOMINATED, Seat.Status.INVITED}
NEXT = {
    Participation.Status.SELECTED: Participation.Status.ONBOARDING,
    Participation.Status.ONBOARDING: Participation.Status.ACTIVE,
}


@require_safe
@requires(Permission.TEAM_VIEW)
def team_detail(request: Request, city: str) -> HttpResponse:
    access = request.access
    participation = current(access)
    invitations = open_invitations(access.here.pk)
    context = {
        "city": access.here,
        "participation": participation,
        **team(access, participation, invitations),
        **office(access, invitations),
        **way(access, participation),
        "coaches": list(User.objects.playing(Role.COACH, city=access.here.pk)),
        "coach_names": participation.coach_names,
    }
    return render(request, "cohorts/team_detail.html", context)


def current(access: Access) -> Participation:
    """The newest participation of the city in the URL."""
    participations = Participation.objects.visible_to(access).current()
    return get_object_or_404(participations.select_related("cohort"))


def team(
    access: Access, participation: Participation, invitations: list[Invitation]
) -> dict[str, Any]:
    """The seats, the lead first."""
    today = timezone.localdate()
    seats = Seat.objects.visible_to(access).standing().filter(participation=participation)
    people = [
        person(seat, invitations, today)
        for seat in seats.select_related("user").order_by("-is_lead", "name")
    ]
    return {
        "people": people,
        "has_proposal": any(one["is_proposed"] for one in people),
        "has_team": any(not one["is_proposed"] for one in people),
    }


def person(seat: Seat, invitations: list[Invitation], today: date) -> dict[str, Any]:
    """A seat with what the page says about it."""
    user = seat.user if isinstance(seat.user, User) else None
    return {
        "seat": seat,
        "is_proposed": seat.status == Seat.Status.PROPOSED,
        "quiet": user.quiet_days(today) if user else None,
        "phone": user.phone if user else "",
        "invitation": next((one for one in invitations if one.seat_id == seat.pk), None),
        "can_be_invited": seat.status in ASKED,
    }


def office(access: Access, invitations: list[Invitation]) -> dict[str, Any]:
    """The mayor, whom we write to, and whom the mayor lets act."""
    contacts = OfficeContact.objects.visible_to(access).order_by("-role")
    delegations = Delegation.objects.visible_to(access).in_force()
    people = User.objects.playing(Role.MAYOR, Role.DELEGATE, city=access.here.pk)
    here = {user.email.lower() for user in people}
    term = MayoralTerm.objects.visible_to(access).serving().first()
    rows = [contact_row(contact, invitations, here) for contact in contacts]
    if term and not any(row["role"] == Role.MAYOR for row in rows):
        rows.insert(0, {"name": term.name, "role": Role.MAYOR, "has_come": bool(term.user_id)})
    for row in rows:
        is_mayor = row["role"] == Role.MAYOR and term
        row["sub"] = title_of(access, term) if is_mayor else Role.DELEGATE.label
    return {
        "office": rows,
        "delegations": list(delegations.select_related("user").order_by("ends_on")),
    }


def title_of(access: Access, term: MayoralTerm | None) -> str:
    """How this city calls its mayor, in the reader's language."""
    return access.here.mayor_title(term.form if term else "neutral", access.user.language)


def contact_row(
    contact: OfficeContact, invitations: list[Invitation], here: set[str]
) -> dict[str, Any]:
    """Somebody in the mayor's office, and whether they came or have a letter that works."""
    return {
        "name": contact.name,
        "role": contact.role,
        "email": contact.email,
        "key": contact.key,
        "has_come": contact.email.lower() in here,
        "invitation": next((one for one in invitations if is_to(one, contact)), None),
    }


def is_to(invitation: Invitation, contact: OfficeContact) -> bool:
    """Was this letter sent to this person of the mayor's office?"""
    return (invitation.email, invitation.role) == (contact.email.lower(), contact.role)


def way(access: Access, participation: Participation) -> dict[str, Any]:
    """The next state of the city, and what is missing for it."""
    status = NEXT.get(Participation.Status(participation.status))
    if status is None or not access.may(Permission.PARTICIPATION_MOVE):
        return {"next_status": "", "gaps": []}
    return {
        "next_status": status.value,
        "next_label": status.label,
        "gaps": actions.gaps_before(participation, status),
        "move_form": MoveForm(initial={"status": status}),
    }


@require_http_methods(["GET", "POST"])
@requires(Permission.TEAM_PROPOSE)
def team_nominate(request: Request, city: str) -> HttpResponse:
    """One page: the mayor chooses, the office and the lead propose."""
    participation = current(request.access)
    seats = Seat.objects.visible_to(request.access).filter(participation=participation)
    reason = OverrideForm(request.POST if may_make_exceptions(request.access) else None)
    override = reason.cleaned_data["override"] if reason.is_valid() else ""
    rows = TeamFormSet(
        request.POST or None,
        proposed=list(seats.proposed().order_by("-is_lead", "pk")),
        seated=list(seats.filled().order_by("-is_lead", "name")),
        override=override,
        language=request.access.here.language,
    )
    if request.method == "POST" and rows.is_valid():
        name_team(request, participation, rows.nominees, override)
        return redirect("cohorts:team_detail", city)
    context = {
        "city": request.access.here,
        "rows": rows,
        "seated": rows.seated,
        "reason_form": OverrideForm(request.POST or None),
        "spare_total": rows.total_form_count() + 1,
        "may_make_exceptions": may_make_exceptions(request.access),
    }
    status = 422 if rows.is_bound else 200
    return render(request, "cohorts/team_nominate.html", context, status=status)


def may_make_exceptions(access: Access) -> bool:
    """Only an administrator, who confirms for the record, may set the size of a team aside."""
    return Role.ADMIN in access.roles


def name_team(
    request: Request, participation: Participation, nominees: list[Any], override: str
) -> None:
    """The same page, two acts: to choose is the mayor's, to propose is the others'."""
    user = request.access.user
    if request.access.may(Permission.TEAM_CONFIRM):
        actions.confirm_team(participation, nominees, by=user, override=override)
        messages.success(request, _("The team is confirmed. Everybody gets an invitation."))
    else:
        actions.propose_team(participation, nominees, by=user)
        told = _("The mayor was told, and decides.") if nominees else _("Saved.")
        messages.success(request, told)


@require_POST
@requires(Permission.TEAM_INVITE)
def seat_invite(request: Request, city: str, key: str) -> HttpResponse:
    """Write again to somebody who has not answered."""
    seats = Seat.objects.visible_to(request.access).filter(status__in=ASKED)
    seat = get_object_or_404(seats, key=key)
    actions.invite_seat(seat, by=request.access.user)
    messages.success(request, _("%(name)s gets a new invitation.") % {"name": seat.name})
    return redirect("cohorts:team_detail", city)


@require_POST
@requires(Permission.TEAM_INVITE)
def mayor_invite(request: Request, city: str, key: str) -> HttpResponse:
    """Write again to the mayor's office."""
    contacts = OfficeContact.objects.visible_to(request.access).select_related("city")
    contact = get_object_or_404(contacts, key=key)
    actions.invite_contact(contact, by=request.access.user)
    messages.success(request, _("%(name)s gets a new invitation.") % {"name": contact.name})
    return redirect("cohorts:team_detail", city)


@require_POST
@requires(Permission.PARTICIPATION_MOVE)
def participation_move(request: Request, city: str) -> HttpResponse:
    """Onboarding begins, or the work does. Only an administrator may go on with gaps."""
    participation = current(request.access)
    form = MoveForm(request.POST)
    if form.is_valid():
        data, user = form.cleaned_data, request.access.user
        override = data["override"] if may_make_exceptions(request.access) else ""
        if data["status"] == Participation.Status.ONBOARDING:
            actions.start_onboarding(participation, by=user, override=override)
        else:
            actions.activate(participation, by=user, override=override)
        messages.success(request, _("The city goes on."))
    return redirect("cohorts:team_detail", city)
