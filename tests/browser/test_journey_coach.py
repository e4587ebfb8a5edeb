"""A coach between two cities: on a phone, by keyboard alone, and after signing out."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANA, CITY = "Ana Duarte", "nova-mare"
CANARY = "canary-88e1 the deputy wants to leave canary-88e1"
# Where the focus is: is it seen, and is it seen whole?
SEEN = """() => {
  const on = document.activeElement, box = on.getBoundingClientRect();
  const ringed = on.matches(".chip input, .seg input") ? on.nextElementSibling : on;
  const bars = [...document.querySelectorAll(".bar, .tabs, .top")].filter((bar) =>
    !bar.contains(on) && ["sticky", "fixed"].includes(getComputedStyle(bar).position));
  return {
    what: on.outerHTML.slice(0, 120),
    id: on.id,
    ring: getComputedStyle(ringed).outlineStyle !== "none",
    inside: box.bottom > 0 && box.top < innerHeight,
    covered: bars.some((bar) => {
      const over = bar.getBoundingClientRect();
      return over.height && box.top < over.bottom && box.bottom > over.top + 1;
    }),
  };
}"""


@pytest.fixture(scope="module")
def demo_site(fresh_demo_site):
    return fresh_demo_site.address


def test_a_session_is_logged_in_seven_taps(as_person, fresh_demo_site):
    ana = as_person(ANA, "pt-br", **PHONE)
    page, taps = ana.go("/"), []

    def tap(locator):
        taps.append(locator)
        locator.tap()

    tap(page.locator(".tabs a[href='/log/']"))
    tap(page.locator(f"main a[href*='{CITY}']"))
    page.locator("#id_summary").fill("Duas de cinco secretarias nomearam alguém.")
    page.locator("input[name='steps-0-text']").fill("Enviar a amostra")
    tap(page.locator("label.chip", has=page.locator("input[name=blocks][value=quality]")))
    tap(page.locator("details.priv summary"))
    page.locator("#id_private_note").fill(CANARY)
    tap(page.locator(".bar button"))
    page.wait_for_url(re.compile(rf"/cities/{CITY}/sessions/[\w-]{{22}}/"))
    assert len(taps) <= 7
    assert CANARY in page.locator("main").inner_text()
    rows = fresh_demo_site.ask("SELECT summary FROM coaching_coachinglog ORDER BY id DESC LIMIT 1")
    assert rows[0][0].startswith("Duas de cinco")


def test_back_after_signing_out_shows_nothing(as_person):
    ana = as_person(ANA, "pt-br")
    page = ana.go(f"/cities/{CITY}/sessions/")
    page.locator("main ol.log a, main .log a").first.click()
    page.get_by_text(CANARY).wait_for()
    page.locator("details[data-menu] summary").click()
    page.locator("details[data-menu] form[action*='logout'] button").click()
    page.wait_for_url(re.compile("/accounts/log(in|out)/"))
    if "logout" in page.url:
        page.locator("main form button").click()
        page.wait_for_url(re.compile("/accounts/login/"))
    for _ in range(3):
        page.go_back()
        assert CANARY not in page.content(), page.url
        assert "Duas de cinco" not in page.content()


def tab_to(page, wanted, most=80):
    """Press Tab until the element is reached; every stop on the way is visible."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(SEEN)
        assert stop["ring"], f"no focus ring: {stop['what']}"
        assert stop["inside"], f"focus out of sight: {stop['what']}"
        assert not stop["covered"], f"focus under a bar: {stop['what']}"
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"{wanted} cannot be reached")


@pytest.mark.parametrize("size", [{"width": 1280, "height": 720}, {"width": 390, "height": 844}])
def test_a_session_is_logged_by_keyboard_alone(as_person, size):
    ana = as_person(ANA, "en", viewport=size)
    page = ana.go(f"/cities/{CITY}/sessions/log/?session=none")
    tab_to(page, "a.skip", most=1)
    assert page.locator("a.skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    tab_to(page, "input[name=present]")
    was = page.evaluate("document.activeElement.checked")
    page.keyboard.press("Space")
    assert page.evaluate("document.activeElement.checked") != was
    page.keyboard.press("Space")
    tab_to(page, "#id_summary")
    page.keyboard.type("By keyboard alone.")
    tab_to(page, "input[name=health]")
    page.keyboard.press("ArrowRight")
    tab_to(page, "details.priv summary")
    page.keyboard.press("Enter")
    tab_to(page, "#id_private_note", most=1)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(rf"/cities/{CITY}/sessions/[\w-]{{22}}/"))
    assert "By keyboard alone." in page.locator("main").inner_text()


SERENO, HARBOR = "/cities/valle-sereno/", "/cities/maple-harbor/"
MAIN_PAGES = [
    ("Miriam Okafor", ["/cohorts/7/", "/agenda/"]),
    ("Carla Peña", ["/", SERENO, f"{SERENO}strategy/plan/"]),
    ("Sunil Grewal", [f"{HARBOR}strategy/", f"{HARBOR}team/"]),
    (ANA, [f"/cities/{CITY}/sessions/log/", f"/cities/{CITY}/steps/"]),
    ("Lucía Montes Herrera", [f"{SERENO}brief/", f"{SERENO}strategy/read/"]),
]


@pytest.mark.parametrize("language", ["en", "es", "pt-br"])
def test_nothing_scrolls_sideways_on_the_smallest_phone(as_person, language):
    wide = {}
    for name, paths in MAIN_PAGES:
        somebody = as_person(name, language, viewport={"width": 320, "height": 640})
        for path in paths:
            page = somebody.go(path)
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                wide[path] = over
    assert not wide


def test_chosen_colours_stay(as_person):
    ana = as_person(ANA)
    page = ana.go("/agenda/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("details[data-menu] summary").click()
    page.locator("button[name=theme][value=dark]").click()
    page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
    assert urlsplit(page.url).path == "/agenda/"
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    elsewhere = as_person(ANA).go("/cohorts/")
    assert elsewhere.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_another_language_keeps_the_page(as_person):
    ana = as_person(ANA, "en")
    page = ana.go("/agenda/?show=due")
    page.locator("details[data-menu] summary").click()
    page.locator("button[name=language][value=pt-br]").first.click()
    page.wait_for_function("() => document.documentElement.lang === 'pt-br'")
    assert page.url.endswith("/agenda/?show=due")
    nobody = as_person(language="en").go("/v/")
    nobody.locator("header .lang button[value=es]").click()
    nobody.wait_for_function("() => document.documentElement.lang === 'es'")
    assert urlsplit(nobody.url).path == "/v/"
