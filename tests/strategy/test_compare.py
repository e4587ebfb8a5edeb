"""Paragraphs found again, moved, added, removed; and what a page makes of them."""

import random
import re

import pytest

from strategy.models.compare import Kind, compare, matched
from strategy.models.comparison import comparison_of
from strategy.models.redline import redline
from tests.strategy.contents import a_content, a_section

LONG = "<p>Every decision of the council names the data that stands behind it, in public.</p>"


def texts(**sections):
    """Each section as "id:words" of its paragraphs."""
    return a_content(
        sections=[
            a_section(code) | {"blocks": [block(one) for one in rows]}
            for code, rows in sections.items()
        ]
    )


def block(told):
    id_, _, words = told.partition(":")
    return {"id": id_, "html": f"<p>{words or id_}</p>"}


def kinds(before, after):
    """The first section in short: sign and id of the words of each paragraph."""
    pairs = compare(texts(V1=before), texts(V1=after))[0].pairs
    return [
        f"{pair.kind} {(pair.after or pair.before).removeprefix('<p>').removesuffix('</p>')}"
        for pair in pairs
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (["a", "b"], ["a", "b"], ["same a", "same b"]),
        (["a", "b"], ["a", "b:new"], ["same a", "changed new"]),
        (["a"], ["a", "b"], ["same a", "added b"]),
        (["a", "b", "c"], ["a", "c"], ["same a", "removed b", "same c"]),
        (["a", "b"], ["b"], ["removed a", "same b"]),
        (["a", "b", "c"], ["c", "a", "b"], ["moved c", "same a", "same b"]),
        (["a", "b", "c"], ["b", "c", "a:new"], ["same b", "same c", "moved new"]),
        (["a", "b"], [], ["removed a", "removed b"]),
        ([], ["a"], ["added a"]),
        (["a:x", "a:y"], ["a:x", "a:z"], ["same x", "changed z"]),
    ],
)
def test_paragraphs_are_found_by_their_ids(before, after, told):
    assert kinds(before, after) == told


def test_paragraphs_without_an_id_are_found_by_their_words():
    before = ["a:The city trains three hundred people a year", "b:Nothing alike"]
    after = ["n:The city trains four hundred people a year", "m:Other words here"]
    assert kinds(before, after) == [
        "changed The city trains four hundred people a year",
        "removed Nothing alike",
        "added Other words here",
    ]


def test_a_moved_paragraph_says_from_where():
    pair = compare(texts(V1=["a", "b", "c"]), texts(V1=["c", "a", "b"]))[0].pairs[0]
    assert (pair.was_at.number, pair.is_at.number, pair.is_reworded) == (3, 1, False)


def test_a_paragraph_in_another_section_was_moved_there():
    before = texts(V1=[f"a:{LONG}", "b"], P6=["c"])
    after = texts(V1=["b"], P6=["c", f"x:{LONG}"])
    first, second = compare(before, after)
    gone, came = first.pairs[0], second.pairs[1]
    assert (gone.kind, came.kind) == (Kind.GONE, Kind.MOVED)
    assert came.was_at == gone.was_at == ("section-V1", 1)
    assert came.is_at == gone.is_at == ("section-P6", 2)
    assert (first.kind, second.kind) == (Kind.CHANGED, Kind.CHANGED)


def test_short_words_that_stand_elsewhere_are_no_move():
    first, second = compare(texts(V1=["a:Yes."], P6=[]), texts(V1=[], P6=["b:Yes."]))
    assert (first.pairs[0].kind, second.pairs[0].kind) == (Kind.REMOVED, Kind.ADDED)


def test_sections_come_go_and_are_renamed():
    before, after = texts(V1=["a"], P6=["b"], P7=["c"]), texts(V1=["a"], B1=["d"], P7=["c"])
    after["sections"][0]["title"] = "Where we go"
    found = compare(before, after)
    assert [(row.title, row.kind) for row in found] == [
        ("Where we go", Kind.CHANGED),
        ("P6", Kind.REMOVED),
        ("B1", Kind.ADDED),
        ("P7", Kind.SAME),
    ]
    assert found[0].old_title == "V1"
    assert found[3].is_same
    assert [row.key for row in compare(before, after, only="section-B1")] == ["section-B1"]


def test_any_two_texts_tell_every_paragraph_once():
    """Whatever was done: each old and each new paragraph is in exactly one pair, in order."""
    chance = random.Random(7)  # noqa: S311  a test that repeats itself
    for _round in range(300):
        ids = list("abcdefgh")
        before = [f"{id_}:{chance.choice('xyz') * 9}" for id_ in chance.sample(ids, 5)]
        after = [f"{id_}:{chance.choice('xyz') * 9}" for id_ in chance.sample(ids, 5)]
        old, new = texts(V1=before), texts(V1=after)
        pairs = compare(old, new)[0].pairs
        shown = [pair.after for pair in pairs if pair.kind != Kind.REMOVED]
        assert shown == [block(one)["html"] for one in after]
        were = sorted(pair.was_at.number for pair in pairs if pair.was_at)
        assert were == list(range(1, 6))


def test_twice_the_same_id_is_paired_once_each():
    old = [{"id": "a", "html": "<p>1</p>"}, {"id": "a", "html": "<p>2</p>"}]
    assert matched(old, old[:1]) == [0]
    assert matched(old[:1], old) == [0, None]


# What the page shows ---------------------------------------------------------------------------


def shown(before, after):
    chapter = comparison_of(texts(V1=before), texts(V1=after)).chapters[0]
    return [
        (run.is_same, piece.kind, piece.html, piece.note)
        for run in chapter.runs
        for piece in run.pieces
    ]


def test_words_that_changed_carry_signs_and_words():
    (row,) = shown(["a:It costs ninety dollars in a year"], ["a:It costs sixty dollars in a year"])
    assert row[:2] == (False, "changed")
    assert '<ins><span class="vh">now </span>sixty</ins>' in row[2]
    assert '<del><span class="vh">was </span>ninety</del>' in row[2]


def table_of(*rows):
    lines = ("".join(f"\n<td>{cell}</td>" for cell in row) for row in rows)
    return (
        "<table>\n<tbody>" + "".join(f"\n<tr>{line}\n</tr>" for line in lines) + "</tbody></table>"
    )


def test_a_number_that_changed_stays_in_its_cell():
    before, after = (
        table_of(["a", "1"], ["b &lt;", "2"]),
        table_of(["a", "1"], ["b &lt;", "<em>3</em>"]),
    )
    told = "".join(redline(before, after).split("\n"))
    assert "<td>a</td><td>1</td>" in told
    assert "<td>b &lt;</td>" in told
    assert told.count("<tr>") == 2
    last = told[told.rindex("<td>") :]
    assert "<ins>3</ins>" in last.replace("<em>", "").replace("</em>", "")
    assert "<del>2</del>" in last


def test_between_the_cells_of_a_table_there_is_nothing_to_read_out():
    for after in ("<p>Other words.</p>", table_of(["a", "1", "x"])):
        told = str(redline(table_of(["a", "1"], ["b", "2"]), after))
        assert not re.search(r"<(ins|del)>\s*</", told), told


def test_whole_paragraphs_and_moves():
    rows = shown(["a", "b", "c", "d"], ["c", "a", "b", "e"])
    assert [(row[0], row[1]) for row in rows] == [
        (False, "moved"),
        (True, "same"),
        (True, "same"),
        (False, "removed"),
        (False, "added"),
    ]
    assert rows[0][3] == "moved from paragraph 3 to paragraph 1"
    assert rows[3][2] == '<del><span class="vh">was </span><p>d</p></del>'
    assert rows[4][2] == '<ins><span class="vh">now </span><p>e</p></ins>'


def test_moved_between_sections_is_named():
    before, after = texts(V1=[f"a:{LONG}"], P6=[]), texts(V1=[], P6=[f"a:{LONG}"])
    first, second = comparison_of(before, after).chapters
    assert first.runs[0].pieces[0].note == "moved from “V1” to “P6”"
    assert second.runs[0].pieces[0].note == "moved from “V1” to “P6”"


def test_only_the_form_changed():
    (row,) = shown(["a:same words"], ["a:<strong>same words</strong>"])
    assert row[3].startswith("The words are the same")


def test_nothing_dangerous_comes_through():
    for html in ("<script>x</script>", '<img src=x onerror="x">', '<a href="javascript:x">y</a>'):
        page = str(shown([f"a:one {html} two"], [f"a:three {html} two", f"b:{html}"]))
        assert "<script" not in page
        assert "onerror" not in page
        assert "javascript:" not in page


def test_the_summary_counts_rows_not_fields():
    old, new = a_content(), a_content()
    new["goals"][0]["title"] = "Every register is kept"
    new["goals"][0]["practice_target"] = "All"
    new["goals"].append(dict(new["goals"][1], key="goal-3", objectives=[], indicators=[]))
    new["sections"][0]["blocks"] = []
    found = comparison_of(old, new)
    assert [(group.noun, list(group.counts)) for group in found.groups] == [
        ("Sections", ["1 changed"]),
        ("Goals", ["1 changed", "1 added"]),
    ]
    assert (found.total, found.same, len(found.plan)) == (4, 1, 1)
    assert comparison_of(old, new, only="section-P6").total == 0


def test_policies_are_told_once():
    old, new = a_content(), a_content()
    new["registers"] = {"policies": [{"key": "r", "values": {"title": "Ordinance"}}]}
    found = comparison_of(old, new)
    assert [(group.noun, len(group.words)) for group in found.groups] == [("Policies", 1)]


def test_a_picture_is_shown_whole_with_its_address():
    old, new = texts(V1=[]), texts(V1=[])
    figure = '<figure><img src="picture:{}" alt="A map"><figcaption>Map</figcaption></figure>'
    old["sections"][0]["blocks"] = [{"id": "a", "html": figure.format("A" * 22)}]
    new["sections"][0]["blocks"] = [{"id": "a", "html": figure.format("B" * 22)}]
    html = comparison_of(old, new, city="valle-sereno").chapters[0].runs[0].pieces[0].html
    assert html.startswith('<del><span class="vh">was </span><figure>')
    assert f"/cities/valle-sereno/strategy/pictures/{'B' * 22}/" in html
