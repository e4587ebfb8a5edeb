"""Begin a section from an example."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.actions.guiding import begin_from
from strategy.models.guidance import samples_of
from strategy.views.places import section_here


@require_POST
@requires(Permission.STRATEGY_EDIT)
def section_example(request: Request, city: str, key: str) -> HttpResponse:
    """It comes into the text marked, and leads back to the editor."""
    section = section_here(request, key)
    wanted = request.POST.get("number", "0")
    sample = next((row for row in samples_of(section.code) if str(row.number) == wanted), None)
    if sample is None:
        raise Http404
    begin_from(section, sample, by=request.access.user)
    messages.success(request, _("The example stands at the end of the text. Now make it yours."))
    return redirect("strategy:section_edit", city, key)
