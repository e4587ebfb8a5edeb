"""Addresses of the plan as a spreadsheet, and of its cells."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
