"""The plan's table by keyboard: a cell opens in its row, Escape leaves it, the focus comes back."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLAN = "/cities/maple-harbor/strategy/plan/"
ACTIVE = "document.activeElement.getAttribute('href') || document.activeElement.name"
FORM = "form[data-cell]"


def wait_for_focus(page, end):
    """The focus moves a moment after the page has changed."""
    page.wait_for_function(f"({ACTIVE} || '').endsWith('{end}')")


def test_a_cell_by_keyboard(as_person):
    somebody = as_person("Sunil Grewal", "en")
    page = somebody.go(PLAN)
    cell = page.locator('a.cl[href$="/cells/cost/"]').first
    address = cell.get_attribute("href")
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(FORM)
    wait_for_focus(page, "cost")
    assert page.url.endswith(PLAN)
    page.keyboard.press("Escape")
    page.wait_for_selector(FORM, state="detached")
    wait_for_focus(page, address)
    page.keyboard.press("ArrowLeft")
    wait_for_focus(page, "/cells/measure/")
    page.keyboard.press("ArrowRight")
    wait_for_focus(page, address)
    page.keyboard.press("Enter")
    page.wait_for_selector(FORM)
    page.fill(f"{FORM} [name=cost]", "a lot")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{FORM} .bad")
    assert page.input_value(f"{FORM} [name=cost]") == "a lot"
    assert "Write a number like 1,234.5." in page.inner_text(FORM)
    page.click(f"{FORM} [data-cancel]")
    page.wait_for_selector(FORM, state="detached")
    assert not somebody.errors


def test_a_cell_without_a_script(as_person):
    somebody = as_person("Sunil Grewal", "en", java_script_enabled=False)
    page = somebody.go(PLAN)
    page.locator('a.cl[href$="/cells/when/"]').first.click()
    assert page.locator("select[name=start_quarter]").is_visible()
    page.click("[data-cancel]")
    assert page.url.endswith(PLAN)
