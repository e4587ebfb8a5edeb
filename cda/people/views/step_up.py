"""The six digits before a signature."""

from urllib.parse import urlencode

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cda.accounts.access import Request, personal
from cda.lib.errors import RuleBroken
from cda.people import actions
from cda.people.forms import StepUpForm
from cda.people.models import STEP_UP_TRIES
from cda.people.stepup import is_fresh, second_factor_page, step_up_of
from cda.people.views.accounts import steady
from cda.people.words import masked


def safe_next(request: HttpRequest) -> str:
    """Where to go afterwards: one of our own pages, by its path and not by a view's name."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if is_ours else "/"


@require_http_methods(["GET", "HEAD", "POST"])
@steady
@personal
def step_up(request: Request) -> HttpResponse:
    user, next_url = request.access.user, safe_next(request)
    if is_fresh(request):
        return redirect(next_url)
    if page := second_factor_page(user):
        return redirect(f"{page}?{urlencode({'next': next_url})}")
    if request.method == "POST" and "code" not in request.POST:
        return _send(request, next_url)
    sent = step_up_of(request, user)
    form = StepUpForm(request.POST or None)
    if form.is_valid():
        if actions.prove(user, request.session.session_key or "", form.cleaned_data["code"]):
            return redirect(next_url)
        form.add_error("code", _problem(request))
    context = {
        "form": form if sent and (form.errors or sent.may_try(timezone.now())) else None,
        "address": masked(user.email),
        "next": next_url,
    }
    return render(request, "people/step_up.html", context, status=422 if form.errors else 200)


def _send(request: Request, next_url: str) -> HttpResponse:
    if not ratelimit.consume(request, action="step_up", user=request.access.user):
        raise RuleBroken(_("We sent you several codes already. Wait a while, then try again."))
    actions.send_step_up_code(request.access.user, request.session.session_key or "")
    return redirect(f"{request.path}?{urlencode({'next': next_url})}")


def _problem(request: Request) -> str:
    """What to do now: type again, or get a new code."""
    sent = step_up_of(request, request.access.user)
    if sent is None or not sent.may_try(timezone.now()):
        return _("This code no longer works. Get a new one.")
    left = STEP_UP_TRIES - sent.tries
    return ngettext(
        "This is not the code we sent. You have %(left)s try left.",
        "This is not the code we sent. You have %(left)s tries left.",
        left,
    ) % {"left": left}
