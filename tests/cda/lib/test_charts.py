import datetime as dt
import re

import pytest
from lxml import etree

from cda.lib import charts

NASTY = '"><script>alert(1)</script>'


def drawn(svg):
    """Well-formed, or the parser refuses it."""
    return etree.fromstring(svg)


def rects(svg):
    return [dict(rect.attrib) for rect in drawn(svg).iter("rect")]


def test_five_bars_stand_in_order_on_one_ground():
    bars = rects(charts.five_bars([100, 75, 60, 35, 0], "Progress"))
    assert [bar["class"] for bar in bars] == ["p1", "p2", "p3", "p4", "p5"]
    assert [int(bar["height"]) for bar in bars] == [40, 30, 24, 14, 3]
    assert {int(bar["y"]) + int(bar["height"]) for bar in bars} == {40}


def test_five_bars_with_a_sentence_or_as_decoration():
    assert drawn(charts.five_bars([1] * 5, "Progress")).attrib["aria-label"] == "Progress"
    assert drawn(charts.five_bars([1] * 5, "")).attrib["aria-hidden"] == "true"


@pytest.mark.parametrize(("value", "width"), [(-5, "0%"), (40, "40%"), (140, "100%")])
def test_meter_stays_inside_its_ground(value, width):
    assert rects(charts.meter(value, "quality", "x"))[1]["width"] == width


def test_meter_takes_the_colour_of_its_block():
    assert drawn(charts.meter(40, "quality", "x")).attrib["class"] == "meter p2"
    assert drawn(charts.meter(40, "", "x")).attrib["class"].strip() == "meter"


@pytest.mark.parametrize(
    ("state", "days", "look", "words"),
    [
        ("done", 0, "c4", "Draft: done"),
        ("doing", 0, "c1", "Draft: under way"),
        ("review", 0, "c2", "Draft: in review"),
        ("none", 0, "c0", "Draft: not yet"),
        ("late", 1, "cx", "Draft: 1 day late"),
        ("late", 9, "cx", "Draft: 9 days late"),
    ],
)
def test_heat_cell_says_in_words_what_it_shows(state, days, look, words):
    cell = drawn(charts.heat_cell(state, "Draft", days))
    assert cell.attrib["class"] == f"cell {look}"
    assert [span.text for span in cell.iter("span") if span.get("class") == "vh"] == [words]


def test_heat_cell_is_a_link_only_when_there_is_something_to_do():
    assert drawn(charts.heat_cell("done", "Draft")).tag == "span"
    assert drawn(charts.heat_cell("late", "Draft", 3, "/x/")).attrib["href"] == "/x/"


def test_heat_legend_names_every_state():
    for words in ("Not yet", "Under way", "In review", "Done", "days late"):
        assert words in charts.heat_legend()


def test_gantt_bar_spans_its_quarters():
    bar = rects(charts.gantt_bar(3, 5, 4, "use", "Jan to Sep"))[0]
    assert float(bar["x"].rstrip("%")) == pytest.approx(25.42, abs=0.01)
    assert float(bar["width"].rstrip("%")) == pytest.approx(24.17, abs=0.01)


def test_gantt_bar_marks_the_first_result_if_there_is_one():
    assert "<path" in charts.gantt_bar(0, 5, 4, "use", "x")
    assert "<path" not in charts.gantt_bar(0, 5, None, "use", "x")


def test_gantt_bar_that_ends_before_it_starts_is_still_a_bar():
    assert float(rects(charts.gantt_bar(5, 2, None, "use", "x"))[0]["width"].rstrip("%")) > 0


def test_gantt_scale_gives_each_year_its_quarters():
    scale = charts.gantt_scale(dt.date(2026, 4, 1))
    assert re.findall(r'w(\d)">(\d+)', scale) == [
        ("3", "2026"),
        ("4", "2027"),
        ("4", "2028"),
        ("1", "2029"),
    ]


def test_cover_has_one_bar_per_initiative_inside_the_page():
    cover = rects(charts.cover_bars([("governance", 10), ("governance", 20), ("use", 40)], 210))
    bars = cover[:-1]
    assert [bar["fill"] for bar in bars] == ["#363187", "#363187", "#8a5201"]
    assert float(bars[-1]["x"]) + float(bars[-1]["width"]) == pytest.approx(188, abs=0.1)
    assert float(bars[2]["height"]) > float(bars[1]["height"]) > float(bars[0]["height"])


def test_cover_without_a_plan_is_a_plain_cover():
    assert len(rects(charts.cover_bars([], 210))) == 1
    assert len(rects(charts.cover_bars([("use", 0)], 210))) == 2


POINTS = [("2025", 41), ("2026", None), ("2027", 63)]


def test_line_chart_leaves_a_gap_where_nothing_was_measured():
    chart = charts.line_chart(POINTS, "Potholes", 85, "%", "es-CO")
    assert chart.count("<polyline") == 2
    assert chart.count("<circle") == 2
    assert chart.count("no data") == 2


def test_line_chart_has_a_sentence_and_a_table():
    chart = drawn(charts.line_chart(POINTS, "Potholes", None, "", "en-US"))
    assert chart.find("svg").attrib["aria-label"] == "Potholes"
    cells = [(row[0].text, row[1].text) for row in chart.find("details/table/tbody")]
    assert cells == [("2025", "41"), ("2026", "no data"), ("2027", "63")]
    assert chart.find(".//*[@class='target']") is None


def test_line_chart_of_nothing_is_empty_not_broken():
    assert drawn(charts.line_chart([], "Nothing yet", None, "", "en")).tag == "figure"
    assert "no data" in charts.line_chart([("2026", None)], "x", None, "", "en")


def test_line_chart_higher_is_higher_below_zero_too():
    plot = charts.Plot([("a", -10), ("b", 10)], None)
    assert plot.y(-10) == plot.BOTTOM
    assert plot.y(10) == plot.TOP


def test_words_of_people_are_words():
    for svg in (
        charts.five_bars([1] * 5, NASTY),
        charts.meter(1, 1, NASTY),
        charts.heat_cell("done", NASTY, 0, NASTY),
        charts.gantt_bar(0, 1, 0, 1, NASTY),
        charts.line_chart([(NASTY, 1)], NASTY, 1, NASTY, "en"),
    ):
        assert "<script" not in svg
