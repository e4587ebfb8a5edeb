"""The rich field in a real browser: what is typed, pasted and merged is what the server keeps."""

import io
import json
import re

import pytest
from PIL import Image

from tests.browser.axe import violations
from tests.browser.writing import (
    RICH,
    add,
    as_words,
    rich,
    texts_of,
    wait_until_saved,
)
from tests.strategy.bad_texts import HOSTILE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASTE = """([selector, html]) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "x");
    const about = {clipboardData: data, bubbles: true, cancelable: true};
    const event = new ClipboardEvent("paste", about);
    document.querySelector(selector).dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def demo_site(fresh_demo_site):
    return fresh_demo_site.address


@pytest.fixture
def now(fresh_demo_site, section):
    """The paragraphs of the section, as they are kept."""
    return lambda: texts_of(fresh_demo_site, section)[-1]


def press(page, *names):
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()


def back_in_the_text(page):
    """A dialog gives the focus back; whoever types before types somewhere else."""
    page.wait_for_function("document.activeElement?.isContentEditable === true")


def empty(page):
    rich(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")


def save(page):
    """By the button: the page comes again, with what is kept."""
    with page.expect_navigation():
        press(page, "Save")
    page.get_by_text("Saved.", exact=True).wait_for()
    rich(page)


def put_cursor(page, place):
    page.evaluate(
        "([field, place]) => document.querySelector(field).editor.chain()"
        ".setTextSelection(place).focus().run()",
        [RICH, place],
    )
    page.locator(f"{RICH}:focus").wait_for()


def htmls(blocks):
    return [block["html"] for block in blocks]


def test_what_is_written_is_kept_with_its_ids(sunil, section, now):
    page = sunil.go(section)
    empty(page)
    page.keyboard.type("Open data helps ")
    page.keyboard.press("Control+b")
    page.keyboard.type("everybody")
    page.keyboard.press("Control+b")
    press(page, "Footnote")
    page.get_by_label("Text of the footnote").fill("Survey of 2025.")
    press(page, "Add the footnote")
    back_in_the_text(page)
    page.keyboard.press("Enter")
    page.keyboard.type("1. First")
    page.keyboard.press("Enter")
    page.keyboard.type("Second")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+k")
    page.get_by_label("Address").fill("example.org/data")
    page.get_by_label("Words that people click").fill("the portal")
    press(page, "Set the link")
    back_in_the_text(page)
    page.keyboard.press("Enter")
    press(page, "Table")
    back_in_the_text(page)
    page.keyboard.type("Year")
    page.keyboard.press("Tab")
    page.keyboard.type("Sets")
    press(page, "Remove the column", "Add a column", "Add a row")
    wait_until_saved(page)
    save(page)

    before = now()
    paragraph, points, link, table = htmls(before)
    assert paragraph == (
        "<p>Open data helps <strong>everybody</strong><small>Survey of 2025.</small></p>"
    )
    assert points == "<ol>\n<li>First</li>\n<li>Second</li>\n</ol>"
    assert link == '<p><a href="https://example.org/data">the portal</a></p>'
    assert (table.count("<tr>"), table.count("<th>"), table.count("<td>")) == (4, 3, 9)

    # A paragraph cut in two keeps its id in the first part; the others stay what they were.
    put_cursor(page, 1 + len("Open"))
    page.keyboard.press("Enter")
    save(page)
    after = now()
    assert htmls(after)[0] == "<p>Open</p>"
    assert len(after) == len(before) + 1
    assert [block["id"] for block in after if block not in after[1:2]] == [b["id"] for b in before]
    assert after[2:] == before[1:]

    # So does a paragraph whose copy is put before it.
    page.evaluate(PASTE, [RICH, rich(page).inner_html()])
    ids = page.eval_on_selector_all(f"{RICH} > [data-id]", "all => all.map((e) => e.dataset.id)")
    assert sorted(ids) == sorted(block["id"] for block in after)


def test_a_picture_needs_words(sunil, section, now):
    page = sunil.go(section)
    empty(page)
    page.keyboard.type("As the map shows:")
    press(page, "Picture")
    drawing = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(drawing, "PNG")
    file = {"name": "map.png", "mimeType": "image/png", "buffer": drawing.getvalue()}
    page.get_by_label("File", exact=True).set_input_files(file)
    press(page, "Save the picture")
    page.get_by_text("Say in words what the picture shows").wait_for()
    page.get_by_label("What it shows").fill("A map of the harbour")
    press(page, "Save the picture")
    shown = rich(page).locator("figure img[alt='A map of the harbour']")
    shown.wait_for()
    assert page.wait_for_function(
        "(image) => image.naturalWidth === 40", arg=shown.element_handle()
    )
    save(page)
    figure = htmls(now())[1]
    assert re.fullmatch(
        r'<figure><img (?=.*src="picture:[\w-]+")(?=.*alt="A map of the harbour").*></figure>',
        figure,
    )


def test_nothing_hostile_comes_in_by_pasting(sunil, section, now):
    page = sunil.go(section)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    elsewhere = []
    page.on("request", lambda request: elsewhere.append(request.url))
    rich(page).focus()
    for bad in HOSTILE[::3]:
        page.evaluate(PASTE, [RICH, bad])
    wait_until_saved(page)
    save(page)
    kept = " ".join(htmls(now()))
    empty(page)
    page.evaluate(PASTE, [RICH, "<h1>Big</h1><p style='color:red'>red</p>"])
    save(page)
    assert asked == []
    assert [url for url in elsewhere if not url.startswith((sunil.site, "data:", "blob:"))] == []
    assert not re.search(r"<(script|style|iframe|svg|math|form|input|link|meta)\b", kept)
    assert kept.count("<img") == kept.count('<img src="picture:')
    assert not re.search(r"<[^>]*\s(on\w+|style|hx-\w+|srcdoc)=", kept)
    assert htmls(now()) == ["<h3>Big</h3>", "<p>red</p>"]


def test_two_sessions_and_a_table_in_conflict(sunil, hannah, section, now):
    page = sunil.go(section)
    empty(page)
    press(page, "Table")
    page.keyboard.type("Owner")
    wait_until_saved(page)
    for person in (sunil, hannah):
        rich(person.go(section)).locator("th").first.click()
        person.page.keyboard.press("End")
    sunil.page.keyboard.type(" Sunil")
    wait_until_saved(sunil.page)
    hannah.page.keyboard.type(" Hannah")
    hannah.page.wait_for_url("**/merge/**")
    shown = hannah.page.locator("main").inner_text()
    assert "Owner Sunil" in shown
    assert "Owner Hannah" in shown
    assert hannah.page.locator("fieldset table").count() == 2
    hannah.page.set_viewport_size({"width": 320, "height": 640})
    assert hannah.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    choice = hannah.page.get_by_label("Keep both")
    choice.focus()
    hannah.page.keyboard.press("Space")
    hannah.page.get_by_role("button", name="Save these choices").press("Enter")
    hannah.page.wait_for_url(f"**{section}")
    both = htmls(now())
    assert ["Owner Sunil" in both[0], "Owner Hannah" in both[1]] == [True, True]
    page = rich(hannah.page)
    assert page.locator("table").count() == 2


def test_words_of_a_closed_page_come_home(sunil, section, fresh_demo_site):
    page = sunil.go(section)
    rich(page)
    page.route("**/autosave/", lambda route: route.abort())
    add(page, "Typed where there was no line.")
    page.get_by_text("No connection. Your text is here.").wait_for()
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('cda:draft:')).length"
    assert page.evaluate(kept) == 1
    page.close(run_before_unload=False)

    page = sunil.page = sunil.context.new_page()
    with page.expect_response("**/autosave/"):
        sunil.go(section)
    rich(page).get_by_text("Typed where there was no line.").wait_for()
    assert page.evaluate(kept) == 0
    assert "no line" in as_words(texts_of(fresh_demo_site, section))[-1]


def test_the_pen_is_asked_for_and_given(sunil, hannah, section):
    add(sunil.go(section), "I begin.")
    wait_until_saved(sunil.page)
    page = hannah.go(section)
    page.get_by_text("Sunil Grewal is editing since").wait_for()
    page.get_by_role("button", name="Ask Sunil Grewal for the pen").click()
    page.get_by_text("You asked for the pen.").wait_for()
    # Every half minute, and whenever somebody comes back to the page.
    sunil.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    sunil.page.get_by_role("button", name="Give Hannah Leduc the pen").click()
    sunil.page.get_by_text("Hannah Leduc is editing since").wait_for()
    outline = sunil.context.new_page()
    outline.goto(section)
    assert outline.get_by_text("Hannah Leduc is editing since").count()


def test_the_field_is_one_among_others(sunil, section):
    """By keyboard, for screen readers, in every size and colour; and no stop too many."""
    page = sunil.go(section)
    field = rich(page)
    assert field.get_attribute("role") == "textbox"
    add(page, "A word")
    press(page, "Table")
    assert rich(page).locator("th .hint").count() == 3
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    targets = page.eval_on_selector_all(
        ".richtools button",
        "all => all.map((button) => button.getBoundingClientRect()).filter((r) => r.width)",
    )
    assert min(min(size["width"], size["height"]) for size in targets) >= 24
    field.focus()
    page.keyboard.press("Alt+F10")
    assert focused(page) == "Bold"
    page.keyboard.press("ArrowRight")
    assert focused(page) == "Italic"
    page.keyboard.press("Escape")
    page.locator(f"{RICH}:focus").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Save"
    page.get_by_role("button", name="Write with marks instead").click()
    page.get_by_text("Saved.", exact=True).wait_for()
    assert "A word" in page.locator("#id_text").input_value()
    press(page, "Write in the rich field")
    rich(page)


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_without_the_script_of_the_field_there_are_marks(sunil, section, now):
    page = sunil.page
    page.route("**/django_prose_editor/**", lambda route: route.abort())
    sunil.go(section)
    page.locator("#id_text[data-rich-state=failed]").wait_for()
    page.locator("#id_text").fill("Plain **words**.")
    wait_until_saved(page)
    assert json.dumps(htmls(now())) == '["<p>Plain <strong>words</strong>.</p>"]'


def test_the_page_comes_before_its_field(sunil, section):
    """The first visit is light: the script of the field is not among what the page waits for."""
    page = sunil.page
    sunil.go(section)
    rich(page)
    late = re.compile(r"django_prose_editor|rich|presence|editor\.[\w]*\.?css|autosave/")
    first = page.evaluate(
        "performance.getEntries().filter((e) => e.encodedBodySize)"
        ".map((e) => [e.name, e.encodedBodySize, e.startTime])"
    )
    loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventStart")
    assert sum(size for name, size, start in first if start < loaded) <= 90 * 1024, first
    assert all(start >= loaded for name, _, start in first if late.search(name)), first
