"""What changed between two contents: facts one by one, wording counted."""

import copy

import pytest
from django.utils import translation

from strategy.models.change_words import in_words
from strategy.models.changes import Change, difference
from tests.strategy.contents import a_content, an_indicator, an_initiative

OLD = a_content()


def edited(change):
    """The content after somebody edited it."""
    content = copy.deepcopy(OLD)
    change(content)
    return content


def goal(content, place=0):
    return content["goals"][place]


def initiative(content):
    return goal(content)["objectives"][0]["initiatives"][0]


def indicator(content):
    return goal(content)["indicators"][0]


def test_nothing_changed():
    assert not difference(OLD, copy.deepcopy(OLD))


@pytest.mark.parametrize(
    ("row", "field", "value", "text", "before", "after"),
    [
        (initiative, "cost", "120000.00", "Cost of “Committee”", "USD 90,000", "USD 120,000"),
        (
            initiative,
            "is_funded",
            True,
            "Money for “Committee”",
            "not in the budget yet",
            "already in the budget",
        ),
        (
            initiative,
            "first_result_quarter",
            None,
            "First public result of “Committee”",
            "Q2 2027",
            "nothing yet",
        ),
        (
            initiative,
            "owner",
            "Diego Rojas",
            "Person accountable for “Committee”",
            "Carla Peña",
            "Diego Rojas",
        ),
        (initiative, "title", "Board", "Initiative", "Committee", "Board"),
        (
            initiative,
            "owner_department",
            "Finance",
            "Department in charge of “Committee”",
            "Mayor’s office",
            "Finance",
        ),
        (
            indicator,
            "target_3",
            "85.00",
            "Target for year 3 of “Registers with an owner”",
            "70",
            "85",
        ),
        (
            indicator,
            "baseline_value",
            "1234.50",
            "Value today of “Registers with an owner”",
            "40",
            "1,234.5",
        ),
        (
            goal,
            "title",
            "Owners everywhere",
            "Goal",
            "Every register has an owner",
            "Owners everywhere",
        ),
        (
            goal,
            "resident_outcome",
            "One answer",
            "Outcome for residents of “Every register has an owner”",
            "nothing yet",
            "One answer",
        ),
    ],
)
def test_one_fact_is_told_in_words(row, field, value, text, before, after):
    new = edited(lambda content: row(content).update({field: value}))
    found = difference(OLD, new)
    assert found.wording == 0
    (change,) = found.facts
    words = in_words(change, OLD, new, {change.id: "The council asked for it."})
    plain = {key: value.replace("\u00a0", " ") for key, value in words.items()}
    assert plain == {
        "id": f"{row(OLD)['key']}:{field}",
        "kind": "changed",
        "where": "Governance",
        "why": "The council asked for it.",
        "text": text,
        "before": before,
        "after": after,
    }


def test_dates_of_an_initiative_are_one_fact():
    new = edited(lambda content: initiative(content).update(start_quarter=2, end_quarter=5))
    (change,) = difference(OLD, new).facts
    words = in_words(change, OLD, new)
    assert (words["text"], words["before"], words["after"], words["why"]) == (
        "Time of “Committee”",
        "Q1 2027 to Q4 2027",
        "Q3 2027 to Q2 2028",
        "",
    )


def test_the_years_and_the_currency_of_the_whole_are_facts():
    def edit(content):
        content.update(starts_on="2027-07-01", ends_on="2030-06-30")
        content["city"]["currency"] = "MXN"

    new = edited(edit)
    dates, currency = (in_words(change, OLD, new) for change in difference(OLD, new).facts)
    assert (dates["where"], dates["text"]) == ("", "First and last day of the strategy")
    assert dates["after"] == "July 1, 2027 to June 30, 2030"
    assert (currency["before"], currency["after"]) == ("USD", "MXN")


def test_added_and_removed_rows_are_named():
    def edit(content):
        goal(content)["objectives"][0]["initiatives"] = [an_initiative(key="new", title="Portal")]
        goal(content)["indicators"].append(an_indicator(key="more", name="Answers in time"))
        content["goals"].append({**goal(OLD, 1), "key": "third", "title": "Third goal"})

    new = edited(edit)
    with translation.override("en"):
        words = [in_words(change, OLD, new) for change in difference(OLD, new).facts]
    assert [(entry["kind"], entry["where"], entry["text"]) for entry in words] == [
        ("added", "Use", "Goal: Third goal"),
        ("added", "Governance", "Initiative: Portal"),
        ("removed", "Governance", "Initiative: Committee"),
        ("added", "Governance", "Indicator: Answers in time"),
    ]


def test_an_initiative_that_serves_another_block_has_moved():
    def edit(content):
        row = goal(content)["objectives"][0]["initiatives"].pop()
        goal(content, 1)["objectives"][0]["initiatives"].append(row)

    new = edited(edit)
    (change,) = difference(OLD, new).facts
    words = in_words(change, OLD, new)
    assert (words["kind"], words["where"], words["before"], words["after"]) == (
        "moved",
        "Use",
        "Governance",
        "Use",
    )


@pytest.mark.parametrize(
    ("edit", "count"),
    [
        (lambda c: c["sections"][0]["blocks"][0].update(html="<p>Otherwise.</p>"), 1),
        (lambda c: c["sections"][0]["blocks"].append({"id": "z", "html": "<p>More.</p>"}), 1),
        (lambda c: c["sections"][0]["blocks"].clear(), 1),
        (lambda c: c["sections"].pop(), 2),
        (lambda c: c["sections"][0].update(title="Our vision"), 1),
        (lambda c: c.update(title="Data strategy of Valle Sereno"), 1),
        (lambda c: initiative(c).update(description="x", partner="y"), 2),
        (lambda c: initiative(c)["milestones"].pop(), 1),
        (lambda c: indicator(c).update(definition="x"), 1),
        (lambda c: goal(c)["objectives"][0].update(title="x"), 1),
    ],
)
def test_wording_is_counted(edit, count):
    found = difference(OLD, edited(edit))
    assert (found.facts, found.wording) == ([], count)


def test_the_why_belongs_to_the_change():
    assert Change("removed", "goal", "abc", "use", "A goal").id == "abc:removed"
