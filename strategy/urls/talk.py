"""Addresses of remarks and suggestions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
