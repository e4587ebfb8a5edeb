"""Only in the demonstration: the mail it received, and the style guide."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cda.accounts.access import Request, public
from cda.outbox.models import DemoMessage

PAGE = 50
WHY = "nothing in the demonstration is real, and its mail is how people sign in"


@require_safe
@public(WHY)
def outbox(request: Request) -> HttpResponse:
    """All mail, the newest first, or that of one address."""
    wanted = request.GET.get("q", "").strip()
    found = DemoMessage.objects.order_by("-received_at", "-pk").defer("body")
    if wanted:
        found = found.filter(recipient__icontains=wanted)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": list(page),
        "wanted": wanted,
        "query": f"{urlencode({'q': wanted})}&" if wanted else "",
    }
    return render(request, "home/outbox.html", context)


@require_safe
@public(WHY)
def outbox_message(request: Request, pk: int) -> HttpResponse:
    message = get_object_or_404(DemoMessage, pk=pk)
    return render(request, "home/outbox_message.html", {"letter": message})


@require_safe
@public("the style guide shows invented people only")
def styleguide(request: Request) -> HttpResponse:
    return render(request, "home/styleguide.html")


@require_safe
@public("the style guide shows invented people only")
def styleguide_mayor(request: Request) -> HttpResponse:
    return render(request, "home/styleguide_mayor.html")
