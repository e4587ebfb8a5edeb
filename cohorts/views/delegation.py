"""What the mayor hands on, and takes back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cda.accounts.access import Request, requires
from cda.accounts.models import User
from cda.accounts.permissions import Permission, Role
from cohorts import actions
from cohorts.forms import DelegationForm
from cohorts.models import Delegation, MayoralTerm, Power


@require_http_methods(["GET", "POST"])
@requires(Permission.DELEGATION_GRANT)
def delegation_grant(request: Request, city: str) -> HttpResponse:
    """Only the mayor, only to people of the mayor's office, never the signature."""
    access = request.access
    terms = MayoralTerm.objects.visible_to(access).serving()
    term = get_object_or_404(terms, user=access.user)
    delegates = User.objects.playing(Role.DELEGATE, city=access.here.pk)
    initial = {"starts_on": timezone.localdate(), "powers": [Power.VIEW, Power.GUIDE]}
    form = DelegationForm(request.POST or None, delegates=delegates, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        actions.grant_delegation(
            term,
            data["user"],
            data["powers"],
            data["starts_on"],
            data["ends_on"],
            by=access.user,
        )
        messages.success(request, _("The powers are handed on. You were both told by e-mail."))
        return redirect("cohorts:team_detail", city)
    context = {"city": access.here, "form": form, "has_delegates": bool(delegates)}
    status = 422 if form.errors else 200
    return render(request, "cohorts/delegation_grant.html", context, status=status)


@require_POST
@requires(Permission.DELEGATION_GRANT)
def delegation_revoke(request: Request, city: str, key: str) -> HttpResponse:
    """At once, without a reason."""
    delegations = Delegation.objects.visible_to(request.access).in_force()
    delegation = get_object_or_404(delegations, key=key)
    actions.revoke_delegation(delegation, by=request.access.user)
    messages.success(request, _("The powers are back with you."))
    return redirect("cohorts:team_detail", city)
