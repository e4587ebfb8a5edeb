"""What the style guide shows: invented people and fixed dates, so that it needs no database."""

import datetime as dt
from typing import Any

from django import forms, template
from django.core.paginator import Paginator

from cda.lib import blocks, icons

register = template.Library()

VALUES = dict(zip(blocks.BLOCKS, (100, 75, 60, 35, 50), strict=True))
TODAY = dt.date(2026, 2, 4)
MILESTONES = ["Kick-off", "Visit", "Leaders", "Draft", "Peers", "Mayor", "Publish", "Event"]
CITIES = [
    ("Santa Brisa", "done done done late none none none none", 9, (40, 20, 30, 10, 0), 26),
    ("Valle Sereno", "done done done done done review none none", 0, (100, 75, 60, 35, 50), 8),
    ("Campo Claro", "done done done done done done doing none", 0, (100, 80, 70, 60, 75), 1),
]


class Example(forms.Form):
    """One field of every kind, with something wrong in three of them."""

    name = forms.CharField(label="Your full name", help_text="As it will appear on the page.")
    summary = forms.CharField(label="What happened", widget=forms.Textarea, required=False)
    role = forms.ChoiceField(label="Function", choices=[("", "Choose"), ("data", "Data officer")])
    starts_on = forms.DateField(
        label="First day", widget=forms.DateInput(attrs={"type": "date", "class": "in-m"})
    )
    answer = forms.ChoiceField(
        label="Have you finished this section?",
        choices=[("yes", "Yes, ready for review"), ("no", "No, I will come back")],
        widget=forms.RadioSelect,
    )
    approve = forms.BooleanField(label="I approve this strategy on behalf of the city.")


class Choices(forms.Form):
    """What is chosen by a tap."""

    parts = forms.MultipleChoiceField(
        label="Part of the strategy",
        choices=[(block, block.capitalize()) for block in blocks.BLOCKS],
        widget=forms.CheckboxSelectMultiple,
    )
    doing = forms.ChoiceField(
        label="How is the city doing?",
        choices=[("on_track", "On track"), ("needs_help", "Needs help"), ("stuck", "Stuck")],
        widget=forms.RadioSelect,
    )
    outcome = forms.ChoiceField(
        label="Name the data steward for each department",
        choices=[("done", "Done"), ("open", "Still open"), ("drop", "Drop")],
        widget=forms.RadioSelect,
    )
    private = forms.CharField(
        label="Private note",
        help_text="Do not write health, family or political opinions.",
        widget=forms.Textarea,
        required=False,
    )


def steps() -> list[dict[str, Any]]:
    """The milestones of a city in its eighteenth week."""
    days = [-125, -113, -77, -54, -19, 2, 16, 28]
    rows: list[dict[str, Any]] = [
        {
            "label": label,
            "on": TODAY + dt.timedelta(days=day),
            "state": "done" if day < 0 else "next",
        }
        for label, day in zip(MILESTONES, days, strict=True)
    ]
    rows[5] |= {"state": "now", "note": "Waiting for the mayor"}
    rows[7] |= {"precision": "month"}
    return rows


def cities() -> list[dict[str, Any]]:
    """Three rows of the cohort grid."""
    return [
        {
            "name": name,
            "cells": list(zip(states.split(), MILESTONES, strict=True)),
            "late": late,
            "bars": bars,
            "days": days,
        }
        for name, states, late, bars, days in CITIES
    ]


PLAN: list[dict[str, Any]] = [
    {
        "name": "City data committee",
        "owner": "Cabinet",
        "block": "governance",
        "start": 0,
        "end": 11,
        "first": 1,
        "span": "Apr 2026 to Mar 2029",
        "kpi": "24 decisions a year",
        "cost": 40,
    },
    {
        "name": "Ten registers under control",
        "owner": "",
        "block": "quality",
        "start": 1,
        "end": 8,
        "first": 3,
        "span": "Jul 2026 to Jun 2028",
        "kpi": "95% without errors",
        "cost": 180,
    },
    {
        "name": "Permit portal with times",
        "owner": "Urban development",
        "block": "transparency",
        "start": 2,
        "end": 7,
        "first": None,
        "span": "Oct 2026 to Mar 2028",
        "kpi": "Median wait from 45 to 20 days",
        "cost": 130,
    },
]


def plan() -> list[dict[str, Any]]:
    """Three initiatives of an action plan."""
    return PLAN


LISTS: dict[str, Any] = {
    "changes": [
        {
            "kind": "changed",
            "where": "Use",
            "text": "Potholes:",
            "before": "70%",
            "after": "85%",
        },
        {"kind": "added", "where": "Transparency", "text": "A permit portal."},
        {"kind": "removed", "where": "Quality", "text": "Consultants.", "why": "Saves money."},
        {"kind": "moved", "where": "Capacity", "text": "Training, now before the platform."},
    ],
    "facts": [
        ("12", "initiatives; 4 start in the first 100 days"),
        ("USD 1.4 M", "over three years; 62% is already in the budget"),
        ("5", "public goals, reported every six months"),
    ],
    "receipt": [
        ("Signed by", "Lucía Montes Herrera"),
        ("When", "February 4, 2026, 9:14 AM", "Valle Sereno time (UTC−6)"),
        ("Record", "VS-2026-0204-7F3A"),
    ],
    "tiles": [
        {"number": 12, "label": "cities", "url": "#tiles", "current": True},
        {"number": 7, "label": "on track", "url": "#tiles"},
        {"number": 3, "label": "need help", "url": "#tiles", "need": True},
        {"number": 2, "label": "late", "url": "#tiles", "need": True},
    ],
    "links": [
        {
            "url": "#links",
            "text": "Read the full strategy",
            "icon": "book-open",
            "note": "14 min",
        },
        {"url": "#links", "text": "Download the PDF", "icon": "file-down", "note": "1.2 MB"},
    ],
    "crumbs": [("Cohort 7", "#crumbs"), ("Cities", "#crumbs")],
    "options": [("done", "Done"), ("open", "Still open"), ("drop", "Drop")],
    "points": [("Jan 2025", 41), ("Jul 2025", 52), ("Jan 2026", None), ("Jul 2026", 63)],
    "blocks": [(block, block.capitalize(), value) for block, value in VALUES.items()],
    "icons": sorted(icons.shapes()),
    "page": Paginator(range(60), 20).page(2),
}


def lists() -> dict[str, Any]:
    """Everything that components take as a list."""
    return LISTS


@register.simple_tag
def sample() -> dict[str, Any]:
    """All of it."""
    wrong = Example({"name": "", "summary": "Two of five departments have named a steward."})
    chosen = Choices(
        initial={"parts": ["governance", "capacity"], "doing": "on_track", "outcome": "open"}
    )
    return {
        "today": TODAY,
        "late": TODAY - dt.timedelta(days=3),
        "soon": TODAY + dt.timedelta(days=1),
        "later": TODAY + dt.timedelta(days=8),
        "at": dt.datetime(2026, 2, 10, 16, 0, tzinfo=dt.UTC),
        "form": Example(auto_id="fine_%s"),
        "wrong": wrong,
        "chosen": chosen,
        "steps": steps(),
        "cities": cities(),
        "milestones": MILESTONES,
        "values": list(VALUES.values()),
        "plan": plan(),
        **lists(),
    }
