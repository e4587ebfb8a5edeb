"""The plan as a spreadsheet: out and in again, row by row, and what hostile files hear."""

import csv
import io
import json
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override
from openpyxl import Workbook, load_workbook

from cda.audit.models import Entry
from cda.lib.errors import RuleBroken
from strategy.actions import planning
from strategy.actions.planning import Point, edit_row
from strategy.actions.sheets import Wish, take_sheet
from strategy.models import (
    Goal,
    Indicator,
    Initiative,
    Milestone,
    Objective,
    PlanRevision,
    Strategy,
)
from strategy.sheets import opening
from strategy.sheets.columns import BY_CODE, SHEETS
from strategy.sheets.current import current_of
from strategy.sheets.incoming import Incoming, Line, from_carried, from_workbook, guess
from strategy.sheets.opening import Refused, open_file, read_text
from strategy.sheets.proposal import propose, versions_of
from strategy.sheets.values import Setting, Unreadable, choices_of, read, shown
from strategy.sheets.workbook import text_between_commas, workbook
from tests import factories

HERE = "valle-sereno"
EVIL = ("=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\tx", "'=1", "''+2")


def url(name):
    return reverse(f"strategy:{name}", args=[HERE])


@pytest.fixture
def plan(strategy, lead, goal, initiative, indicator):
    """A small plan with one of everything, and text that looks like formulas."""
    strategy.city.refresh_from_db()
    Initiative.objects.filter(pk=initiative.pk).update(
        description="=HYPERLINK(\"http://x\")\r\nSecond line", first_result_quarter=2,
        section_code="B1", phase="foundations", measured_by=indicator, core_process="hr",
        support="-Finance", is_quick_win=True, cost=Decimal("1234.50"),
    )  # fmt: skip
    Indicator.objects.filter(pk=indicator.pk).update(
        baseline_on=date(2026, 5, 1), target_1=Decimal("7.25"), owner=lead
    )
    second = factories.InitiativeFactory(objective=initiative.objective, depends_on=initiative)
    Milestone.objects.create(city=strategy.city, initiative=second, title="@Act", quarter=3)
    return strategy


def state():
    """Everything that a sheet can say, without the versions."""
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Goal, Objective, Indicator, Initiative, Milestone)
    }


def incoming_of(content):
    return from_workbook(open_file("plan.xlsx", content))


def book_of(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def take(strategy, incoming, by, **wish):
    current = current_of(strategy, "en")
    proposal = propose(incoming, current)
    wish.setdefault("seen", versions_of(proposal, current))
    return take_sheet(strategy, incoming, Wish(**wish), language="en", by=by)


def lines(sheet, *rows):
    return Incoming({sheet: [Line(n, row) for n, row in enumerate(rows, start=2)]}, is_whole=False)


# Out and in again ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
def test_what_goes_out_comes_in_unchanged(plan, lead, language):
    before = state()
    with override(language):
        content = workbook(current_of(plan, language))
        proposal = propose(incoming_of(content), current_of(plan, language))
    assert [item.problems for item in proposal.items if item.problems] == []
    assert (proposal.added, proposal.changed, list(proposal.missing)) == ([], [], [])
    assert proposal.same == 6
    assert state() == before
    with override("en"):  # somebody else reads it in another language
        proposal = propose(incoming_of(content), current_of(plan, "en"))
        assert (proposal.problems, proposal.changed) == ([], [])


def test_out_in_out_says_the_same(plan, lead):
    first = workbook(current_of(plan, "en"))
    take(plan, incoming_of(first), lead)
    again = workbook(current_of(plan, "en"))
    assert open_file("a.xlsx", first) == open_file("b.xlsx", again)
    assert not Entry.objects.filter(verb="strategy.plan_taken").exists()


def test_text_stays_text(plan):
    """Nothing in the file is a formula, whatever it begins with."""
    for number, words in enumerate(EVIL):
        goal = factories.GoalFactory(strategy=plan, title=f"{words} {number}", block="use")
        factories.ObjectiveFactory(goal=goal, title=words.strip())
    current = current_of(plan, "en")
    book = load_workbook(io.BytesIO(workbook(current)))
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in kinds
    cells = {c.value: c for page in book for row in page.iter_rows() for c in row if c.value}
    assert cells["-2"].quotePrefix
    assert propose(incoming_of(workbook(current)), current).changed == []
    text = text_between_commas(current, BY_CODE["objectives"])
    for row in csv.reader(io.StringIO(text)):
        assert not any(cell.lstrip("\ufeff").startswith(opening.FORMULA) for cell in row)


@pytest.mark.parametrize("locale", ["es_MX", "es_CO"])
def test_text_between_commas_comes_back(plan, locale):
    plan.city.locale = locale
    plan.city.save()
    current = current_of(Strategy.objects.select_related("city").get(pk=plan.pk), "en")
    for sheet in SHEETS:
        table = read_text(text_between_commas(current, sheet).removeprefix("\ufeff"))
        places = guess(sheet, table[0])
        rows = [
            Line(number, {name: row[place] for place, name in places.items()})
            for number, row in enumerate(table[1:], start=2)
        ]
        proposal = propose(Incoming({sheet.code: rows}, is_whole=True), current)
        assert [item.problems for item in proposal.problems] == []
        assert proposal.changed == []
        assert len(places) == len(sheet.columns)


def test_the_workbook_offers_choices(plan):
    book = load_workbook(io.BytesIO(workbook(current_of(plan, "en"))))
    assert book.sheetnames[:5] == ["Goals", "Objectives", "Initiatives", "Milestones", "Indicators"]
    assert book["Lists"].sheet_state == "hidden"
    offers = book["Initiatives"].data_validations.dataValidation
    assert len(offers) >= 10
    assert all(offer.type == "list" and "Lists" in offer.formula1 for offer in offers)


# What would change, and what does --------------------------------------------------------------


def test_changes_field_by_field(plan, lead, initiative, indicator):
    row = {
        "key": initiative.key, "version": 1, "title": "Renamed", "cost": 5000,
        "start_quarter": "2027 Q2", "owner": "", "is_funded": "sí", "priority": "alta",
        "measured_by": "", "section_code": "b2",
    }  # fmt: skip
    proposal = propose(lines("initiatives", row), current_of(plan, "en"))
    assert [item.problems for item in proposal.items] == [[]]
    found = {change.label: (change.before, change.after) for change in proposal.changed[0].changes}
    assert found["Cost"] == ("1,234.5", "5,000")
    assert found["From"] == ("Q1 2027", "Q2 2027")
    assert found["Accountable person"] == ("Carla Peña", "")
    assert found["How we will know"] == ("Departments with a steward", "")
    assert found["Already in the budget"] == ("no", "yes")
    taken = take(plan, lines("initiatives", row), lead)
    assert (taken.changed, taken.told) == (1, [])
    initiative.refresh_from_db()
    assert (initiative.title, initiative.cost, initiative.version) == ("Renamed", 5000, 2)
    assert (initiative.priority, initiative.is_funded, initiative.section_code) == (1, True, "B2")
    assert Entry.objects.filter(verb="strategy.plan_taken").count() == 1
    assert PlanRevision.objects.filter(strategy=plan).count() == 1


def test_a_whole_plan_from_nothing(strategy, lead):
    content = book_of(
        Goals=[["Building block", "Goal"], ["Use", "Everything answers"]],
        Objectives=[["Goal", "Objective"], ["everything  ANSWERS", "Ten registers"]],
        Indicators=[["Goal", "Indicator", "Value today", "Measured on", "Target, year 1"],
                    ["Everything answers", "Answers", 10, date(2026, 5, 1), 50.5]],
        Initiatives=[["Objective", "Initiative", "How we will know", "Depends on", "From", "To"],
                     ["Ten registers", "First", "Answers", "Second", "T1 2027", "q4 2027"],
                     ["Ten registers", "Second", None, None, None, None]],
        Milestones=[["Initiative", "Milestone", "Quarter"], ["First", "Act", "Q2/2027"]],
    )  # fmt: skip
    taken = take(strategy, incoming_of(content), lead)
    assert (taken.added, taken.told) == (6, [])
    first = Initiative.objects.get(title="First")
    assert first.depends_on.title == "Second"
    assert first.measured_by.target_1 == Decimal("50.50")
    assert (first.start_quarter, first.end_quarter, first.position) == (0, 3, 0)
    assert Initiative.objects.get(title="Second").position == 1
    assert Milestone.objects.get().quarter == 1


def test_a_bad_row_never_stops_the_good_ones(plan, lead, initiative):
    rows = [
        {"objective": initiative.objective.title, "title": "Good"},
        {"objective": "No such objective", "title": "Bad"},
        {"objective": initiative.objective.title, "title": ""},
        {"objective": initiative.objective.title, "title": "T" * 201},
        {"objective": initiative.objective.title, "title": "Bad", "cost": "many"},
        {"objective": initiative.objective.title, "title": "B", "cost": -1},
        {"objective": initiative.objective.title, "title": "B", "start_quarter": "Q4 2028",
         "end_quarter": "Q1 2027"},
        {"objective": initiative.objective.title, "title": "B", "start_quarter": "Q1 1999"},
        {"objective": initiative.objective.title, "title": "B", "start_quarter": "soon"},
        {"objective": initiative.objective.title, "title": "B", "owner": "Nobody Known"},
        {"objective": initiative.objective.title, "title": "B", "phase": "later"},
        {"objective": initiative.objective.title, "title": "B", "is_funded": "perhaps"},
        {"objective": initiative.objective.title, "title": "B", "section_code": "Z9"},
        {"objective": initiative.objective.title, "title": "B", "cost": 1e300},
        {"objective": initiative.objective.title, "title": "B", "cost": True},
        {"objective": initiative.objective.title, "title": "B", "cost": float("inf")},
        {"key": "x" * 22, "title": "Bad"},
        {"key": initiative.key, "depends_on": initiative.key},
        {"key": initiative.key, "title": "Twice"},
    ]  # fmt: skip
    proposal = propose(lines("initiatives", *rows), current_of(plan, "en"))
    assert [item.title for item in proposal.added] == ["Good"]
    assert len(proposal.problems) == len(rows) - 1
    told = " ".join(problem for item in proposal.problems for problem in item.problems)
    for words in (
        "nothing is called “No such objective”", "Initiative is empty",
        "longer than 200 characters",
        "“many” is no number; write it like 1,234.5", "cannot be less than nothing",
        "it ends before it starts", "lies outside Q1 2027 to Q4 2029", "“soon” is no quarter",
        "“Nobody Known” is nobody in the team", "“later” is none of: Foundations", "too large",
        "neither yes nor no", "no section of the strategy", "no row of the plan has this key",
        "it waits for one that waits for it", "another row has the same key",
    ):  # fmt: skip
        assert words in told
    taken = take(plan, lines("initiatives", *rows), lead)
    assert taken.added == 1
    assert len(taken.told) == len(rows) - 1
    assert taken.told[0].startswith("Initiatives, row 3: Objective: nothing is called")


def test_rows_with_the_same_title_are_named_by_key(plan, lead, goal, initiative):
    factories.ObjectiveFactory(goal=goal, title=initiative.objective.title)
    rows = [
        {"objective": initiative.objective.title, "title": "Which?"},
        {"objective": initiative.objective.key, "title": "This"},
    ]
    proposal = propose(lines("initiatives", *rows), current_of(plan, "en"))
    assert "write its key" in proposal.problems[0].problems[0]
    assert [item.title for item in proposal.added] == ["This"]
    assert (
        propose(incoming_of(workbook(current_of(plan, "en"))), current_of(plan, "en")).problems
        == []
    )


def test_two_people_of_one_name(plan, lead, member, initiative):
    type(member).objects.filter(pk=member.pk).update(name=lead.name)
    row = {"key": initiative.key, "owner": lead.name}
    proposal = propose(lines("initiatives", row), current_of(plan, "en"))
    assert "two people are called" in proposal.problems[0].problems[0]


def test_a_value_of_today_needs_its_day(plan, indicator):
    Indicator.objects.filter(pk=indicator.pk).update(baseline_on=None)
    rows = [{"key": indicator.key, "baseline_on": "soon"}, {"key": indicator.key, "unit": "x"}]
    found = propose(lines("indicators", *rows), current_of(plan, "en")).problems
    assert "“soon” is no day; write it like 2026-12-31" in found[0].problems[0]
    assert "it does not say when the value of today was measured" in found[1].problems


def test_a_file_older_than_the_plan_does_not_win_by_itself(plan, lead, initiative):
    content = workbook(current_of(plan, "en"))
    row = Initiative.objects.select_related("objective__goal").get(pk=initiative.pk)
    row.title = "Newer words"
    edit_row(row, base_version=1, milestones=[Point("Act", 1)], by=lead)
    proposal = propose(incoming_of(content), current_of(plan, "en"))
    assert [item.is_stale for item in proposal.changed] == [True]
    assert take(plan, incoming_of(content), lead).changed == 0
    taken = take(plan, incoming_of(content), lead, taken_anyway={initiative.key})
    assert taken.changed == 1
    initiative.refresh_from_db()
    assert initiative.title == "City data committee"


def test_rows_that_two_people_send_are_made_once(plan, lead, member, goal, initiative):
    objective = initiative.objective
    incoming = lines(
        "initiatives",
        {"objective": objective.title, "title": "A map"},
        {"objective": objective.title, "title": "a  MAP"},
    )
    assert not any(item.is_double for item in propose(incoming, current_of(plan, "en")).items)
    assert take(plan, incoming, lead).added == 2
    assert [item.is_double for item in propose(incoming, current_of(plan, "en")).items] == [1, 1]
    again = take(plan, incoming, member, taken_anyway={"new:initiatives:3"})
    assert (again.added, len(again.told)) == (1, 1)
    assert "“A map” is in the plan already" in again.told[0]
    elsewhere = factories.ObjectiveFactory(goal=goal, title="Another place")
    row = {"objective": elsewhere.title, "title": "A map"}
    assert take(plan, lines("initiatives", row), lead).added == 1


def test_a_row_that_changed_since_the_preview_is_told(plan, lead, initiative):
    rows = lines("initiatives", {"key": initiative.key, "title": "Mine"})
    taken = take(plan, rows, lead, seen={initiative.key: 7})
    assert taken.changed == 0
    assert taken.told == ["Initiatives, row 2: somebody changed it meanwhile; look at it again"]


def test_what_is_left_out_stays_out(plan, lead, initiative, goal):
    rows = Incoming(
        {
            "objectives": [Line(2, {"goal": goal.key, "title": "New"})],
            "initiatives": [Line(2, {"objective": "New", "title": "Under it"})],
        },
        is_whole=False,
    )
    taken = take(plan, rows, lead, left_out={"new:objectives:2"})
    assert taken.added == 0
    assert "the row that it belongs to was not taken" in taken.told[0]


def test_missing_rows_are_listed_and_stay_unless_ticked(plan, lead, goal, initiative):
    whole = workbook(current_of(plan, "en"))
    book = load_workbook(io.BytesIO(whole))
    for name in ("Goals", "Initiatives", "Milestones"):
        book[name].delete_rows(2, 9)
    out = io.BytesIO()
    book.save(out)
    incoming = incoming_of(out.getvalue())
    # Sheets without rows say nothing about what is missing in them, and neither do cut ones.
    incoming = Incoming(
        {code: incoming.sheets.get(code, []) for code in ("goals", "initiatives", "milestones")},
        is_whole=True,
    )
    proposal = propose(incoming, current_of(plan, "en"))
    assert len(proposal.missing) == 4
    assert take(plan, incoming, lead).deleted == 0
    milestone = Milestone.objects.get()
    taken = take(plan, incoming, lead, deleted={goal.key, initiative.key, milestone.key})
    assert taken.deleted == 2
    assert taken.told == [f"“{goal.title}” was not deleted: something under it stays."]
    assert not Milestone.objects.exists()
    second = Initiative.objects.get()
    assert second.version == 2
    taken = take(plan, incoming, lead, deleted={second.key}, seen={second.key: 9})
    assert "somebody changed it meanwhile" in taken.told[0]


def test_milestones_touch_their_initiative(plan, lead):
    row = Milestone.objects.select_related("initiative").get()
    taken = take(plan, lines("milestones", {"key": row.key, "quarter": "Q1 2028"}), lead)
    assert taken.changed == 1
    row.refresh_from_db()
    assert (row.quarter, row.initiative.version) == (4, 2)


def test_a_closed_plan_takes_nothing(plan, lead, initiative):
    Strategy.objects.update(status="coach_review")
    with pytest.raises(RuleBroken, match="cannot be changed while"):
        take(plan, lines("initiatives", {"key": initiative.key, "title": "X"}), lead)


# Single values ---------------------------------------------------------------------------------

WHERE = Setting(date(2027, 4, 1), "es_CO", "es", {1: "Ana"})


def test_single_values():
    initiatives = BY_CODE["initiatives"]
    assert read(initiatives.column("start_quarter"), "T2 2027", WHERE) == 0
    assert read(initiatives.column("start_quarter"), "  ", WHERE) == 0
    assert read(initiatives.column("first_result_quarter"), None, WHERE) is None
    assert read(initiatives.column("cost"), "1.234,50", WHERE) == Decimal("1234.50")
    assert read(initiatives.column("title"), 2027, WHERE) == "2027"
    assert read(initiatives.column("owner"), " ana ", WHERE) == 1
    assert shown(initiatives.column("cost"), Decimal("1234.50"), WHERE) == "1.234,5"
    assert shown(initiatives.column("owner"), None, WHERE) == ""
    assert choices_of(initiatives.column("title"), WHERE) == []
    for bad in ("1.23", "12e9", "..", ",,1"):
        with pytest.raises(Unreadable):
            read(initiatives.column("cost"), bad, WHERE)


# Hostile files ---------------------------------------------------------------------------------


def parts_of(content, **changes):
    """The same workbook with parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, part in changes.items():
            new.writestr(name, part)
    return out.getvalue()


GOOD = book_of(Goals=[["Goal"], ["One"]])
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "b">]><workbook/>'
HOSTILE = {
    "too large": (b"PK" + b"x" * 2_200_000, "larger than 2 MB"),
    "no zip": (b"PK\x03\x04 and nothing", "damaged"),
    "a picture": (b"\x89PNG....", "not a spreadsheet"),
    "a program named csv": (b"MZ\x00\x00", "not a spreadsheet"),
    "an old workbook": (b"\xd0\xcf\x11\xe0", "not a spreadsheet"),
    "a bomb": (parts_of(GOOD, **{"xl/media/x": b"0" * 20_000_000}), "unpacks to far more"),
    "many parts": (parts_of(GOOD, **{f"xl/x{n}": b"" for n in range(300)}), "unpacks to far more"),
    "macros": (parts_of(GOOD, **{"xl/vbaProject.bin": b"x"}), "macros"),
    "entities": (parts_of(GOOD, **{"xl/workbook.xml": DOCTYPE}), "XML entities"),
    "wide entities": (
        parts_of(GOOD, **{"xl/styles.xml": DOCTYPE.decode().encode("utf-16")}), "XML entities",
    ),
    "a document": (parts_of(b"PK\x05\x06" + bytes(18), **{"word/document.xml": b"x"}), "not a sp"),
    "broken sheet": (parts_of(GOOD, **{"xl/worksheets/sheet1.xml": b"<sheet"}), "damaged"),
    "no content": (parts_of(GOOD, **{"[Content_Types].xml": b"<x/>"}), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_hear_a_sentence(kind):
    content, words = HOSTILE[kind]
    with pytest.raises(Refused, match=words):
        from_workbook(open_file("plan.csv" if "csv" in kind else "plan.xlsx", content))


def test_endless_sheets():
    with pytest.raises(Refused, match="more than 2000 rows"):
        open_file("a.xlsx", book_of(Goals=[["Goal"]] * 2100))
    with pytest.raises(Refused, match="more than 2000 rows"):
        read_text("a\n" * 2100)
    book = Workbook()
    book.active.title = "Goals"
    book.active["A1"], book.active["B1"] = "Goal", "Building block"
    book.active["A1048576"] = "far below"
    out = io.BytesIO()
    book.save(out)
    assert len(open_file("a.xlsx", out.getvalue())["Goals"]) == 1


def test_text_files():
    assert open_file("a.csv", "Ciudad;Año\nBogotá;1".encode("cp1252"))[""][1] == ["Bogotá", "1"]
    assert read_text('a\t"b\nc"\n\n') == [["a", "b\nc"]]
    with pytest.raises(Refused, match="cannot be divided"):
        read_text("a" * 140_000)
    assert read_text("x\x01y") == [["xy"]]


def test_unknown_sheets_and_headings():
    with pytest.raises(Refused, match="No sheet of this file"):
        incoming_of(book_of(Notes=[["Goal"]]))
    with pytest.raises(Refused, match="no heading that we know, like “Goal”"):
        incoming_of(book_of(Goals=[["Whatever"], ["x"]]))
    found = incoming_of(book_of(Notes=[["x"]], Empty=[], Goals=[["Goal", None], ["x", True]]))
    assert found.ignored == ["Notes"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"sheets": 1, "whole": 1}', '{"sheets": {"goals": [1]}, "whole": 1}',
             "[" * 100_000, '{"whole": 1, "sheets": {"goals": [[Infinity, {}]]}}',
             '{"sheets": {"goals": [[1, 2]]}, "whole": 1}'],
)  # fmt: skip
def test_what_was_bent_on_the_way(text):
    with pytest.raises(Refused, match="Send the file again"):
        from_carried(text)


def test_what_is_carried_is_plain(strategy):
    kept = from_carried(json.dumps({"whole": 0, "sheets": {"x": 1, "goals": [[2, {"a": ["b"]}]]}}))
    assert kept.sheets["goals"][0].cells == {"a": None}
    bent = from_carried('{"whole": 1, "sheets": {"goals": [[2, {"title": "a\\ud800\\u0000b"}]]}}')
    assert bent.sheets["goals"][0].cells == {"title": "ab"}
    much = lines("goals", *[{"title": "x" * 4000}] * 500)
    with pytest.raises(Refused, match="far more text"):
        much.carried()


# Pages -----------------------------------------------------------------------------------------


def sent(client, content, name="plan.xlsx"):
    return client.post(url("plan_sheet"), {"file": SimpleUploadedFile(name, content)})


def test_out_by_the_page(signed_in, coach, plan):
    client = signed_in(coach)
    answer = client.get(url("plan_export"))
    assert answer["Content-Disposition"] == 'attachment; filename="valle-sereno-plan-00.xlsx"'
    assert open_file("x.xlsx", answer.content)["Goals"]
    answer = client.get(url("plan_export"), {"sheet": "initiatives"})
    assert "City data committee" in answer.content.decode()
    assert client.get(url("plan_sheet")).status_code == 403


def test_in_by_the_page(signed_in, lead, plan, initiative):
    client = signed_in(lead)
    assert client.get(url("plan_sheet")).status_code == 200
    book = load_workbook(io.BytesIO(workbook(current_of(plan, "en"))))
    page = book["Initiatives"]
    page.cell(2, 3).value = "From a file"
    page.cell(4, 2).value, page.cell(4, 3).value = initiative.objective.title, "New one"
    page.cell(5, 3).value = "Nowhere"
    book["Milestones"].delete_rows(2)
    book["Milestones"].append(["", "From a file", "Opening", "Q3 2027"])
    book.create_sheet("My notes").append(["x"])
    out = io.BytesIO()
    book.save(out)
    answer = sent(client, out.getvalue())
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in ("<ins>From a file</ins>", "New one", "Objective is empty", "@Act", "My notes"):
        assert words in text, words
    assert Initiative.objects.count() == 2
    context = answer.context
    data = {"carried": context["carried"], "seen": context["seen"].value()}
    answer = client.post(url("plan_take"), data)
    assert answer.status_code == 200
    assert "Initiatives, row 5" in answer.content.decode()
    assert Initiative.objects.filter(title__in=["From a file", "New one"]).count() == 2
    assert Milestone.objects.count() == 2


def test_who_comes_second_hears_that_nothing_was_taken(signed_in, lead, member, plan, initiative):
    client = signed_in(lead)
    rows = [["Key (do not change)", "Initiative"], [initiative.key, "From a file"]]
    preview = sent(client, book_of(Initiatives=rows))
    planning.edit_row(
        Initiative.objects.select_related("objective__goal").get(pk=initiative.pk),
        base_version=initiative.version,
        milestones=None,
        by=member,
    )
    data = {"carried": preview.context["carried"], "seen": preview.context["seen"].value()}
    text = client.post(url("plan_take"), data).content.decode()
    for words in ("Nothing was taken over", "somebody changed it meanwhile"):
        assert words in text
    assert "0 rows" not in text


def test_a_signed_plan_asks_why_and_keeps_the_ticks(signed_in, lead, plan, initiative):
    Strategy.objects.update(status=Strategy.Status.AMENDED)
    client = signed_in(lead)
    content = book_of(
        Initiatives=[["Key (do not change)", "Initiative"], [initiative.key, "From a file"]],
    )  # fmt: skip
    preview = sent(client, content)
    assert "Why is this changed?" in preview.content.decode()
    gone = preview.context["proposal"].missing[0].key
    data = {
        "carried": preview.context["carried"],
        "seen": preview.context["seen"].value(),
        "delete": [gone],
    }
    again = client.post(url("plan_take"), data)
    assert again.status_code == 422
    text = again.content.decode()
    assert "Say why." in text
    assert f'name="delete" value="{gone}" checked' in text
    assert "From a file" in text
    assert client.post(url("plan_take"), data | {"why": "New budget"}).status_code in (200, 302)
    assert Initiative.objects.filter(title="From a file").exists()
    assert PlanRevision.objects.latest("pk").why == "New budget"


def test_an_unchanged_file_says_so(signed_in, lead, plan):
    answer = sent(signed_in(lead), workbook(current_of(plan, "en")))
    assert "nothing to take over" in answer.content.decode()


def test_refusals_by_the_page(signed_in, lead, plan):
    client = signed_in(lead)
    for content in (b"\x89PNG", b"PK\x03\x04", b"x"):
        answer = sent(client, content)
        assert answer.status_code == 422
        assert (
            "not a spreadsheet" in answer.content.decode() or "damaged" in answer.content.decode()
        )
    assert client.post(url("plan_sheet")).status_code == 422
    assert client.post(url("plan_take")).status_code == 422
    assert client.post(url("plan_take"), {"carried": "x", "seen": "[1]"}).status_code == 422
    assert client.post(url("plan_take"), {"carried": "x", "seen": "{}"}).status_code == 422
    assert client.post(url("plan_paste")).status_code == 422
    bad = {"kind": "goals", "text": "a" * 140_000}
    assert client.post(url("plan_paste"), bad).status_code == 422
    assert client.post(url("plan_paste"), {"kind": "goals", "text": "\n\n \n"}).status_code == 422
    assert sent(client, b"\n", "a.csv").status_code == 422


def test_pasting_step_by_step(signed_in, lead, plan, initiative):
    client = signed_in(lead)
    text = 'Initiative\tWho\tCost\nOpen data page\tPress\t"1,000"\nSecond\tPress\tmany'
    answer = client.post(url("plan_paste"), {"kind": "initiatives", "text": text})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert escape("Column 2: Who · Press · Press") in page
    data = {
        "kind": "initiatives", "text": answer.context["text"], "mapped": 1, "has_heading": "on",
        "column_0": "title", "column_1": "owner_department", "column_2": "cost",
        "under": initiative.objective.key,
    }  # fmt: skip
    answer = client.post(url("plan_paste"), data)
    page = answer.content.decode()
    assert "Open data page" in page
    assert escape("Cost: “many” is no number; write it like 1,234.5") in page
    context = answer.context
    assert list(context["proposal"].missing) == []
    given = {"carried": context["carried"], "seen": context["seen"].value()}
    assert client.post(url("plan_take"), given).status_code == 200
    row = Initiative.objects.get(title="Open data page")
    assert (row.cost, row.owner_department, row.objective) == (1000, "Press", initiative.objective)
    twice = client.post(url("plan_paste"), data | {"column_1": "title"})
    assert "Two columns mean the same" in twice.content.decode()
    none = client.post(url("plan_paste"), data | {"column_0": ""})
    assert "Say which column is “Initiative”." in none.content.decode()


def test_a_csv_file_is_mapped_too(signed_in, lead, plan):
    text = text_between_commas(current_of(plan, "en"), BY_CODE["initiatives"])
    answer = sent(signed_in(lead), text.encode(), "plan.csv")
    assert answer.status_code == 200
    assert "What the columns mean" in answer.content.decode()
    form = answer.context["form"]
    data = {"kind": "initiatives", "text": answer.context["text"], "mapped": 1} | form.initial
    answer = signed_in(lead).post(url("plan_paste"), data)
    assert "nothing to take over" in answer.content.decode()
