"""Addresses of readiness and evidence."""

from django.urls import path

from strategy.views import evidence, gate, guidance, wording

HOME = "cities/<slug:city>/strategy/"
SECTION = f"{HOME}sections/<key:key>/evidence/"

urlpatterns = [
    path(f"{HOME}readiness/", gate.readiness, name="readiness"),
    path(f"{HOME}wording/", wording.wording, name="wording"),
    path(f"{HOME}sections/<key:key>/example/", guidance.section_example, name="section_example"),
    path(SECTION, evidence.evidence_list, name="evidence_list"),
    path(f"{SECTION}add/", evidence.evidence_add, name="evidence_add"),
    path(f"{HOME}evidence/<key:key>/file/", evidence.evidence_file, name="evidence_file"),
    path(f"{HOME}evidence/<key:key>/remove/", evidence.evidence_remove, name="evidence_remove"),
]
