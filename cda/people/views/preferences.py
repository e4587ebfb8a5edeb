"""What a person says about themselves: once on a page, twice with one tap."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cda.accounts.access import Request, personal, public
from cda.accounts.models import Language, Theme, User
from cda.people import actions
from cda.people.forms import PreferencesForm
from cda.people.views.step_up import safe_next

A_YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def preferences(request: Request) -> HttpResponse:
    user = User.objects.get(pk=request.access.user.pk)
    form = PreferencesForm(request.POST or None, instance=user)
    if form.is_valid():
        actions.change_preferences(user, form.changed_data, by=user)
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("people:preferences")
    context = {"form": form, **_ways_in(user)}
    status = 422 if form.errors else 200
    return render(request, "people/preferences.html", context, status=status)


def _ways_in(user: User) -> dict[str, str]:
    has_password = user.has_usable_password()
    return {
        "factors": _("Set up") if is_mfa_enabled(user) else _("Not set up"),
        "password": _("Set") if has_password else _("None"),
        "password_url": reverse(
            "account_change_password" if has_password else "account_set_password"
        ),
    }


@require_POST
@public("everybody reads in the language they choose")
def language_set(request: HttpRequest) -> HttpResponse:
    response = redirect(safe_next(request))
    language = request.POST.get("language", "")
    if language in Language:
        _keep(request, response, "language", language, settings.LANGUAGE_COOKIE_NAME)
    return response


@require_POST
@public("everybody reads in the colours they choose")
def theme_set(request: HttpRequest) -> HttpResponse:
    response = redirect(safe_next(request))
    theme = request.POST.get("theme", "")
    if theme in Theme:
        _keep(request, response, "theme", theme, "theme")
    return response


def _keep(
    request: HttpRequest, response: HttpResponse, field: str, value: str, cookie: str
) -> None:
    """With the person, and in the browser for the time after signing out."""
    if isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(**{field: value})
    response.set_cookie(
        cookie,
        value,
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )
