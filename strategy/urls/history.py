"""Addresses of what was written before, and of comparing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
