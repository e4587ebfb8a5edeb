"""Addresses of remarks and suggestions."""

from django.urls import path

from strategy.views import suggestions

HOME = "cities/<slug:city>/strategy/"

urlpatterns = [
    path(f"{HOME}suggestions/", suggestions.suggestion_list, name="suggestion_list"),
    path(f"{HOME}sections/<key:key>/suggest/", suggestions.suggestion_add, name="suggestion_add"),
    path(
        f"{HOME}suggestions/<key:key>/accept/",
        suggestions.suggestion_accept,
        name="suggestion_accept",
    ),
    path(
        f"{HOME}suggestions/<key:key>/decline/",
        suggestions.suggestion_decline,
        name="suggestion_decline",
    ),
    path(
        f"{HOME}suggestions/<key:key>/withdraw/",
        suggestions.suggestion_withdraw,
        name="suggestion_withdraw",
    ),
]
