"""Addresses of the plan as a spreadsheet, and of its cells."""

from django.urls import path

from strategy.views import plan_cells, plan_start, sheets

PLAN = "cities/<slug:city>/strategy/plan/"

urlpatterns = [
    path(f"{PLAN}start/", plan_start.plan_start, name="plan_start"),
    path(f"{PLAN}sheet/", sheets.plan_sheet, name="plan_sheet"),
    path(f"{PLAN}sheet/file/", sheets.plan_export, name="plan_export"),
    path(f"{PLAN}sheet/paste/", sheets.plan_paste, name="plan_paste"),
    path(f"{PLAN}sheet/take/", sheets.plan_take, name="plan_take"),
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
