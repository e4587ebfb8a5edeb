"""Signing the strategy: the mayor's pages, the document, the public record."""

from django.urls import path

from strategy.views import brief, documents, signing, verification

PRINTED = "cities/<slug:city>/strategy/versions/<key:key>/<slug:language>/<slug:paper>/"

urlpatterns = [
    # cities/<city>/brief/
    path("cities/<slug:city>/brief/", brief.brief, name="brief"),
    path("cities/<slug:city>/brief/open/", brief.brief_open, name="brief_open"),
    path("cities/<slug:city>/brief/changes/", brief.changes_request, name="changes_request"),
    # cities/<city>/strategy/
    path("cities/<slug:city>/strategy/read/", brief.strategy_read, name="strategy_read"),
    path("cities/<slug:city>/strategy/send/", signing.mayor_send, name="mayor_send"),
    path("cities/<slug:city>/strategy/sign/", signing.strategy_sign, name="strategy_sign"),
    path("cities/<slug:city>/strategy/signed/", signing.strategy_signed, name="strategy_signed"),
    path("cities/<slug:city>/strategy/publish/", signing.strategy_publish, name="strategy_publish"),
    path(
        "cities/<slug:city>/strategy/withdraw/", signing.strategy_withdraw, name="strategy_withdraw"
    ),
    path("cities/<slug:city>/strategy/document/", documents.document_draw, name="document_draw"),
    path(PRINTED, documents.document_progress, name="document_progress"),
    path(f"{PRINTED}file/", documents.document_download, name="document_download"),
    # v/
    path("v/", verification.verify, name="verify"),
    path("v/<slug:record>/", verification.record_verify, name="record_verify"),
]
