"""What people say about a section: ready or not, done, left out, and who writes it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.actions import drafting
from strategy.forms.drafting import AssignForm
from strategy.views.places import section_here


@require_POST
@requires(Permission.STRATEGY_EDIT)
def section_state(request: Request, city: str, key: str) -> HttpResponse:
    """Yes, it is ready for review; or no, there is more to come."""
    section = section_here(request, key)
    declare = drafting.declare_unfinished
    if request.POST.get("state") == "ready":
        declare = drafting.declare_ready
    section = declare(section, by=request.access.user)
    messages.success(
        request,
        _("“%(title)s” is now: %(state)s.")
        % {"title": section.heading, "state": section.get_status_display()},
    )
    return redirect("strategy:section_edit", city, key)


@require_POST
@requires(Permission.STRATEGY_SEND)
def section_accept(request: Request, city: str, key: str) -> HttpResponse:
    section = section_here(request, key)
    drafting.accept_section(section, by=request.access.user)
    messages.success(request, _("“%(title)s” is done.") % {"title": section.heading})
    return redirect("strategy:strategy_detail", city)


@require_POST
@requires(Permission.STRATEGY_SEND)
def section_hide(request: Request, city: str, key: str) -> HttpResponse:
    """Leave an optional section out of the document, or take it in again."""
    section = section_here(request, key)
    if request.POST.get("hidden") == "1":
        drafting.hide_section(section, by=request.access.user)
        sentence = _("“%(title)s” is left out. Its text stays here.")
    else:
        drafting.show_section(section, by=request.access.user)
        sentence = _("“%(title)s” is back in the document.")
    messages.success(request, sentence % {"title": section.heading})
    return redirect("strategy:outline_edit", city)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.STRATEGY_EDIT)
def section_assign(request: Request, city: str, key: str) -> HttpResponse:
    section = section_here(request, key)
    form = AssignForm(
        request.POST or None,
        city_id=section.city_id,
        initial={"assignee": section.assignee_id, "due_on": section.due_on},
    )
    if form.is_valid():
        drafting.assign_section(section, **form.cleaned_data, by=request.access.user)
        messages.success(request, _("Saved."))
        return redirect("strategy:strategy_detail", city)
    context = {"form": form, "section": section, "city": request.access.here}
    status = 422 if form.errors else 200
    return render(request, "strategy/section_assign.html", context, status=status)
