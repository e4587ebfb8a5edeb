"""Addresses of readiness and evidence."""

from django.urls import path

from strategy.views import gate

HOME = "cities/<slug:city>/strategy/"

urlpatterns = [
    path(f"{HOME}readiness/", gate.readiness, name="readiness"),
]
