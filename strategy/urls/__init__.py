"""Addresses of the strategy: writing it, and signing it."""

from strategy.urls import (
    chapters,
    drafting,
    files,
    gate,
    history,
    languages,
    pictures,
    sheets,
    signing,
    talk,
    writing,
)

app_name = "strategy"
urlpatterns = [
    *chapters.urlpatterns,
    *drafting.urlpatterns,
    *files.urlpatterns,
    *gate.urlpatterns,
    *history.urlpatterns,
    *languages.urlpatterns,
    *pictures.urlpatterns,
    *sheets.urlpatterns,
    *signing.urlpatterns,
    *talk.urlpatterns,
    *writing.urlpatterns,
]
