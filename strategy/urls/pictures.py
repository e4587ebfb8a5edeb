"""Addresses of the pictures in the text."""

from django.urls import path

from strategy.views import pictures

HOME = "cities/<slug:city>/strategy/pictures/"

urlpatterns = [
    path(HOME, pictures.picture_add, name="picture_add"),
    path(f"{HOME}<key:key>/", pictures.picture, name="picture"),
]
