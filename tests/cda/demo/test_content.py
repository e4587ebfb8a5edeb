"""The demo's stories agree with themselves: people, dates, words. No database needed."""

import re
from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from cda.demo.content import evidence, goals, section_text
from tests.cda.demo.stories import (
    BLOCKS,
    BY_SLUG,
    CITIES,
    COACHES,
    COMPLETE,
    PEOPLE,
    PROSE,
    REQUIRED,
    SIGNED,
    Data,
    complete_city,
    emails,
    every_city,
    initiatives,
    texts,
    words,
)
from tests.localised import LANGUAGES

FUNCTIONS = {
    "administrator", "data_officer", "resident_focus", "policy", "ai_officer", "communications",
    "other",
}  # fmt: skip
MILESTONES = ["kickoff", "visit", "leaders", "draft", "peers", "mayor", "publish", "event"]
FORMS = {"feminine", "masculine", "neutral"}
HEALTH = {"on_track", "needs_help", "stuck"}
ROLES = {"admin": 2, "staff": 2, "coach": 4, "partner": 1, "observer": 1}
SECTION_STATES = {"empty", "drafting", "ready", "commented", "accepted"}
DECLARED = {"ready", "commented", "accepted"}
BEGUN = {
    "not_started", "drafting", "coach_review", "coach_cleared", "team_final", "mayor_review",
    "changes_requested", "signed",
}  # fmt: skip
ALL_TEXTS = [
    pytest.param(text, id=f"{slug}/{code}")
    for slug in BY_SLUG
    for code, text in sorted(texts(slug).items())
]


# People


def test_the_cast_has_the_size_of_a_cohort() -> None:
    assert len(CITIES) == len(BY_SLUG) == 12
    assert Counter(person["role"] for person in PEOPLE) == ROLES
    assert {city["language"] for city in CITIES} == set(LANGUAGES)
    assert {language for coach in COACHES.values() for language in coach["languages"]} == set(
        LANGUAGES
    )


def everybody() -> Iterator[Data]:
    yield from PEOPLE
    for city in CITIES:
        yield city["mayor"]
        yield city["office"]
        yield from city["team"]


def test_addresses_are_unique_and_can_reach_nobody() -> None:
    addresses = [person["email"] for person in everybody()]

    assert len(addresses) == len(set(addresses))
    assert all(re.fullmatch(r"[a-z.-]+@[a-z-]+\.example", address) for address in addresses)


def test_everybody_has_a_form_of_address_and_a_language() -> None:
    assert {person["form"] for person in everybody()} == FORMS
    assert {person["language"] for person in everybody()} == set(LANGUAGES)


@every_city
def test_a_team_is_three_or_four_people_with_one_lead(city: Data) -> None:
    team = city["team"]

    assert len(team) in {3, 4}
    assert sum(member["is_lead"] for member in team) == 1
    assert {member["function"] for member in team} <= FUNCTIONS
    assert all((member["function"] == "other") == bool(member["other_text"]) for member in team)
    assert all(member["quiet_days"] >= 0 for member in team)


@every_city
def test_a_city_has_two_coaches_and_the_first_speaks_its_language(city: Data) -> None:
    assert city["coach"] != city["backup_coach"]
    assert {city["coach"], city["backup_coach"]} <= set(COACHES)
    assert city["language"] in COACHES[city["coach"]]["languages"]


def test_no_coach_has_more_than_six_cities() -> None:
    assert max(Counter(city["coach"] for city in CITIES).values()) <= 6


@every_city
def test_the_facts_of_a_city_are_legal(city: Data) -> None:
    assert ZoneInfo(city["zone"]).key == city["zone"]
    assert re.fullmatch(r"[A-Z]{2}", city["country"])
    assert re.fullmatch(r"[A-Z]{3}", city["currency"])
    assert city["locale"] == f"{city['language'][:2]}_{city['country']}"
    assert city["region"] in {"north", "central", "south", "caribbean"}
    assert city["paper"] in {"letter", "a4"}
    assert city["population"] >= 100_000
    assert set(city["country_name"]) == set(city["mayor_title"]) == set(LANGUAGES)
    assert all(set(forms) == FORMS for forms in city["mayor_title"].values())


# The programme


@every_city
def test_milestones_follow_the_grid_and_only_late_ones_are_past_due(city: Data) -> None:
    assert list(city["milestones"]) == MILESTONES
    for milestone in city["milestones"].values():
        is_past = milestone["state"] in {"done", "late"}
        assert is_past == (milestone["days"] < 0)


@every_city
def test_health_and_sessions_run_from_old_to_new(city: Data) -> None:
    for rows in (city["health"], city["sessions"]):
        days = [row["days"] for row in rows]
        assert days == sorted(days)
        assert all(day < 0 for day in days)
    assert city["health"]
    assert {row["status"] for row in city["health"]} <= HEALTH


@every_city
def test_sessions_name_people_of_the_city_and_say_something(city: Data) -> None:
    for session in city["sessions"]:
        assert session["present"]
        assert set(session["present"]) <= emails(city)
        assert session["logged_by"] in {city["coach"], city["backup_coach"]}
        assert session["health"] in HEALTH
        assert session["parts"]
        assert set(session["parts"]) <= set(BLOCKS)
        assert 40 <= len(session["summary"].split()) <= 80


@every_city
def test_agreements_have_an_owner_and_are_carried_no_further_than_the_sessions(city: Data) -> None:
    sessions = city["sessions"]
    owners = emails(city) | {city["coach"], city["backup_coach"]}
    for number, session in enumerate(sessions):
        for agreement in session["agreements"]:
            assert agreement["owner"] in owners
            assert agreement["status"] in {"done", "open", "dropped"}
            assert agreement["due_days"] > session["days"]
            assert 0 <= agreement["carried"] < len(sessions) - number
            assert len(agreement["text"]) <= 300


@every_city
def test_what_is_still_open_was_carried_to_the_last_session(city: Data) -> None:
    last = len(city["sessions"]) - 1
    for number, session in enumerate(city["sessions"]):
        still_open = [item for item in session["agreements"] if item["status"] == "open"]
        assert all(item["carried"] == last - number for item in still_open)


def test_the_cohort_shows_every_situation() -> None:
    states = {milestone["state"] for city in CITIES for milestone in city["milestones"].values()}
    statuses = {city["strategy"]["status"] for city in CITIES}

    assert states == {"done", "underway", "in_review", "late", "pending"}
    assert statuses == BEGUN
    assert BY_SLUG["alto-verde"]["sessions"][-1]["days"] == -26
    assert "returned" in BY_SLUG["puerto-lindo"]["strategy"]["timeline"]
    assert {item["status"] for city in CITIES for session in city["sessions"]
            for item in session["agreements"]} == {"done", "open", "dropped"}  # fmt: skip


# The text


@every_city
def test_every_text_is_a_known_section_and_every_begun_section_has_its_text(city: Data) -> None:
    sections, written = city["strategy"]["sections"], texts(city["slug"])

    assert set(written) <= set(sections) <= set(PROSE)
    for code, section in sections.items():
        assert section["status"] in SECTION_STATES
        assert (section["status"] != "empty") == (code in written)
        assert (section["days_touched"] is not None) == (code in written)
        assert section["assignee"] in emails(city) | {""}


@pytest.mark.parametrize("text", ALL_TEXTS)
def test_only_the_small_markdown_is_used(text: str) -> None:
    assert text.strip()
    assert text.endswith("\n")
    for line in text.splitlines():
        assert line == line.rstrip()
        assert not re.match(r"#{1,2} |#{4,}|\s+\S|\* |\+ |```|---|!\[", line), line
        assert not re.search(r"<|`|https?://(?!\S*\.example)", line), line
        assert not re.search(r"\b(19[89]|20)\d\d\b", line), "dates are relative: " + line


@pytest.mark.parametrize("text", ALL_TEXTS)
def test_tables_have_as_many_cells_in_every_row(text: str) -> None:
    for table in re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE):
        rows = [row.strip("|").split("|") for row in table.splitlines()]
        assert len({len(row) for row in rows}) == 1
        assert all(cell.strip() == "---" for cell in rows[1])
        assert len(rows) > 2


@every_city
def test_comments_quote_words_that_stand_in_the_section(city: Data) -> None:
    authors = emails(city) | {city["coach"], city["backup_coach"]}
    for comment in city["strategy"]["comments"]:
        assert comment["quote"] in texts(city["slug"])[comment["section"]]
        assert comment["author"] in authors
        assert comment["days"] <= 0
        assert len(comment["quote"]) <= 300


@complete_city
def test_a_complete_strategy_could_go_to_the_coach(slug: str) -> None:
    sections, written = BY_SLUG[slug]["strategy"]["sections"], texts(slug)

    assert set(written) >= REQUIRED
    assert all(sections[code]["status"] in DECLARED for code in REQUIRED)
    assert all(f"B{number}" in {row["section"] for row in initiatives(slug)}
               for number in range(1, 6))  # fmt: skip


def test_only_the_complete_ones_have_gone_to_the_coach() -> None:
    assert {city["slug"] for city in CITIES if city["strategy"]["timeline"]} == COMPLETE


@every_city
def test_the_vision_fits_a_breath(city: Data) -> None:
    vision = texts(city["slug"]).get("V1", "")

    assert words(vision) <= 60


def test_the_signed_strategy_is_as_long_as_a_published_one() -> None:
    written = texts(SIGNED)

    assert sum(words(text) for text in written.values()) >= 9_000
    for code, text in written.items():
        assert words(text) <= PROSE[code]["words"][1], code
    for code in ("B1", "B2", "B3", "B4", "B5"):
        assert words(written[code]) >= 900
        assert "\n### " in written[code]
        assert "\n| --- |" in written[code]
        assert written[code].startswith("> ")
        assert re.search(r"^(-|1\.) ", written[code], re.MULTILINE)


@pytest.mark.parametrize("slug", ["maple-harbor", "valle-sereno", "cerro-nuevo"])
def test_evidence_names_what_the_other_files_tell(slug: str) -> None:
    told = evidence(slug)
    city = next(city for city in CITIES if city["slug"] == slug)
    for row in told["citations"]:
        text = section_text(slug, row["section"]).replace("**", "")
        assert row["words"] in text, row["words"]
        assert "title" in row or row["session"] < len(city["sessions"])
    agreed = {row["text"] for session in city["sessions"] for row in session["agreements"]}
    titles = {
        row["title"]
        for goal in goals(slug)
        for objective in goal["objectives"]
        for row in objective["initiatives"]
    }
    assert set(told["steps"]) <= agreed
    assert set(told["steps"].values()) <= titles
