"""THE door: who is asking, in which cities, and whether they may."""

import functools
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeAlias, cast

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from cda.accounts.models import City, Once, Part, User
from cda.accounts.parts import parts_today
from cda.accounts.permissions import SECOND_FACTOR_ROLES, Permission, Role, permissions_of
from cda.accounts.wall import inside, open_cities
from cda.audit.models import Entry
from cda.lib.errors import RuleBroken


@dataclass(frozen=True)
class Access:
    """One person, the cities they may act in, and what they may do in all of these.

    `city` is the one in the URL, None on a page over several cities; `roles` are theirs there.
    `own` is the first city they play a part in: the menu of a city's people leads there.
    """

    user: User
    cities: frozenset[int]
    permissions: frozenset[Permission]
    roles: frozenset[Role]
    city: City | None = None
    own: City | None = None

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    @property
    def here(self) -> City:
        """The city in the URL. Only for views that have one."""
        if self.city is None:
            raise Http404
        return self.city


class Request(HttpRequest):
    """A request that came through the door."""

    access: Access
    htmx: HtmxDetails
    user: User


Args = ParamSpec("Args")
View: TypeAlias = Callable[Concatenate[Request, Args], HttpResponse]
Door: TypeAlias = Callable[Concatenate[HttpRequest, Args], HttpResponse]


def requires(permission: Permission) -> Callable[[View[Args]], Door[Args]]:
    """Open the door for those who have the permission, and the wall for their cities.

    With `city` in the URL it is that city, else all those where they have the permission.
    Strangers get 404, members without the right 403. The view runs in one transaction.
    """

    def decorate(view: View[Args]) -> Door[Args]:
        @functools.wraps(view)
        def door(request: HttpRequest, /, *args: Args.args, **kwargs: Args.kwargs) -> HttpResponse:
            user = request.user
            if not isinstance(user, User):
                return redirect_to_login(request.get_full_path())
            slug = cast("str | None", kwargs.get("city"))
            with inside([], user.pk):
                access = access_for(user, permission, slug)
                if lacks_second_factor(request, user):
                    return redirect("mfa_index")
                open_cities(opened(access))
                seen_today(user)
                entered = cast("Request", request)
                entered.access = access
                return answer_once(entered, lambda: view(entered, *args, **kwargs))

        door.door = permission  # type: ignore[attr-defined]  # guards and the matrix read it
        return door

    return decorate


def personal(view: View[Args]) -> Door[Args]:
    """For a signed-in person's own things: no city is open, only their own rows."""

    @functools.wraps(view)
    def door(request: HttpRequest, /, *args: Args.args, **kwargs: Args.kwargs) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return redirect_to_login(request.get_full_path())
        with inside([], user.pk):
            parts = parts_today(user)
            roles = frozenset(Role(part.role) for part in parts)
            entered = cast("Request", request)
            entered.access = Access(
                user, frozenset(), permissions_of(roles), roles, own=_own_city(parts)
            )
            return answer_once(entered, lambda: view(entered, *args, **kwargs))

    door.door = "personal"  # type: ignore[attr-defined]  # guards and the matrix read it
    return door


def public(why: str) -> Callable[[View[Args]], Door[Args]]:
    """For everybody, without signing in. Says why. Nothing behind the wall is visible."""

    def decorate(view: View[Args]) -> Door[Args]:
        @functools.wraps(view)
        def door(request: HttpRequest, /, *args: Args.args, **kwargs: Args.kwargs) -> HttpResponse:
            with inside([], None):
                return view(cast("Request", request), *args, **kwargs)

        door.door = f"public: {why}"  # type: ignore[attr-defined]  # guards and the matrix read it
        return door

    return decorate


def access_for(user: User, permission: Permission, slug: str | None = None) -> Access:
    """What this person may do, in one city or in all where they have the permission.

    Raises Http404 for a city that is not theirs (as for one that does not exist) and
    PermissionDenied where they play no part with this permission.
    """
    parts = parts_today(user)
    everywhere = {Role(part.role) for part in parts if part.city_id is None}
    if slug is not None:
        return _in_city(user, permission, parts, everywhere, slug)
    roles = frozenset(Role(part.role) for part in parts)
    holders = {role for role in roles if permission in permissions_of({role})}
    if not holders:
        raise PermissionDenied
    if holders & everywhere:
        cities = frozenset(City.objects.values_list("pk", flat=True))
    else:
        cities = frozenset(p.city_id for p in parts if p.city_id and Role(p.role) in holders)
    return Access(user, cities, permissions_of(holders), roles, own=_own_city(parts))


def _in_city(
    user: User, permission: Permission, parts: list[Part], everywhere: set[Role], slug: str
) -> Access:
    mine = [part for part in parts if part.city and part.city.slug == slug]
    city = mine[0].city if mine else None
    if city is None and everywhere:
        city = City.objects.filter(slug=slug).first()
    if city is None:
        raise Http404
    roles = frozenset(everywhere | {Role(part.role) for part in mine})
    permissions = permissions_of(roles)
    if permission not in permissions:
        raise PermissionDenied
    return Access(user, frozenset({city.pk}), permissions, roles, city, _own_city(parts))


def _own_city(parts: list[Part]) -> City | None:
    return next((part.city for part in parts if part.city), None)


def opened(access: Access) -> Iterable[int]:
    """The cities the wall opens; with the programme's own history for those who keep it."""
    if access.may(Permission.COHORT_VIEW):
        return access.cities | {Entry.PROGRAMME}
    return access.cities


def lacks_second_factor(request: HttpRequest, user: User) -> bool:
    """Staff and coaches use a passkey or an authenticator app (the demonstration does not)."""
    if settings.DEMO or request.session.get("second_factor"):
        return False
    roles = {Role(part.role) for part in parts_today(user)}
    if SECOND_FACTOR_ROLES.isdisjoint(roles):
        return False
    request.session["second_factor"] = is_mfa_enabled(user)
    return not request.session["second_factor"]


def answer_once(request: Request, view: Callable[[], HttpResponse]) -> HttpResponse:
    """Do what the form asks, unless the very same form was already sent and done.

    The form carries a random `once`. It is written in the transaction of the act itself, so a
    second click waits for the first and is then sent to the same page. An answer that is not
    a redirect (a form with errors) is no act, and leaves no trace.
    """
    key = request.POST.get("once", "")[:64] if request.method == "POST" else ""
    if not key or "\x00" in key:
        return view()
    body = _fingerprint(request)
    once, is_first = _claim(request, key, body)
    if not is_first:
        if once.body != body or once.path != request.path[:300]:
            raise RuleBroken(_("This form was already sent with other content. Open it again."))
        return redirect(once.location or request.path)
    response = view()
    if isinstance(response, HttpResponseRedirect):
        Once.objects.filter(pk=once.pk).update(location=response.url[:500])
    else:
        once.delete()
    return response


def _claim(request: Request, key: str, body: str) -> tuple[Once, bool]:
    """The mark of this form, and whether we are the first to set it. A second one waits here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_once (user_id, key, path, body, location, at)"
            " VALUES (%s, %s, %s, %s, '', now()) ON CONFLICT DO NOTHING RETURNING id",
            [request.user.pk, key, request.path[:300], body],
        )
        is_first = cursor.fetchone() is not None
    return Once.objects.get(user_id=request.user.pk, key=key), is_first


def _fingerprint(request: HttpRequest) -> str:
    fields = sorted(
        (name, tuple(values))
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
    )
    return hashlib.sha256(repr(fields).encode("utf-8", "surrogatepass")).hexdigest()


def seen_today(user: User | AnonymousUser) -> None:
    """Remember the day of the last visit, once a day: silence is shown, so it must be true."""
    today = timezone.localdate()
    if isinstance(user, User) and user.seen_on != today:
        User.objects.filter(pk=user.pk).update(seen_on=today)
