"""Addresses of the plan as a spreadsheet, and of its cells."""

from django.urls import path

from strategy.views import plan_cells

PLAN = "cities/<slug:city>/strategy/plan/"

urlpatterns = [
    path(
        f"{PLAN}initiatives/<key:key>/cells/<slug:cell>/",
        plan_cells.initiative_cell,
        name="initiative_cell",
    ),
    path(
        f"{PLAN}indicators/<key:key>/cells/<slug:cell>/",
        plan_cells.indicator_cell,
        name="indicator_cell",
    ),
]
