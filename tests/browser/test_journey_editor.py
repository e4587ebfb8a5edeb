"""Two people write one section: no word is lost, and nobody waits for the server to type."""

import time
from urllib.parse import urlsplit

import pytest

from tests.browser.writing import (
    add,
    as_words,
    rich,
    texts_of,
    wait_until_saved,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SLOW = 3  # seconds


@pytest.fixture(scope="module")
def demo_site(fresh_demo_site):
    return fresh_demo_site.address


@pytest.fixture
def history(fresh_demo_site, section):
    """Every text that this section ever had, the newest last."""

    return lambda: as_words(texts_of(fresh_demo_site, section))


def wait_for_text(page, history, words):
    """Until it is in the history."""
    for _ in range(60):
        if history() and words in history()[-1]:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"never saved: {words}")


def slow_down(person):
    """From now on every answer takes its time, as over a bad line."""
    device = person.context.new_cdp_session(person.page)
    device.send("Network.enable")
    line = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    device.send("Network.emulateNetworkConditions", {**line, "latency": SLOW * 1000})


def test_two_people_see_both_texts_and_keep_both(sunil, hannah, section, history):
    for person in (sunil, hannah):
        person.go(section)
    add(sunil.page, "Written by Sunil, first.")
    wait_until_saved(sunil.page)

    add(hannah.page, "Written by Hannah, second.")
    hannah.page.wait_for_url("**/merge/**")
    shown = hannah.page.locator("main").inner_text()
    assert "Sunil Grewal saved this section before you" in shown
    for words in ("Written by Sunil, first.", "Written by Hannah, second."):
        assert words in shown
    for choice in hannah.page.get_by_label("Keep both").all():
        choice.check()
    hannah.page.get_by_role("button", name="Save these choices").click()
    hannah.page.wait_for_url(f"**{section}")

    written = rich(hannah.page).inner_text()
    assert "Written by Sunil, first." in written
    assert "Written by Hannah, second." in written
    assert hannah.page.get_by_text("You have a text here that is not saved").count() == 0
    assert "Hannah" not in history()[-2]
    assert "Sunil" in history()[-2]


def test_what_is_typed_while_the_refusal_is_on_its_way_is_kept(sunil, hannah, section):
    for person in (sunil, hannah):
        person.go(section)
    add(sunil.page, "Sunil was faster.")
    wait_until_saved(sunil.page)

    slow_down(hannah)
    with hannah.page.expect_request("**/autosave/"):
        add(hannah.page, "The beginning,")
    hannah.page.keyboard.type(" and the end.")
    hannah.page.wait_for_url("**/merge/**", timeout=30_000)
    assert "The beginning, and the end." in hannah.page.locator("#id_text").input_value()


def test_typing_never_waits_for_the_server(sunil, section, history):
    page = sunil.go(section)
    slow_down(sunil)
    with page.expect_request("**/autosave/"):
        add(page, "One")
    slowest = 0.0
    for letter in " two three four five":
        start = time.monotonic()
        page.keyboard.press("Space" if letter == " " else letter)
        assert rich(page).text_content().endswith(letter)
        slowest = max(slowest, time.monotonic() - start)
    assert slowest < SLOW / 3, "a key that waits for an answer takes as long as the answer"
    wait_for_text(page, history, "One two three four five")


def test_a_lost_connection_loses_no_word(sunil, section, history):
    page = sunil.go(section)
    rich(page)
    sunil.context.set_offline(True)
    add(page, "Typed in a tunnel.")
    page.get_by_text("No connection. Your text is here.").wait_for()
    add(page, "Typed on.")
    assert not history() or "tunnel" not in history()[-1]
    sunil.context.set_offline(False)
    wait_for_text(page, history, "Typed on.")
    assert "Typed in a tunnel." in history()[-1]


def test_the_editor_needs_no_script(as_person, section, history):
    first, second = (
        as_person(name, java_script_enabled=False) for name in ("Sunil Grewal", "Hannah Leduc")
    )
    for person in (first, second):
        person.go(section)
    first.page.locator("#id_text").fill("By Sunil, without a script.")
    first.page.get_by_role("button", name="Save", exact=True).click()
    assert first.page.get_by_text("Saved.", exact=True).is_visible()
    assert urlsplit(first.page.url).path == section

    second.page.locator("#id_text").fill("By Hannah, without a script.")
    with second.page.expect_response("**/sections/**") as answer:
        second.page.get_by_role("button", name="Save", exact=True).click()
    assert answer.value.status == 409
    both = second.page.locator("#id_text")
    both.fill("By both, without a script.")
    second.page.locator("button[name=how][value=text]").click()
    assert "By both, without a script." in second.page.locator("#id_text").input_value()
    assert "By Sunil, without a script." in history()[-2]
