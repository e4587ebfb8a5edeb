"""Invitations, preferences and the proof before a signature; accounts.py has the way in."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from cda.people.urls.demo import demo_urls
from cda.people.views.invitation import invitation_accept
from cda.people.views.preferences import language_set, preferences, theme_set
from cda.people.views.step_up import step_up

app_name = "people"
urlpatterns: list[URLPattern | URLResolver] = [
    path("invitations/<str:token>/", invitation_accept, name="invitation_accept"),
    path("preferences/", preferences, name="preferences"),
    path("preferences/language/", language_set, name="language_set"),
    path("preferences/theme/", theme_set, name="theme_set"),
    path("step-up/", step_up, name="step_up"),
]
if settings.DEMO:
    urlpatterns += demo_urls
