"""Registers: rows of named fields inside a section."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cda.lib.errors import RuleBroken
from strategy.actions import registers
from strategy.actions.drafting import declare_ready
from strategy.forms.registers import RowForm
from strategy.models import Pillar, PlanRevision, RegisterRow, Section, Strategy, catalogue
from strategy.models.readiness import gaps
from strategy.models.register_schemas import Kind, of_section, register
from strategy.models.register_schemas import registers as all_registers
from strategy.models.register_tables import Kept, Table
from strategy.models.register_values import Frame, cell, decimal, frame_of_content
from tests.strategy.contents import a_content

HERE = "valle-sereno"
RISK = {
    "risk": "Staff leave",
    "kind": "delivery",
    "likelihood": "2",
    "impact": "3",
    "answer": "Two people know each register.",
    "post": "Head of data",
}
FRAME = Frame("es-MX", "MXN", date(2027, 1, 1), {})


def url(name, *keys):
    return reverse(f"strategy:{name}", args=[HERE, *keys])


def risks():
    return register("risks")


# schemas


def test_every_register_stands_in_a_section_that_people_write():
    entries = {entry.code: entry for entry in catalogue.sections()}
    for schema in all_registers():
        assert entries[schema.section].is_prose, schema.code
        assert schema.heading.required, schema.code


def test_codes_are_short_and_fields_differ():
    codes = [schema.code for schema in all_registers()]
    assert len(codes) == len(set(codes))
    for schema in all_registers():
        assert len(schema.code) <= RegisterRow._meta.get_field("register").max_length
        fields = [field.code for field in schema.fields]
        assert len(fields) == len(set(fields)), schema.code
        assert len(schema.columns) <= 6, schema.code
        for field in schema.fields:
            assert bool(field.choices) == (field.kind in {Kind.CHOICE, Kind.CHOICES}), field.code


def test_a_register_that_does_not_exist():
    assert register("weather") is None
    assert of_section("V1") == ()


# values in words


def shown(code, field, value, frame=FRAME):
    return cell(register(code).field(field), {field: value}, frame)


@pytest.mark.parametrize(
    ("code", "field", "value", "words"),
    [
        ("risks", "likelihood", "3", "high"),
        ("risks", "likelihood", "9", "9"),
        ("risks", "answer", "", ""),
        ("disaggregation", "by", ["sex", "age"], "sex and gender, age"),
        ("disaggregation", "by", [], ""),
        ("disaggregation", "threshold", "10.00", "10"),
        ("budget", "amount", "1250000.00", "MXN\u00a01,250,000"),
        ("budget", "amount", "a lot", ""),
        ("budget", "funded", True, "yes"),
        ("budget", "funded", False, "no"),
        ("platform", "quarter", 0, "Q1 2027"),
        ("platform", "quarter", None, ""),
        ("policies", "on", "2027-03-01", "March 1, 2027"),
        ("layers", "reports_to", "gone", ""),
    ],
)
def test_values_in_words(code, field, value, words):
    assert shown(code, field, value).text == words


def test_a_link_shows_its_host():
    link = shown("policies", "link", "https://city.example/decree/7")
    assert (link.url, link.host, link.is_prose) == (
        "https://city.example/decree/7",
        "city.example",
        False,
    )


def test_decimal_takes_only_numbers():
    assert decimal("3.50") == Decimal("3.50")
    assert [decimal(value) for value in (None, "", "x", [])] == [None] * 4


def test_frame_of_content_knows_initiatives_and_rows():
    content = a_content(registers={"layers": [{"key": "l1", "values": {"body": "Mayor"}}]})
    frame = frame_of_content(content)
    assert frame.titles == {"initiative-1": "Committee", "l1": "Mayor"}
    assert frame_of_content(a_content()).currency == "USD"


def test_frame_of_a_content_from_before_there_were_registers():
    content = a_content()
    del content["registers"]
    assert frame_of_content(content).titles == {"initiative-1": "Committee"}


# tables


def talent(people, cost):
    return Kept(f"k{people}", {"action": f"Action {people}", "people": people, "cost": cost})


def test_totals_of_two_rows_and_of_one():
    table = Table(register("talent"), [talent("2.00", "100.00"), talent("3.00", None)], FRAME)
    assert [(one.label, one.text) for one in table.totals] == [
        ("People", "5"),
        ("Cost in three years", "MXN\u00a0100"),
    ]
    assert table.foot[-2:] == ["5", "MXN\u00a0100"]
    assert Table(register("talent"), [talent("2.00", "1.00")], FRAME).totals == []
    assert Table(risks(), [Kept("a", RISK), Kept("b", RISK)], FRAME).foot == []


def test_line_has_short_and_long_cells():
    line = Table(risks(), [Kept("a", RISK)], FRAME).lines[0]
    assert line.heading == "Staff leave"
    assert [one.text for one in line.short] == ["medium", "high", "Head of data", "to the work"]
    assert [one.text for one in line.long] == ["Two people know each register."]


def test_heading_that_is_a_choice():
    table = Table(register("assessment"), [Kept("a", {"block": "use"})], FRAME)
    assert table.lines[0].heading == "Use"


# acts


@pytest.fixture
def row(strategy, lead):
    return registers.add_row(strategy, risks(), RISK, by=lead)


def test_add_row_goes_to_the_end_and_is_kept(strategy, lead, outline):
    first = registers.add_row(strategy, risks(), RISK, by=lead)
    second = registers.add_row(strategy, risks(), RISK | {"risk": "Money ends"}, by=lead)
    assert (first.position, second.position) == (0, 1)
    assert PlanRevision.objects.count() == 2
    newest = PlanRevision.objects.order_by("-pk").first()
    assert len(newest.content["registers"]["risks"]) == 2


def test_rows_make_a_section_begun_and_their_end_makes_it_empty(strategy, lead, outline):
    row = registers.add_row(strategy, register("principles"), {"principle": "Open"}, by=lead)
    section = Section.objects.get(strategy=strategy, code="V3")
    assert (section.rows, section.status, section.has_content) == (1, "drafting", True)
    assert section.touched_by == lead
    registers.delete_row(row, by=lead)
    section.refresh_from_db()
    assert (section.rows, section.status, section.has_content) == (0, "empty", False)


def test_rows_are_enough_to_be_ready_and_nothing_is_missing_then(strategy, lead, outline):
    assert any("Values" in sentence for sentence in gaps(strategy))
    values = {"principle": "Open", "meaning": "We publish."}
    registers.add_row(strategy, register("principles"), values, by=lead)
    assert not any("Values" in sentence for sentence in gaps(strategy))
    assert declare_ready(outline["V3"], by=lead).status == "ready"


def test_rows_beside_a_text_do_not_replace_it(strategy, lead, outline):
    registers.add_row(strategy, register("layers"), {"body": "Mayor"}, by=lead)
    section = Section.objects.get(strategy=strategy, code="B1")
    assert (section.rows, section.status) == (0, "empty")


def test_edit_row_over_a_newer_version_changes_nothing(row, lead):
    assert registers.edit_row(row, RISK | {"risk": "Other"}, base_version=1, by=lead)
    assert not registers.edit_row(row, RISK | {"risk": "Mine"}, base_version=1, by=lead)
    row.refresh_from_db()
    assert (row.values["risk"], row.version) == ("Other", 2)


def test_rows_and_pillars_have_names(row, strategy):
    assert str(row) == "risks 0"
    assert str(Pillar(strategy=strategy, title="Trust")) == "Trust"


def test_move_row_stops_at_the_ends(strategy, lead, row):
    other = registers.add_row(strategy, risks(), RISK, by=lead)
    registers.move_row(other, step=-1, by=lead)
    registers.move_row(other, step=-1, by=lead)
    order = RegisterRow.objects.order_by("position").values_list("pk", flat=True)
    assert list(order) == [other.pk, row.pk]


def test_delete_row_is_forgotten_by_those_that_named_it(strategy, lead):
    layers = register("layers")
    top = registers.add_row(strategy, layers, {"body": "Mayor"}, by=lead)
    below = registers.add_row(
        strategy, layers, {"body": "Committee", "reports_to": top.key}, by=lead
    )
    registers.delete_row(top, by=lead)
    below.refresh_from_db()
    assert (below.values["reports_to"], below.version) == ("", 2)


def test_a_register_is_not_endless(strategy, lead, monkeypatch):
    monkeypatch.setattr(registers, "MOST_ROWS", 1)
    registers.add_row(strategy, risks(), RISK, by=lead)
    with pytest.raises(RuleBroken, match="holds 1 rows"):
        registers.add_row(strategy, risks(), RISK, by=lead)


def test_nothing_is_written_while_the_coach_reads(strategy, lead, row):
    Strategy.objects.filter(pk=strategy.pk).update(status="coach_review")
    for act in (
        lambda: registers.add_row(strategy, risks(), RISK, by=lead),
        lambda: registers.edit_row(row, RISK, base_version=1, by=lead),
        lambda: registers.delete_row(row, by=lead),
        lambda: registers.move_row(row, step=1, by=lead),
    ):
        with pytest.raises(RuleBroken):
            act()


def test_a_row_of_a_register_that_is_gone(strategy, lead, row):
    row.register = "weather"
    with pytest.raises(RuleBroken):
        registers.delete_row(row, by=lead)


def test_recount_after_rows_came_in_another_way(strategy, outline):
    RegisterRow.objects.create(city=strategy.city, strategy=strategy, register="risks", values=RISK)
    registers.recount(strategy)
    assert Section.objects.get(strategy=strategy, code="P6").rows == 1


# forms


def filled(strategy, code, data, **more):
    return RowForm(data, schema=register(code), strategy=strategy, frame=FRAME, **more)


def test_form_keeps_values_as_json(strategy):
    form = filled(strategy, "platform", {
        "component": "Warehouse", "option": "open", "phase": "", "reason": "", "quarter": "2",
        "cost": "1,200.5",
    })  # fmt: skip
    assert form.is_valid(), form.errors
    assert form.values == {
        "component": "Warehouse", "option": "open", "phase": "", "reason": "", "quarter": 2,
        "cost": "1200.50",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "field", "value", "words"),
    [
        ("policies", "link", "http://city.example/", "https"),
        ("policies", "link", "javascript:alert(1)", "URL"),
        ("policies", "on", "3026-01-01", "year"),
        ("risks", "impact", "9", "9"),
        ("risks", "risk", "", "required"),
        ("skills", "today", "1e3", "number like"),
        ("skills", "today", "-1", "0"),
        ("platform", "quarter", "12", "12"),
    ],
)
def test_form_refuses_in_words(strategy, code, field, value, words):
    form = filled(strategy, code, {field: value})
    assert words in " ".join(form.errors[field])


def test_bodies_do_not_report_to_each_other(strategy):
    rows = [
        Kept("a", {"body": "Mayor", "reports_to": "b"}),
        Kept("b", {"body": "Committee", "reports_to": ""}),
    ]
    data = {"body": "Committee", "members": "Head of data", "reports_to": "a"}
    form = filled(strategy, "layers", data, rows=rows, key="b")
    assert "reports to this one already" in str(form.errors["reports_to"])
    fine = filled(strategy, "layers", data, rows=rows[:1], key="c")
    assert fine.is_valid(), fine.errors


def test_every_register_can_be_filled_in_and_shown_again(strategy):
    """The whole catalogue: each schema makes a form, a row and a line in words."""
    answers = {
        Kind.TEXT: "Words", Kind.POST: "Head of data", Kind.LONG: "More words",
        Kind.NUMBER: "12", Kind.MONEY: "1,000.50", Kind.QUARTER: "3", Kind.DATE: "2027-05-01",
        Kind.YES_NO: "on", Kind.LINK: "https://city.example/a", Kind.ROW: "", Kind.INITIATIVE: "",
    }  # fmt: skip
    for schema in all_registers():
        data = {
            field.code: answers.get(field.kind)
            if not field.choices
            else [field.choices[0][0]]
            if field.kind == Kind.CHOICES
            else field.choices[0][0]
            for field in schema.fields
        }
        form = filled(strategy, schema.code, data)
        assert form.is_valid(), (schema.code, form.errors)
        line = Table(schema, [Kept("k", form.values)], FRAME).lines[0]
        assert line.heading
        assert all(one.text for one in line.cells if one.field.kind != Kind.ROW), schema.code
        again = RowForm(
            schema=schema, strategy=strategy, frame=FRAME, rows=[Kept("k", form.values)], key="k"
        )
        assert again.initial[schema.heading.code]


# pages


def test_add_edit_move_delete_on_pages(signed_in, member, outline, strategy):
    client = signed_in(member)
    page = client.get(url("register_row_add", "risks"))
    assert page.status_code == 200
    answer = client.post(url("register_row_add", "risks"), RISK, follow=True)
    text = answer.content.decode()
    assert "“Staff leave” is in the table." in text
    assert "Two people know each register." in text
    row = RegisterRow.objects.get()
    assert answer.redirect_chain[0][0].endswith("#r-risks")
    again = client.post(url("register_row_add", "risks"), RISK | {"more": "1"})
    assert again.url == url("register_row_add", "risks")
    assert client.get(url("register_row_edit", row.key)).status_code == 200
    client.post(url("register_row_move", row.key), {"to": "down"})
    client.post(url("register_row_move", row.key), {"to": "up"})
    changed = RISK | {"risk": "Money ends", "base_version": 1}
    assert client.post(url("register_row_edit", row.key), changed).status_code == 302
    assert client.get(url("register_row_delete", row.key)).status_code == 200
    assert client.post(url("register_row_delete", row.key)).status_code == 302
    assert RegisterRow.objects.count() == 1


def test_somebody_was_faster_and_nothing_typed_is_lost(signed_in, member, outline, row, lead):
    registers.edit_row(row, RISK | {"risk": "Theirs"}, base_version=1, by=lead)
    data = RISK | {"risk": "Mine", "base_version": 1}
    page = signed_in(member).post(url("register_row_edit", row.key), data)
    text = page.content.decode()
    assert page.status_code == 409
    assert "Mine" in text
    assert "Theirs" in text
    assert 'name="base_version" value="2"' in text


@pytest.mark.parametrize("data", [{}, {"risk": "x" * 300}, {"base_version": "x"}])
def test_what_is_wrong_is_said(signed_in, member, outline, row, data):
    client = signed_in(member)
    assert client.post(url("register_row_add", "risks"), data).status_code in {200, 422}
    assert client.post(url("register_row_edit", row.key), data or {"risk": ""}).status_code == 422


def test_a_register_that_is_none_and_a_row_of_others(signed_in, member, stranger, outline, row):
    assert signed_in(member).get(url("register_row_add", "weather")).status_code == 404
    assert signed_in(stranger).get(url("register_row_edit", row.key)).status_code in {403, 404}


def test_back_to_the_outline_where_the_section_is_missing(signed_in, member, row):
    answer = signed_in(member).post(url("register_row_move", row.key), {"to": "up"})
    assert answer.url == url("strategy_detail")


def test_readers_see_tables_and_the_pages_ask_constant_questions(
    signed_in, coach, lead, outline, strategy, initiative
):
    client, section = signed_in(coach), outline["P5"]
    budget = {"what": "Two stewards", "year": "1", "kind": "people", "amount": "100.00"}
    counts = []
    client.get(url("section_detail", section.key))
    for _round in range(2):
        registers.add_row(strategy, register("budget"), budget, by=lead)
        registers.add_row(strategy, register("budget"), budget, by=lead)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url("section_detail", section.key))
        counts.append(len(queries))
    text = page.content.decode()
    assert "Budget lines" in text
    assert "Two stewards" in text
    assert "MXN\u00a0400" in text
    assert counts[0] == counts[1]


def test_the_editor_shows_rows_sums_and_what_the_plan_costs(
    signed_in, member, lead, outline, strategy, initiative
):
    budget = {"what": "Two stewards", "year": "1", "kind": "people", "amount": "100.00"}
    for _round in range(2):
        registers.add_row(strategy, register("budget"), budget, by=lead)
    text = signed_in(member).get(url("section_edit", outline["P5"].key)).content.decode()
    assert "Total, Amount: <b>MXN\u00a0200</b>" in text
    assert "cost MXN\u00a060,000 together" in text


def test_the_pillars_stand_in_their_section(signed_in, member, coach, outline, strategy):
    Pillar.objects.create(city=strategy.city, strategy=strategy, title="Trust", blocks=["use"])
    for who, name in ((member, "section_edit"), (coach, "section_detail")):
        text = signed_in(who).get(url(name, outline["V5"].key)).content.decode()
        assert "Trust" in text


def test_policies_name_initiatives(signed_in, member, lead, outline, strategy, initiative):
    values = {"title": "Decree 7", "initiative": initiative.key}
    registers.add_row(strategy, register("policies"), values, by=lead)
    text = signed_in(member).get(url("section_edit", outline["P7"].key)).content.decode()
    assert "Initiative: City data committee" in text
    page = signed_in(member).get(url("register_row_add", "policies")).content.decode()
    assert f'value="{initiative.key}"' in page


# after the mayor has signed


@pytest.fixture
def amended(strategy, outline):
    Strategy.objects.filter(pk=strategy.pk).update(status="amended")


def test_once_signed_every_change_of_a_row_has_a_reason(signed_in, lead, amended, row_there):
    client, page = signed_in(lead), url("register_row_edit", row_there.key)
    assert "Why is this changed?" in client.get(page).content.decode()
    data = RISK | {"risk": "Flood", "base_version": 1}
    assert client.post(page, data).status_code == 422
    assert client.post(page, data | {"why": "It rained."}).status_code == 302
    assert PlanRevision.objects.order_by("-pk").first().why == "It rained."


def test_once_signed_a_row_goes_with_a_reason(signed_in, lead, amended, row_there):
    client, page = signed_in(lead), url("register_row_delete", row_there.key)
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"why": "It is over."}).status_code == 302


@pytest.fixture
def row_there(strategy):
    return RegisterRow.objects.create(
        city=strategy.city, strategy=strategy, register="risks", values=RISK
    )


def test_what_is_drawn_on_paper_is_drawn_on_the_pages(signed_in, member, lead, outline, strategy):
    """Also said in words: in the title of the drawing, and in the rows below it."""
    layers, money = register("layers"), register("budget")
    top = registers.add_row(strategy, layers, {"body": "Mayor"}, by=lead)
    registers.add_row(strategy, layers, {"body": "Committee", "reports_to": top.key}, by=lead)
    line = {"what": "Posts", "kind": "people", "year": "1", "amount": "5000.00"}
    registers.add_row(strategy, money, line, by=lead)
    client = signed_in(member)
    for name in ("section_edit", "section_detail"):
        text = client.get(url(name, outline["B1"].key)).content.decode()
        assert 'class="drawing" role="img"' in text
        assert "Committee rinde cuentas a Mayor." in text or "Committee reports to Mayor." in text
        assert 'class="drawing"' in client.get(url(name, outline["P5"].key)).content.decode()
        assert 'class="drawing"' not in client.get(url(name, outline["B4"].key)).content.decode()
