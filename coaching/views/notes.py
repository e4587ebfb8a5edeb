"""Open the private notes of a city: an administrator, with a reason, on the record."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from coaching.actions.glass import break_glass
from coaching.forms.notes import GlassForm
from coaching.models import GlassBreak


@require_http_methods(["GET", "POST"])
@requires(Permission.NOTE_BREAK_GLASS)
def note_break_glass(request: Request, city: str) -> HttpResponse:
    form = GlassForm(request.POST or None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        break_glass(request.access.here, reason, by=request.access.user)
        messages.warning(request, _("The private notes are open to you for 60 minutes."))
        return redirect("coaching:session_list", request.access.here.slug)
    breaks = GlassBreak.objects.visible_to(request.access).filter(user=request.access.user)
    glass = breaks.open(timezone.now()).order_by("-expires_at").first()
    context = {"form": form, "glass": glass, "city": request.access.here}
    status = 422 if form.is_bound else 200
    return render(request, "coaching/note_break_glass.html", context, status=status)
