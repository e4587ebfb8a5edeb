"""Opening an invitation. Looking at it changes nothing: mail scanners look at every link."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from cda.accounts.access import public
from cda.accounts.models import User
from cda.people import actions, zones
from cda.people.forms import AcceptForm
from cda.people.models import Invitation
from cda.people.tokens import invitation_of
from cda.people.words import masked, what_for


@require_http_methods(["GET", "HEAD", "POST"])
@public("whoever holds the link of an invitation may open it")
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitation_of(token)
    once = request.POST.get("once", "")
    if invitation is None or not _opens(invitation, once):
        return render(request, "people/invitation_closed.html", status=404)
    with translation.override(_language(request, invitation)):
        if isinstance(request.user, User) and not invitation.is_for(request.user):
            response = _for_somebody_else(request, invitation)
        else:
            response = _answer(request, invitation, token, once)
        response.headers["Content-Language"] = translation.get_language() or "en"
    return response


def _opens(invitation: Invitation, once: str) -> bool:
    now = timezone.now()
    return invitation.is_open(now) or invitation.is_repeat(once, now)


def _language(request: HttpRequest, invitation: Invitation) -> str:
    """The language of the letter, until the reader picks another one."""
    if isinstance(request.user, User) or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return translation.get_language() or "en"
    return invitation.language


def _for_somebody_else(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    context = {"address": masked(invitation.email)}
    return render(request, "people/invitation_elsewhere.html", context, status=409)


def _answer(request: HttpRequest, invitation: Invitation, token: str, once: str) -> HttpResponse:
    known = User.objects.filter(email__iexact=invitation.email).first()
    zone = zones.guess(
        invitation.city.time_zone if invitation.city else "",
        request.headers.get("Accept-Language", ""),
    )
    form = AcceptForm(request.POST or None, invitation=invitation, zone=zone)
    if request.method == "POST" and (known or form.is_valid()):
        answers = {} if known else form.cleaned_data
        return _enter(request, actions.accept(token, answers, once=once))
    context = {
        "invitation": invitation,
        "name": known.name if known else invitation.name,
        "what_for": what_for(invitation),
        "form": None if known else form,
    }
    status = 422 if form.errors and not known else 200
    return render(request, "people/invitation_accept.html", context, status=status)


def _enter(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Holding the link proves the mailbox, like a code does; a second factor is still asked."""
    if isinstance(request.user, User):
        return redirect(settings.LOGIN_REDIRECT_URL)
    user = invitation.used_by
    record_authentication(request, user, method="invitation", email=invitation.email)
    response: HttpResponse = perform_login(request, user, email=invitation.email)
    return response
