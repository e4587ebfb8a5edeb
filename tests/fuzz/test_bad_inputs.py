"""Whatever is put in, wherever: a clear answer in the reader's language, never a 500.

All 306 inputs in all slots are some hundred thousand requests: FUZZ=full asks them all. By
default each slot gets its share of the inputs, and another share tomorrow; FUZZ_TURN=<number>
repeats the share that a failure names.
"""

import datetime
import os
import re

import pytest
from django.urls import resolve

from tests.fuzz.bad_inputs import BAD, KINDS, raw
from tests.fuzz.slots import address_slots, envelope_slots, form_slots, link_slots, send
from tests.matrix.engine import undone
from tests.matrix.expect import EXPECT

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

PARTS = 8
IS_FULL = os.environ.get("FUZZ") == "full"
TURN = int(os.environ.get("FUZZ_TURN") or datetime.datetime.now(datetime.UTC).timetuple().tm_yday)
LANGUAGE = re.compile(r'<html[^>]* lang="([\w-]+)"')
# What must never come back as it was sent.
MARKUP = {f"html: {name}" for name, value in KINDS["html"].items() if "<" in value}
MARKUP -= {"html: comment opened", "html: form", "html: entities"}


def test_the_list_is_whole():
    assert len(BAD) == len(dict(BAD)) == 306
    assert len({raw(value) for _, value in BAD}) >= 295  # some mean something in several places


def shares(slots, each):
    """(slot, name, value): every slot with its share of the inputs of this turn."""
    for place, slot in enumerate(slots):
        inputs = [(name, value) for name, value in BAD if slot.takes(value)]
        if not IS_FULL:
            stride = max(1, len(inputs) // each)
            inputs = inputs[(place * 7 + TURN) % stride :: stride][:each]
        yield from ((slot, name, value) for name, value in inputs)


def complaint(asker, slot, name, value):
    """What is wrong with the answer; nothing when all is well."""
    with undone():
        response = send(asker, slot, value)
        if response.status_code >= 500:
            return f"{response.status_code}"
        if response.status_code == 302:
            if not response.url.startswith("/") or response.url.startswith(("//", "/\\")):
                return f"leads to {response.url}"
            if slot.kind.startswith("field") and slot.who != "anonymous":
                response = asker.ask(slot.who, "get", response.url.partition("#")[0])
                if response.status_code >= 500:
                    return f"{response.status_code} after {slot.address}"
    return complaint_of_page(asker, slot, name, value, response)


def complaint_of_page(asker, slot, name, value, response):
    if not response.get("Content-Type", "").startswith("text/html"):
        return ""
    page = response.content.decode()
    if name in MARKUP and value in page:
        return "came back as it was sent"
    user = asker.town.people.get(slot.who)
    spoken = LANGUAGE.search(page)
    is_known = user and slot.kind != "cookie" and slot.name not in ("language", "HTTP_HOST")
    if is_known and spoken and spoken[1] != user.language:
        return f"speaks {spoken[1]} to {slot.who}"
    return ""


def ask_all(asker, slots, each):
    complaints = []
    for slot, name, value in shares(slots, each):
        said = complaint(asker, slot, name, value)
        if said:
            complaints.append(f"{slot} <- {name}: {said} (FUZZ_TURN={TURN})")
    assert complaints == []


WRITERS = ("lead", "coach", "mayor", "admin", "delegate", "member", "anonymous")


@pytest.fixture(scope="package")
def fields(asker):
    """The fields of each writer's forms; what several may write is tried as one of them."""
    found, seen = {}, set()
    for who in WRITERS:
        for slot in form_slots(asker, who):
            view = resolve(slot.address.partition("?")[0]).view_name
            if (view, slot.kind, slot.name) not in seen:
                seen.add((view, slot.kind, slot.name))
                found.setdefault(view, []).append(slot)
    return found


def test_every_address_that_takes_a_form_is_tried(fields):
    assert {name for name, row in EXPECT.items() if row.post} - set(fields) == set()
    assert sum(map(len, fields.values())) > 300


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_typed_into_forms(asker, fields, part):
    slots = [slot for slots in fields.values() for slot in slots]
    ask_all(asker, slots[part::PARTS], each=5)


@pytest.mark.parametrize("who", ["lead", "coach", "mayor", "admin"])
def test_what_stands_in_an_address(asker, who):
    ask_all(asker, address_slots(asker, who), each=1)


@pytest.mark.parametrize("who", ["lead", "coach", "mayor", "admin"])
def test_what_our_links_ask_for(asker, who):
    ask_all(asker, link_slots(asker, who), each=3)


@pytest.mark.parametrize("who", ["lead", "mayor", "anonymous"])
def test_what_a_browser_says_of_itself(asker, who):
    ask_all(asker, envelope_slots(asker, who), each=6)
