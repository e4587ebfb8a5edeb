"""Who else is at this section, and who has its pen; for the script, and for buttons without it."""

from collections.abc import Callable

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from cda.accounts.access import Request, requires
from cda.accounts.permissions import Permission
from strategy.actions import presence
from strategy.models import Section
from strategy.models.presence import desk_of

ACTS: dict[str, Callable[..., object]] = {
    "here": presence.be_here,
    "write": presence.take_pen,
    "ask": presence.ask_for_pen,
    "give": presence.give_pen,
    "leave": presence.leave,
}


@require_POST
@requires(Permission.STRATEGY_EDIT)
def section_presence(request: Request, city: str, key: str) -> HttpResponse:
    """Say what one does here, hear what the others do."""
    sections = Section.objects.visible_to(request.access)
    section = get_object_or_404(sections.only("key", "city_id", "code"), key=key)
    act = ACTS.get(request.POST.get("act", ""), presence.be_here)
    act(section, by=request.access.user)
    if request.headers.get("X-Requested-With") != "fetch":
        return redirect("strategy:section_edit", city, key)
    desk = desk_of(section, request.access.user, now=timezone.now())
    context = {"desk": desk, "city": request.access.here, "section": section}
    pen = desk.pen and {"name": desk.pen.holder.name, "since": desk.pen.since.isoformat()}
    return JsonResponse(
        {
            "pen": pen,
            "mine": desk.is_mine,
            "others": desk.others,
            "asks": desk.asks,
            "html": render_to_string("strategy/_presence.html", context, request),
        }
    )
