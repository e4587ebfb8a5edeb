"""Addresses of translations and the glossary."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
