"""Rows that are no part of the plan, and wording, told one by one."""

import copy

from strategy.models.change_row_words import noun_of
from strategy.models.change_rows import row_changes
from strategy.models.change_words import in_words
from strategy.models.changes import difference, wording_changes
from tests.strategy.contents import a_content

POLICY = {
    "title": "Open data ordinance",
    "act": "new",
    "instrument": "law",
    "body": "Council",
    "state": "planned",
    "on": "2027-03-01",
    "initiative": "initiative-1",
}
OLD = a_content(
    pillars=[{"key": "p1", "title": "People first", "description": "", "blocks": ["use"]}],
    registers={
        "policies": [{"key": "r1", "values": POLICY}],
        "risks": [{"key": "r2", "values": {"risk": "Staff leave"}}],
        "forgotten": [{"key": "r3", "values": {"colour": "green"}}],
    },
    terms=[{"key": "t1", "en": "dataset", "es": "", "pt-br": "", "meaning": ""}],
)


def edited(change):
    content = copy.deepcopy(OLD)
    change(content)
    return content


def told(change, changes=row_changes):
    new = edited(change)
    return [
        (words["kind"], words["text"], words.get("before", ""), words.get("after", ""))
        for words in (in_words(one, OLD, new) for one in changes(OLD, new))
    ]


def test_the_same_rows_are_no_change():
    assert row_changes(OLD, copy.deepcopy(OLD)) == []
    assert wording_changes(OLD, copy.deepcopy(OLD)) == []


def test_registers_are_told_by_row_and_field():
    def change(content):
        policy = content["registers"]["policies"][0]["values"]
        policy.update(state="in_force", on="2027-06-30", initiative="")
        content["registers"]["policies"].append({"key": "new", "values": {"title": "Privacy rule"}})
        content["registers"]["risks"] = []
        content["registers"]["forgotten"][0]["values"]["colour"] = "red"

    assert told(change) == [
        ("changed", "State of “Open data ordinance”", "planned", "in force"),
        ("changed", "Date of “Open data ordinance”", "March 1, 2027", "June 30, 2027"),
        ("changed", "Initiative of “Open data ordinance”", "Committee", "nothing yet"),
        ("added", "Policies: Privacy rule", "", ""),
        ("removed", "Risks: Staff leave", "", ""),
        ("changed", "colour of “r3”", "green", "red"),
    ]
    assert noun_of("register:forgotten") == "Rows of a register"


def test_pillars_terms_and_objectives_are_told():
    def change(content):
        content["pillars"][0].update(title="Residents first", blocks=["use", "quality"])
        content["terms"] = [{"key": "t2", "en": "", "es": "padrón", "pt-br": "", "meaning": ""}]
        content["goals"][1]["objectives"][0]["title"] = "Every Monday"

    assert told(change) == [
        ("changed", "Pillar of “Residents first”", "People first", "Residents first"),
        ("changed", "Building blocks of “Residents first”", "Use", "Use, Quality"),
        ("added", "Term: padrón", "", ""),
        ("removed", "Term: dataset", "", ""),
        ("changed", "Objective of “Every Monday”", "Weekly", "Every Monday"),
    ]


def test_wording_of_the_plan_is_told_with_the_names_of_its_fields():
    def change(content):
        initiative = content["goals"][0]["objectives"][0]["initiatives"][0]
        initiative.update(
            description="Meets every month.",
            is_quick_win=False,
            priority=2,
            section="P6",
            measured_by="indicator-1",
            milestones=[{"title": "Act", "quarter": 2}, {"title": "Report", "quarter": 3}],
        )
        content["goals"][0]["indicators"][0].update(baseline_on="2026-06-01", direction="down")

    found = {text: (before, after) for _kind, text, before, after in told(change, wording_changes)}
    assert found == {
        "Description of “Committee”": ("nothing yet", "Meets every month."),
        "Priority of “Committee”": ("high", "medium"),
        "Quick win of “Committee”": ("yes", "no"),
        "Section of “Committee”": ("Governance", "Risks and responses"),
        "Milestones of “Committee”": ("Act, Q1 2027", "Act, Q3 2027; Report, Q4 2027"),
        "How we will know of “Committee”": ("nothing yet", "Registers with an owner"),
        "Measured on of “Registers with an owner”": ("May 1, 2026", "June 1, 2026"),
        "Direction of “Registers with an owner”": ("should rise", "should fall"),
    }


def test_a_mayor_is_told_of_policies_and_how_many_other_rows_changed():
    def change(content):
        content["registers"]["policies"][0]["values"]["state"] = "in_force"
        content["registers"]["risks"] = []
        content["pillars"][0].update(title="Residents first", blocks=["use", "quality"])

    found = difference(OLD, edited(change))
    assert [(one.what, one.field) for one in found.facts] == [("register:policies", "state")]
    assert found.wording == 2


def test_contents_of_older_formats_have_no_rows():
    older = {key: value for key, value in OLD.items() if key not in ("pillars", "terms")}
    del older["registers"]
    assert {one.kind for one in row_changes(older, OLD)} == {"added"}
