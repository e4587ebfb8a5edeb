"""axe-core where no link leads: mistakes in forms, refusals, and what stands behind a code.

A site of its own, since some of this leaves traces.
"""

import re

import pytest

from tests.browser.axe import listed, violations, walk
from tests.browser.screens import screen_of
from tests.browser.test_axe import IS_FULL, LANGUAGES
from tests.browser.test_journey_mayor import address_of, newest_letter, typed_code
from tests.browser.writing import written_sections

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SPOKEN = LANGUAGES if IS_FULL else ["es"]
# Sent with nothing in them, these forms move a strategy on.
LEFT_ALONE = {"strategy:mayor_send", "strategy:strategy_agree", "strategy:review_send"}
LUCIA, SUNIL, HANNAH = "Lucía Montes Herrera", "Sunil Grewal", "Hannah Leduc"
# Each form that people fill in: how many there are, and the one to be sent with nothing in it.
FORMS = """() => [...document.querySelectorAll("main form")].filter((form) =>
    form.method === "post" && form.querySelector("input[type=text], input[type=email],"
    + "input[type=date], input[type=number], input[type=checkbox], textarea")).length"""
EMPTY = """(place) => {
  const form = [...document.querySelectorAll("main form")].filter((form) =>
    form.method === "post" && form.querySelector("input[type=text], input[type=email],"
    + "input[type=date], input[type=number], input[type=checkbox], textarea"))[place];
  for (const field of form.elements) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else if (["text", "email", "date", "number", "textarea", "password"].includes(field.type))
      field.value = "";
  }
  HTMLFormElement.prototype.submit.call(form);
}"""


@pytest.fixture(scope="module")
def demo_site(fresh_demo_site):
    return fresh_demo_site.address


@pytest.fixture(params=SPOKEN)
def language(request):
    return request.param


@pytest.fixture
def found():
    """{where: its violations}; none when the test is over."""
    seen = {}
    yield seen
    assert not any(seen.values()), listed({where: bad for where, bad in seen.items() if bad})


def mistakes(refused):
    """A look at each form of a page after it was sent empty and came back."""

    def look(page):
        address, bad = page.url, []
        if screen_of(address) in LEFT_ALONE:
            return bad
        for place in range(page.evaluate(FORMS)):
            page.goto(address)
            if place >= page.evaluate(FORMS):
                break
            with page.expect_navigation() as answer:
                page.evaluate(EMPTY, place)
            assert answer.value.status < 500, address
            if answer.value.status in (409, 422):
                refused.add(screen_of(address))
                bad += violations(page)
        return bad

    return look


MAKERS = [
    (None, "/accounts/login/", {"account_login"}),
    ("Miriam Okafor", "/cohorts/", {"events:cohort_open", "events:city_admit"}),
    ("Ana Duarte", "/", {"coaching:step_add", "events:city_session_edit"}),
    (SUNIL, "/cities/maple-harbor/strategy/plan/", {"strategy:goal_add", "strategy:goal_edit"}),
    (LUCIA, "/cities/valle-sereno/brief/", {"strategy:changes_request"}),
    ("Carla Peña", "/", {"coaching:step_add"}),
]


@pytest.mark.parametrize(("name", "start", "expected"), MAKERS if IS_FULL else MAKERS[-2:])
def test_forms_that_come_back(as_person, language, name, start, expected):
    refused = set()
    _, found = walk(as_person(name, language), start, mistakes(refused))
    assert expected <= refused
    assert not found, listed(found)


REFUSALS = [
    (None, "/nowhere/", 404),
    (None, "/v/no-such-record/", 404),
    (None, "/invitations/no-such-token/", 404),
    (None, "/accounts/signup/", 200),
    ("Diego Rojas", "/cities/valle-sereno/team/nominate/", 403),
    ("Diego Rojas", "/cities/nova-mare/", 404),
    ("Desmond Whyte", "/cities/two-rivers/brief/", 200),
    (HANNAH, "/accounts/logout/", 200),
    (HANNAH, "/demo/mail/", 200),
    (HANNAH, "/demo/style/", 200),
    (HANNAH, "/demo/style/mayor/", 200),
    (HANNAH, "/demo/people/", 200),
    ("Priya Shah", "/agenda/?show=programme", 200),
]


@pytest.mark.parametrize(("name", "path", "status"), REFUSALS)
def test_what_is_not_linked(as_person, language, found, name, path, status):
    page = as_person(name, language).page
    assert page.goto(path).status == status
    found[path] = violations(page)


def test_a_meeting_of_one_city(as_person, language, found):
    ana = as_person("Ana Duarte", language)
    found["add"] = violations(ana.go("/cities/nova-mare/agenda/add/"))
    found["agenda"] = violations(ana.go("/agenda/?city=nova-mare"))


def test_the_codes_at_the_door(as_person, language, found):
    somebody = as_person(language=language)
    for start, field in (("login", "#id_login"), ("password/reset", "#id_email")):
        page = somebody.go(f"/accounts/{start}/")
        page.locator(field).fill("nobody@city.example")
        page.locator(field).press("Enter")
        page.wait_for_url(re.compile("confirm"))
        found[start] = violations(page)
        page.locator("#id_code").fill("000000")
        page.locator("#id_code").press("Enter")
        page.locator(".errsum").wait_for()
        found[f"{start}, wrong code"] = violations(page)


def test_an_invitation(as_person, fresh_demo_site, language, found):
    priya = as_person("Priya Shah", language)
    page = priya.go("/cities/two-rivers/team/")
    page.locator("main form[action*='/seats/'] button").first.click()
    page.wait_for_load_state()
    mail = fresh_demo_site.ask(
        "SELECT email FROM people_invitation WHERE used_at IS NULL AND voided_at IS NULL"
        " ORDER BY sent_at DESC LIMIT 1"
    )[0][0]
    newest_letter(page, mail).click()
    found["the letter"] = violations(page)
    link = page.locator("main a[href*='/invitations/']").first.get_attribute("href")
    page.goto(link)
    found["of somebody else"] = violations(page)

    invited = as_person(language=language)
    found["the invitation"] = violations(invited.go(link))
    with invited.page.expect_navigation() as answer:
        invited.page.evaluate(EMPTY, 0)
    assert answer.value.status == 422
    found["with mistakes"] = violations(invited.page)


# A form of its own, which no script of the page listens to.
PLAIN_TEXT = """([text, version]) => {
    const kept = document.querySelector("#id_text").form.elements;
    const form = document.createElement("form");
    form.method = "post";
    const values = { text, base_version: version ?? kept.base_version.value };
    for (const name of ["csrfmiddlewaretoken", "once"])
        if (kept[name]) values[name] = kept[name].value;
    for (const [name, value] of Object.entries(values))
        form.append(Object.assign(document.createElement("textarea"), { name, value }));
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
}"""


def test_two_texts_of_one_section(as_person, language, found):
    first, second = (as_person(name, language) for name in (SUNIL, HANNAH))
    address = written_sections(first, "/cities/maple-harbor/strategy/")[-1]
    first.go(address)
    with first.page.expect_navigation() as answer:
        first.page.evaluate(PLAIN_TEXT, [f"The first text, in {language}.", None])
    assert answer.value.status == 200
    second.go(address)
    # Typed before anybody had written a word: always another version than the one that is kept.
    with second.page.expect_navigation() as answer:
        second.page.evaluate(PLAIN_TEXT, [f"The second text, in {language}.", "0"])
    assert answer.value.status == 409
    found["both texts"] = violations(second.page)


def test_the_signature(as_person, fresh_demo_site, language, found):
    lucia = as_person(LUCIA, language)
    page = lucia.go("/cities/valle-sereno/brief/")
    page.locator("a[href*='/sign/'], .bar button").first.click()
    page.wait_for_url("**/step-up/**")
    page.locator("main form .btn-1").click()
    page.locator("#id_code").wait_for()
    found["the code"] = violations(page)
    page.locator("#id_code").fill("000000")
    page.locator("#id_code").press("Enter")
    page.locator(".errsum").wait_for()
    found["a wrong code"] = violations(page)
    page.locator("#id_code").fill(typed_code(lucia, address_of(fresh_demo_site, LUCIA)))
    page.locator("#id_code").press("Enter")
    page.wait_for_url("**/strategy/sign/")
    found["the name"] = violations(page)
    with page.expect_navigation() as answer:
        page.evaluate(EMPTY, 0)
    assert answer.value.status == 422
    found["no name"] = violations(page)
