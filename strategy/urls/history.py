"""Addresses of what was written before, of comparing, and of amending what is signed."""

from django.urls import path

from strategy.views import amending, compare, history, returning

urlpatterns = [
    # cities/<city>/strategy/history/
    path("cities/<slug:city>/strategy/history/", history.strategy_history, name="strategy_history"),
    path("cities/<slug:city>/strategy/history/name/", history.history_name, name="history_name"),
    path("cities/<slug:city>/strategy/history/state/", history.history_state, name="history_state"),
    path(
        "cities/<slug:city>/strategy/history/restore/",
        history.history_restore,
        name="history_restore",
    ),
    path("cities/<slug:city>/strategy/history/plan/", returning.plan_history, name="plan_history"),
    path(
        "cities/<slug:city>/strategy/history/plan/restore/",
        returning.plan_restore,
        name="plan_restore",
    ),
    # cities/<city>/strategy/sections/
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/history/",
        history.section_history,
        name="section_history",
    ),
    path(
        "cities/<slug:city>/strategy/sections/<key:key>/restore/",
        history.section_restore,
        name="section_restore",
    ),
    # cities/<city>/strategy/compare/
    path("cities/<slug:city>/strategy/compare/", compare.strategy_compare, name="strategy_compare"),
    path("cities/<slug:city>/strategy/compare/read/", compare.compare_read, name="compare_read"),
    # cities/<city>/strategy/amend/
    path("cities/<slug:city>/strategy/amend/", amending.strategy_amend, name="strategy_amend"),
    path("cities/<slug:city>/strategy/amend/why/", amending.amendment_why, name="amendment_why"),
    path("cities/<slug:city>/strategy/amend/end/", amending.amendment_end, name="amendment_end"),
]
