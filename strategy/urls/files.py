"""Addresses of files that come in and go out."""

from django.urls import path

from strategy.views import exports, imports

urlpatterns = [
    # cities/<city>/strategy/import/
    path("cities/<slug:city>/strategy/import/", imports.import_add, name="import_add"),
    path(
        "cities/<slug:city>/strategy/import/<key:key>/",
        imports.import_detail,
        name="import_detail",
    ),
    # cities/<city>/strategy/export/
    path("cities/<slug:city>/strategy/export/", exports.export_list, name="export_list"),
    path(
        "cities/<slug:city>/strategy/export/<key:key>/",
        exports.export_progress,
        name="export_progress",
    ),
    path(
        "cities/<slug:city>/strategy/export/<key:key>/file/",
        exports.export_download,
        name="export_download",
    ),
]
