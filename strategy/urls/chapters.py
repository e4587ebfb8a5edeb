"""Addresses of structured chapters: registers, pillars, and the outline."""

from django.urls import path

from strategy.views import registers, shape

urlpatterns = [
    # cities/<city>/strategy/outline/
    path("cities/<slug:city>/strategy/outline/", shape.outline_edit, name="outline_edit"),
    path("cities/<slug:city>/strategy/cover/", shape.cover_edit, name="cover_edit"),
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/rename/",
        shape.section_rename,
        name="section_rename",
    ),
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/move/",
        shape.section_move,
        name="section_move",
    ),
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/remove/",
        shape.section_remove,
        name="section_remove",
    ),
    # cities/<city>/strategy/pillars/
    path("cities/<slug:city>/strategy/pillars/add/", shape.pillar_add, name="pillar_add"),
    path("cities/<slug:city>/strategy/pillars/<key:key>/", shape.pillar_edit, name="pillar_edit"),
    path(
        "cities/<slug:city>/strategy/pillars/<key:key>/delete/",
        shape.pillar_delete,
        name="pillar_delete",
    ),
    path(
        "cities/<slug:city>/strategy/pillars/<key:key>/move/",
        shape.pillar_move,
        name="pillar_move",
    ),
    # cities/<city>/strategy/registers/
    path(
        "cities/<slug:city>/strategy/registers/<str:register>/add/",
        registers.register_row_add,
        name="register_row_add",
    ),
    path(
        "cities/<slug:city>/strategy/rows/<key:key>/",
        registers.register_row_edit,
        name="register_row_edit",
    ),
    path(
        "cities/<slug:city>/strategy/rows/<key:key>/delete/",
        registers.register_row_delete,
        name="register_row_delete",
    ),
    path(
        "cities/<slug:city>/strategy/rows/<key:key>/move/",
        registers.register_row_move,
        name="register_row_move",
    ),
]
