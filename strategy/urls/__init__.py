"""Addresses of the strategy: writing it, and signing it."""

from strategy.urls import drafting, signing

app_name = "strategy"
urlpatterns = [*drafting.urlpatterns, *signing.urlpatterns]
