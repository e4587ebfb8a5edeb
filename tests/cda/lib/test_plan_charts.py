"""Drawings of a plan: well-formed, in proportion, and nothing that people typed runs in them."""

from decimal import Decimal

from lxml import etree

from cda.lib import plan_charts
from cda.lib.plan_charts import Work

NASTY = '"><script>alert(1)</script>'


def drawn(svg):
    """Well-formed, or the parser refuses it."""
    return etree.fromstring(svg)


def test_nothing_typed_runs():
    work = Work(NASTY, "use", 0, 3, 1, [2], NASTY)
    for svg in (
        plan_charts.bar(0, 3, 1, [2], "use", NASTY),
        plan_charts.load_strip([1] * 12, 1, NASTY),
        plan_charts.target_path([Decimal(1)] * 4, "use", NASTY),
        plan_charts.roadmap([(NASTY, [work])], [NASTY] * 12, NASTY),
    ):
        assert "<script" not in svg
        assert drawn(svg).attrib["role"] == "img"


def test_a_bar_has_its_marks():
    bar = drawn(plan_charts.bar(2, 5, 4, [3, 3, 5], "use", ""))
    assert [path.get("class") for path in bar.iter("path")] == ["mark", "mark", "ring"]
    assert drawn(plan_charts.bar(5, 2, None, [], "use", "")).attrib["aria-hidden"] == "true"


def test_columns_share_one_scale():
    heights = [
        float(rect.get("height"))
        for rect in drawn(plan_charts.load_strip([0, 1, 2, 4], 4, "x")).iter("rect")
    ]
    assert heights == [1, 8, 16, 32]
    assert plan_charts.load_strip([0, 0], 0, "x").count('class="full"') == 2


def test_what_is_not_said_is_a_gap():
    path = drawn(plan_charts.target_path([Decimal(1), None, Decimal(3), Decimal(2)], "use", "x"))
    assert len(list(path.iter("circle"))) == 3
    assert len([line for line in path.iter("line") if line.get("class") == "path"]) == 1
    assert not list(drawn(plan_charts.target_path([None] * 4, "use", "x")).iter("circle"))


def test_long_titles_are_cut_beside_the_bars_only():
    svg = drawn(plan_charts.roadmap([("A", [Work("w" * 90, "use", 0, 1)])], ["q"] * 12, "x"))
    texts = [text.text for text in svg.iter("text")]
    assert f"{'w' * 43}…" in texts
    assert svg.find(".//title").text == "w" * 90
