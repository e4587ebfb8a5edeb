"""Addresses of the editor: the rich field, presence, and the pen of a section."""

from django.urls import URLPattern, path

from strategy.views import presence, sections

urlpatterns: list[URLPattern] = [
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/rich/",
        sections.section_rich,
        name="section_rich",
    ),
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/presence/",
        presence.section_presence,
        name="section_presence",
    ),
]
