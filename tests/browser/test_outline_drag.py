"""The outline by mouse: a section or a pillar lands before or after the one under the pointer."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OUTLINE = "/cities/maple-harbor/strategy/outline/"
PILLARS = "/cities/maple-harbor/strategy/pillars/"
PILLAR = "#pillars [data-move]"
PART = "section[aria-labelledby=part-blocks] [data-move]"


@pytest.fixture(scope="module")
def demo_site(fresh_demo_site):
    return fresh_demo_site.address


def keys(page, part=PART):
    return page.locator(part).evaluate_all("rows => rows.map(row => row.dataset.key)")


def drag(page, key, to, *, share):
    """Let go over so much of the height of the other row."""
    row, goal = (page.locator(f'[data-key="{one}"]') for one in (key, to))
    goal.scroll_into_view_if_needed()
    row.scroll_into_view_if_needed()
    box = goal.bounding_box()
    with page.expect_navigation():
        row.drag_to(goal, target_position={"x": 20, "y": box["height"] * share})


def test_a_section_is_dragged_to_the_end_and_back(as_person):
    somebody = as_person("Sunil Grewal", "en")
    page = somebody.go(OUTLINE)
    before = keys(page)
    assert len(before) > 3
    drag(page, before[0], before[-1], share=0.8)
    assert keys(page) == [*before[1:], before[0]]
    drag(page, before[0], before[1], share=0.2)
    assert keys(page) == before
    assert not somebody.errors


def test_a_pillar_is_dragged_too(as_person):
    somebody = as_person("Sunil Grewal", "en")
    for title in ("Homes", "Streets", "Trust"):
        somebody.go(PILLARS + "add/").fill("[name=title]", title)
        with somebody.page.expect_navigation():
            somebody.page.click("main .btn-1")
    page = somebody.go(OUTLINE)
    before = keys(page, PILLAR)
    drag(page, before[0], before[-1], share=0.8)
    assert keys(page, PILLAR) == [*before[1:], before[0]]
    drag(page, before[0], before[1], share=0.2)
    assert keys(page, PILLAR) == before
    assert not somebody.errors
