"""Addresses of the editor: pictures, presence, and the pen of a section."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
