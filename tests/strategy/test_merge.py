"""Two texts side by side: who changed a paragraph alone is right, what both changed is kept."""

from hypothesis import given, settings
from hypothesis import strategies as st

from strategy.models.merge import combine, compare
from strategy.models.text import to_blocks, to_text

BASE = to_blocks("The first paragraph.\n\nThe second paragraph.\n\nThe third paragraph.")


def merged(mine, theirs, base=BASE, choices=None):
    rows = compare(base, to_blocks(mine, base), to_blocks(theirs, base))
    return to_text(combine(rows, choices))


def test_each_changed_another_paragraph():
    mine = "The first paragraph, better.\n\nThe second paragraph.\n\nThe third paragraph."
    theirs = "The first paragraph.\n\nThe second paragraph.\n\nThe third paragraph, longer."
    assert merged(mine, theirs) == (
        "The first paragraph, better.\n\nThe second paragraph.\n\nThe third paragraph, longer."
    )


def test_both_changed_the_same_paragraph():
    mine = "The first paragraph is mine.\n\nThe second paragraph.\n\nThe third paragraph."
    theirs = "The first paragraph is theirs.\n\nThe second paragraph.\n\nThe third paragraph."
    rows = compare(BASE, to_blocks(mine, BASE), to_blocks(theirs, BASE))
    assert [row.choice for row in rows if not row.is_same] == ["both"]
    text = to_text(combine(rows))
    assert "is mine." in text
    assert "is theirs." in text
    assert "is theirs." not in to_text(combine(rows, {rows[0].id: "mine"}))
    assert "is mine." not in to_text(combine(rows, {rows[0].id: "theirs"}))


def test_new_paragraphs_of_both_are_kept_in_their_places():
    mine = "Mine came first of all here.\n\n" + to_text(BASE)
    theirs = to_text(BASE) + "\n\nAnd another one follows at the end."
    text = merged(mine, theirs)
    assert text.startswith("Mine came first of all here.\n\nThe first paragraph.")
    assert text.endswith("The third paragraph.\n\nAnd another one follows at the end.")


def test_the_same_new_paragraph_of_both_is_there_once():
    new = "A word from both of us."
    both = f"{to_text(BASE)}\n\n{new}"
    assert merged(both, both) == both


def test_deleted_by_one_and_untouched_by_the_other_is_deleted():
    short = "The first paragraph.\n\nThe third paragraph."
    assert merged(short, to_text(BASE)) == short
    assert merged(to_text(BASE), short) == short


def test_deleted_by_one_and_changed_by_the_other_is_kept():
    short = "The first paragraph.\n\nThe third paragraph."
    changed = "The first paragraph.\n\nThe second paragraph, changed.\n\nThe third paragraph."
    assert "The second paragraph, changed." in merged(short, changed)
    assert "The second paragraph, changed." in merged(changed, short)


TEXTS = st.lists(
    st.sampled_from(["alpha beta", "gamma delta", "- one\n- two", "### Part", "x", "y **z**"]),
    max_size=5,
).map("\n\n".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_every_paragraph_that_somebody_wrote_new_is_in_the_merge(base, mine, theirs):
    old = to_blocks(base)
    known = {block["html"] for block in old}
    ours, others = to_blocks(mine, old), to_blocks(theirs, old)
    rows = compare(old, ours, others)
    kept = {block["html"] for block in combine(rows)}
    for block in [*ours, *others]:
        assert block["html"] in kept | known
    both = {block["html"] for block in combine(rows, {row.id: "both" for row in rows})}
    assert {block["html"] for block in [*ours, *others]} <= both
    assert combine(compare(old, ours, ours)) == ours
