"""Addresses of structured chapters: registers, pillars, and the outline."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
