"""Our URLs, and the floor."""

from django.urls import include, path

from cda.bench.views import bare

urlpatterns = [
    path("bench/bare/", bare, name="bare"),
    path("", include("cda.urls")),
]
