"""Every address, every method, every kind of person: who gets in, and that the others do nothing.

`expect.py` says it by hand. An address without a row, or a row without an address, fails before
anything is asked.
"""

import pytest
from django.urls import Resolver404, resolve

from cda.lib.ids import public_id
from tests.matrix.engine import (
    REFUSED,
    nothing_changes,
    patterns,
    seen,
    undone,
    words_in,
)
from tests.matrix.expect import ALL, CITIES, DEMO_ONLY, EXPECT, OWN, WAY_IN
from tests.matrix.town import ACTORS, FOREIGN

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

STRANGERS = ("ex_coach", "other_coach", "other_mayor", "ex_delegate")
OUTSIDE = {"anonymous", "inactive"}
METHODS = ("get", "post")
BUILT = {"city", "key", "typed", "number", "token", "language", "paper", "record", "place", "pk"}
BUILT |= {"target", "part", "cell", "register"}
KEYED = [name for name, row in CITIES.items() if row.key]


def first(row, method):
    """Somebody who gets in."""
    who = row.may(method)
    return next((actor for actor in ACTORS if actor in who), None)


def expected(row, method, who):
    """What somebody may hear who is not on the list."""
    allowed = row.may(method)
    if not allowed:
        return REFUSED
    if who in OUTSIDE:
        return {"login"}
    if who == "new_coach" and "coach" in allowed:
        return {"second factor"}
    if row.kind == "city" and who in STRANGERS:
        return {404}
    return {403, 404} if row.is_own and who in ALL.split() else {403}


def test_every_address_has_a_row_and_every_row_an_address():
    names = {name for name, _ in patterns()}
    assert names - WAY_IN - OWN == set(EXPECT)
    assert names >= WAY_IN | OWN
    for name in names:
        assert set(words_in(name)) <= BUILT, name


@pytest.mark.parametrize("name", EXPECT)
def test_who_is_named_gets_in(asker, name):
    row, address, wrong = EXPECT[name], asker.address(name), []
    for method in METHODS:
        for who in sorted(row.may(method)):
            with undone():
                got = asker.outcome(who, method, address)
            if got in REFUSED or got >= 500:
                wrong.append(f"{method} as {who}: {got}")
    assert wrong == []


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
@pytest.mark.parametrize("name", EXPECT)
def test_who_is_not_named_is_refused_and_changes_nothing(asker, name, htmx):
    row, address, wrong = EXPECT[name], asker.address(name), []
    with nothing_changes():
        for method in METHODS:
            for who in ACTORS:
                if who in row.may(method):
                    continue
                got = asker.outcome(who, method, address, htmx=htmx)
                if got not in expected(row, method, who):
                    wrong.append(f"{method} as {who}: {got}")
    assert wrong == []


@pytest.mark.parametrize("name", EXPECT)
def test_reading_changes_nothing(asker, name):
    row, address = EXPECT[name], asker.address(name)
    for htmx, who in ((htmx, who) for who in sorted(row.may("get")) for htmx in (False, True)):
        with nothing_changes():
            asker.ask(who, "get", address, htmx=htmx)
            if not htmx:
                asker.ask(who, "head", address)


@pytest.mark.parametrize("name", EXPECT)
def test_other_methods_are_nothing(asker, name):
    row, address = EXPECT[name], asker.address(name)
    who = first(row, "get") or first(row, "post")
    with nothing_changes():
        got = {method: asker.outcome(who, method, address) for method in ("put", "delete")}
    assert set(got.values()) <= {403, 404, 405}


@pytest.mark.parametrize("name", [name for name, row in EXPECT.items() if row.post])
def test_a_form_from_elsewhere_is_refused(asker, name):
    """Without the token that our own page carries."""
    row = EXPECT[name]
    client = asker.browser(first(row, "post"), enforce_csrf_checks=True)
    with nothing_changes():
        assert client.post(asker.address(name)).status_code == 403
        assert client.post(asker.address(name), headers={"hx-request": "true"}).status_code == 403


@pytest.mark.parametrize("name", CITIES)
def test_a_stranger_cannot_tell_a_city_from_none(asker, name):
    there = asker.address(name)
    nowhere = asker.address(name, city="no-such-city", place="no-such-city")
    for method in METHODS:
        for who in STRANGERS:
            here, missing = (asker.ask(who, method, address) for address in (there, nowhere))
            assert seen(here) == seen(missing), (method, who)


@pytest.mark.parametrize("name", KEYED)
def test_a_thing_of_another_city_is_as_good_as_none(asker, name):
    """Under my own city's address: what the address names decides, and the wall agrees."""
    row = EXPECT[name]
    foreign = asker.address(name, key=asker.key(name, FOREIGN))
    missing = asker.address(name, key=public_id())
    for method in METHODS:
        who = first(row, method)
        if who is None:
            continue
        with nothing_changes():
            answers = [asker.ask(who, method, address) for address in (foreign, missing)]
        assert answers[0].status_code == 404
        assert seen(answers[0]) == seen(answers[1])


@pytest.mark.parametrize("method", METHODS)
def test_two_things_of_an_address_belong_together(asker, method):
    """Own section and foreign text, foreign section and own text, and none of either."""
    name = "strategy:section_merge"
    own = asker.things(EXPECT[name].at)
    other = asker.things(FOREIGN)
    sections = (own.section.key, other.section.key, public_id())
    texts = (own.unmerged.key, other.unmerged.key, public_id())
    for key in sections:
        for typed in texts:
            if (key, typed) == (own.section.key, own.unmerged.key):
                continue
            with nothing_changes():
                got = asker.outcome("lead", method, asker.address(name, key=key, typed=typed))
            assert got == 404


@pytest.mark.parametrize("name", sorted(WAY_IN))
def test_the_way_in_is_open(asker, name):
    address = asker.address(name)
    for method in METHODS:
        for who in ("anonymous", "inactive", "lead", "admin"):
            with undone():  # in a browser of its own: some of these sign out
                browser = asker.browser(who)
                assert asker.ask(who, method, address, browser=browser).status_code < 500
    with undone():
        asked = asker.ask("anonymous", "get", address)
    assert asked.status_code != 302 or "next=" not in asked.url


@pytest.mark.parametrize("name", sorted(OWN))
def test_ones_own_pages_are_for_those_who_signed_in(asker, name):
    address = asker.address(name)
    for method in METHODS:
        with nothing_changes():
            for who in sorted(OUTSIDE):
                assert asker.outcome(who, method, address) in ("login", 405)
        for who in ("lead", "coach", "new_coach", "ex_coach"):
            with undone():
                got = asker.outcome(who, method, address)
            assert got == "second factor" or got in (200, 302, 403, 404, 405, 422)


@pytest.mark.parametrize("address", DEMO_ONLY)
def test_the_demonstration_has_no_address_here(asker, address):
    with pytest.raises(Resolver404):
        resolve(f"/{address}")
    assert asker.outcome("admin", "get", f"/{address}") == 404
