"""The addresses of the demonstration, for telling screens apart."""

from django.urls import include, path

from cda.people.urls.demo import demo_urls
from cda.urls import urlpatterns as real

urlpatterns = [*real, path("", include((demo_urls, "people"), namespace="demo"))]
