"""The front page of all URLs: one include per app."""

from django.urls import include, path, register_converter

from cda.lib.ids import PublicIdConverter

register_converter(PublicIdConverter, "key")

urlpatterns = [
    path("accounts/", include("cda.people.urls.accounts")),
    path("", include("cda.people.urls")),
    path("", include("cohorts.urls")),
    path("", include("events.urls")),
    path("", include("strategy.urls")),
    path("", include("coaching.urls")),
    path("", include("cda.home.urls")),
]

handler400 = "cda.home.errors.bad_request"
handler403 = "cda.home.errors.forbidden"
handler404 = "cda.home.errors.not_found"
handler500 = "cda.home.errors.server_error"
