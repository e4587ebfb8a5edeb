"""Choosing who you are. Only the URL conf of the demonstration knows these views."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from allauth.usersessions.signals import on_user_logged_in
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cda.accounts.access import public
from cda.accounts.models import User
from cda.people.demo import demo_groups
from cda.people.views.accounts import entrance
from cda.people.views.step_up import safe_next


class DemoLoginView(LoginView):
    """The sign-in page, with everybody on it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "demo_groups": demo_groups()}


login = entrance(DemoLoginView.as_view())


@require_safe
@public("the demonstration lets anybody be anybody")
def person_choose(request: HttpRequest) -> HttpResponse:
    return render(request, "people/person_choose.html", {"demo_groups": demo_groups()})


@require_POST
@public("the demonstration lets anybody be anybody")
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Straight in: a passkey that one visitor set up must not lock the next one out."""
    number = request.POST.get("person", "")
    people = User.objects.filter(is_active=True)
    user = get_object_or_404(people, pk=number if number.isdecimal() and len(number) < 19 else 0)
    get_adapter().login(request, user)
    on_user_logged_in(User, request=request)  # so that the list of devices knows this one
    request.session["demo"] = True
    return redirect(safe_next(request))
