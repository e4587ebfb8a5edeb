"""Registers and pillars on paper: from frozen content, old contents as before."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from cda.accounts.models import User
from strategy.actions.versions import freeze
from strategy.documents import Edition, html_of, versions_until
from strategy.documents.chapters import chapters
from strategy.documents.drawings import Bar, Body, bars, levels, organisation, placed
from strategy.documents.registers import Registers, pillars
from strategy.documents.tables import Tables
from strategy.models.document import Version
from strategy.models.summary import Summary
from tests import factories
from tests.strategy.contents import a_content, a_section

LAYERS = [
    {
        "key": "a",
        "values": {
            "body": "Mayor", "members": "Mayor\nChief of staff", "cadence": "quarterly",
            "reports_to": "", "on_money": "decides",
        },
    },
    {
        "key": "b",
        "values": {
            "body": "Data committee", "members": "Head of data", "reports_to": "a",
            "on_money": "prepares", "on_ai": "",
        },
    },
]  # fmt: skip


def a_risk(key, title, likelihood, impact):
    values = {"risk": title, "likelihood": likelihood, "impact": impact, "answer": "Watch it"}
    return {"key": key, "values": values}


def a_line(kind, year, amount):
    values = {"kind": kind, "year": year, "amount": amount}
    return {"key": f"{kind}{year}", "values": values}


def with_registers(**registers):
    sections = [
        a_section("V1", "<p>Everybody waits less.</p>"),
        a_section("V5"),
        a_section("B1", "<p>Rules.</p>", block="governance"),
        a_section("B2", block="quality"),
        a_section("A6", "<p>Water.</p>", title="Water"),
        a_section("B3", "<p>Use.</p>", block="use"),
        a_section("B4", block="capacity"),
        a_section("C4"),
        a_section("P5"),
        a_section("P6"),
    ]
    return a_content(registers=registers, sections=sections)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def only(content, code):
    return Registers(content).of(code)[0]


# drawings


def body(key, above="", name=""):
    return Body(key, name or key, "1 post", above)


def test_levels_put_each_under_its_own():
    rows = [body("c", "b"), body("a"), body("b", "a"), body("d", "nobody")]
    assert [[one.key for one in row] for row in levels(rows)] == [["a", "d"], ["b"], ["c"]]


def test_levels_lose_nobody_in_a_circle():
    rows = [body("a"), body("b", "c"), body("c", "b")]
    assert [[one.key for one in row] for row in levels(rows)] == [["a"], ["b", "c"]]


def test_a_long_row_goes_on_in_the_next_and_boxes_stay_on_the_page():
    boxes = list(placed([body("top"), *(body(f"b{n}", "top") for n in range(6))]))
    assert len({box.y for box in boxes}) == 3
    assert all(box.x >= 0 and box.x + box.wide <= 480.1 for box in boxes)
    long = next(iter(placed([body("a", name="A very long name " * 12)])))
    assert len(long.lines) == 3


def test_organisation_says_what_it_shows_and_escapes():
    svg = organisation([body("a", name="<b>"), body("b", "a")], "#000000", "Who & whom")
    assert "<title>Who &amp; whom</title>" in svg
    assert "&lt;b&gt;" in svg
    assert svg.count("<path") == 1
    assert organisation([], "#000000", "Nobody").count("<rect") == 0


def test_bars_stay_inside_their_ground():
    rows = [Bar("Tables", 64, "64 %", "#000000", 85.0), Bar("Maps", 130, "130 %", "#000000")]
    svg = bars(rows, 100, "Skills")
    assert 'width="480.0"' in svg
    assert svg.count("<line") == 1


# registers


def test_layers_are_drawn_and_their_decisions_listed():
    table = only(with_registers(layers=LAYERS), "B1")
    assert "Data committee reports to Mayor." in table.figure
    assert "2 posts · every quarter" in table.figure
    assert table.decisions == [("Money and posts", ["decides", "prepares"])]
    assert table.names == ["Mayor", "Data committee"]
    assert (table.heat, table.money) == ([], [])
    cells = [one.text for one in table.lines[1].cells]
    assert cells == ["Head of data", "", "Mayor"]


def test_risks_stand_in_a_table_of_words():
    rows = [a_risk("1", "Fire", "1", "3"), a_risk("2", "Flood", "3", "3"), a_risk("3", "?", "", "")]
    table = only(with_registers(risks=rows), "P6")
    assert [label for label, _cells in table.heat] == ["high", "medium", "low"]
    assert table.heat[0][1][2] == (6, ["Flood"])
    assert table.heat[2][1][2] == (4, ["Fire"])
    assert table.decisions == []
    assert table.figure == ""


def test_skills_and_levels_are_bars():
    skills = [
        {"key": "1", "values": {"skill": "Tables", "today": "64.00", "target": "85.00"}},
        {"key": "2", "values": {"skill": "Maps", "today": "12.00", "target": ""}},
    ]
    svg = only(with_registers(skills=skills), "B4").figure
    assert "64 %, aim 85 %" in svg
    assert "12 %<" in svg
    scores = [{"key": "1", "values": {"block": "use", "score": "3"}}]
    assert "3 in some departments" in only(with_registers(assessment=scores), "C4").figure


def test_budget_stands_beside_what_the_initiatives_cost():
    lines = [
        {"key": "1", "values": {"kind": "people", "year": "1", "amount": "50000.00"}},
        {"key": "2", "values": {"kind": "platform", "year": "3", "amount": "20000.00"}},
        {"key": "3", "values": {"kind": "people", "year": "1", "amount": ""}},
    ]
    money = only(with_registers(budget=lines), "P5").money
    assert [(row["label"], row["years"], row["total"], row["plan"]) for row in money] == [
        ("People", ["50", "0", "0"], "50", "90"),
        ("Platform", ["0", "0", "20"], "20", "0"),
        ("Total", ["50", "0", "20"], "70", "90"),
    ]


def test_where_there_are_lines_the_budget_is_told_once_and_by_them():
    content = with_registers(budget=[a_line("people", "1", "50000.00")])
    piece = next(one for row in chapters(content) for one in row.pieces if one.code == "P5")
    assert piece.table == ""
    assert "USD" in piece.registers[0].figure or "MXN" in piece.registers[0].figure
    assert Summary(content).budget() == {"people": [50000, 0, 0]}
    assert [row["label"] for row in piece.registers[0].money] == ["People"]


def test_a_column_without_a_word_is_left_out_and_long_words_have_a_line_of_their_own():
    table = only(with_registers(risks=[a_risk("1", "Fire", "1", "3")]), "P6")
    assert [one.code for one in table.columns] == ["likelihood", "impact", "answer"]
    rows = [a_risk("1", "Fire", "1", "3"), a_risk("2", "Flood", "3", "3")]
    rows[0]["values"]["kind"] = "people"
    html = printed(with_registers(risks=rows))
    assert '<b>Fire</b><p class="def">Kind: to people</p></th>' in html
    rows = [{"key": "1", "values": {"dataset": "Permits", "care": "No small group. " * 3}}]
    html = printed(with_registers(disaggregation=rows))
    assert '<tr class="main"><th scope="row"><b>Permits</b></th>' in html
    assert '<tr class="more"><td colspan="1"><p class="def"><b>How privacy is kept:</b>' in html


# chapters


def test_a_section_with_rows_and_no_text_is_printed():
    found = chapters(with_registers(platform=[{"key": "1", "values": {"component": "Lake"}}]))
    titles = [piece.title for chapter in found for piece in chapter.pieces]
    assert "B2" in titles
    assert "B4" not in titles


def test_contents_of_before_there_were_registers_print_as_they_did():
    content = with_registers()
    for part in ("registers", "pillars", "terms"):
        content.pop(part, None)
    titles = [piece.title for chapter in chapters(content) for piece in chapter.pieces]
    assert titles == ["V1", "B1", "Water", "B3", "P5"]
    assert pillars(content) == []


def test_a_section_of_ones_own_between_building_blocks():
    water = next(one for one in chapters(with_registers()) if one.title == "Water")
    assert (water.kind, water.block, water.label) == ("pillar", "", "")


def test_pillars_order_and_name_the_building_blocks():
    content = with_registers() | {
        "pillars": [
            {"key": "p", "title": "Care", "description": "", "blocks": ["use"]},
            {"key": "q", "title": "Trust", "description": "Names", "blocks": ["governance"]},
        ]
    }
    found = [one for one in chapters(content) if one.kind == "pillar"]
    assert [one.title for one in found] == ["B3", "B1", "Water"]
    assert found[0].label == "Care – Building block 3 of 5"
    assert pillars(content)[1]["blocks"] == [("governance", "Governance")]
    tables = [piece.table for one in chapters(content) for piece in one.pieces]
    assert "pillars" in tables


# the whole document


def printed(content, **fields):
    edition = Edition(content, "1.0", datetime(2027, 1, 1, tzinfo=UTC), "0" * 64, **fields)
    return html_of(edition, language="en", paper="letter")


def test_the_document_has_tables_figures_a_coat_and_its_own_history():
    content = with_registers(layers=LAYERS, risks=[a_risk("1", "Flood", "3", "3")])
    arms = '<figure><img src="picture:abcdefghijklmnopqrstuv" alt="Two hills"></figure>'
    content["sections"].insert(0, a_section("F1", arms))
    author = User(name="Carla Peña")
    made = Version(number="0.1", reason="coach", created_by=author, created_at=datetime.now(UTC))
    html = printed(content, earlier=[made])
    assert 'class="coat"' in html
    assert 'alt="Two hills"' in html
    assert '<a href="#r-layers">Layers of governance</a>' in html
    assert 'id="r-layers"' in html
    assert '<td class="h6"><p>Flood</p></td>' in html
    assert "For the coach" in html
    assert "Carla Peña" in html


def test_a_document_without_any_of_it():
    html = printed(a_content())
    assert 'class="coat"' not in html
    assert 'class="register"' not in html
    assert "Made for" not in html


def test_versions_until_is_all_that_came_before(strategy, lead):
    first = freeze(strategy, reason="coach", by=lead)
    second = factories.VersionFactory(strategy=strategy, number="0.2", created_by=lead)
    assert versions_until(first) == [first]
    assert versions_until(second) == [first, second]


# what a reader of three minutes is told


def test_summary_names_the_worst_risks_and_counts_the_policies():
    rows = [a_risk("1", "Fire", "1", "1"), a_risk("2", "Flood", "3", "3")]
    policies = [{"key": "1", "values": {"title": "Decree"}}]
    summary = Summary(with_registers(risks=rows, policies=policies))
    assert summary.risks == ["Flood", "Fire"]
    assert summary.policies == 1
    assert Summary(a_content()).risks == ["Staff may leave."]


def test_the_strategy_on_one_page():
    page = Tables(Summary(a_content())).page()
    assert page[0] == (
        "governance",
        "Governance",
        ["Every register has an owner"],
        ["Registers with an owner: 70 %"],
    )
    assert [row[0] for row in page] == ["governance", "use"]
