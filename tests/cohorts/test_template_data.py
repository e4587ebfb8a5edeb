"""The Accelerator as data: its counts, its order, its dates, and its words in three languages."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.localised import LANGUAGES, localised

FOLDER = Path(__file__).parents[2] / "cohorts" / "data"
MILESTONES = ["kickoff", "visit", "leaders", "draft", "peers", "mayor", "publish", "event"]
BLOCKS = ["governance", "quality", "use", "capacity", "transparency"]
AIMS = ["lead", "invest", "empower"]
USES = ["decide", "transform", "understand", "communicate"]
PRECISIONS = {"day", "month", "quarter"}
COUNTRIES = {
    "US", "CA", "MX", "GT",
    "SV", "HN", "CR", "PA",
    "DO", "JM",
    "CO", "EC", "PE", "BO", "CL", "AR", "UY", "PY", "BR",
}  # fmt: skip
KINDS = {
    "kickoff": 1,
    "city_visit": 1,
    "leads_event": 1,
    "masterclass": 6,
    "workshop": 6,
    "coaching": 12,
    "mayors_event": 1,
}

Row = dict[str, Any]


def load(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


DATA: Row = load("accelerator.json")
SESSIONS: dict[str, Row] = {session["code"]: session for session in DATA["sessions"]}
MOMENTS: dict[str, Row] = {milestone["code"]: milestone for milestone in DATA["milestones"]}
DATED = [*DATA["sessions"], *DATA["milestones"], *DATA["key_moments"]]


def of_kind(kind: str) -> list[Row]:
    return [session for session in DATA["sessions"] if session["kind"] == kind]


def codes(key: str) -> list[str]:
    return [row["code"] for row in DATA[key]]


TEXTS = list(localised(DATA))


# -- the programme -----------------------------------------------------------------------------


def test_six_months_of_twenty_six_weeks_for_a_hundred_cities() -> None:
    assert (DATA["months"], DATA["weeks"], DATA["target_cities"]) == (6, 26, 100)
    assert DATA["languages"] == list(LANGUAGES)
    assert codes("regions") == ["north", "central", "south", "caribbean"]
    assert codes("parts") == ["accelerator", "practice"]


def test_aims_uses_goals_and_blocks() -> None:
    assert codes("learning_aims") == AIMS
    assert [len(aim["parts"]) for aim in DATA["learning_aims"]] == [2, 3, 2]
    assert codes("use_purposes") == USES
    assert len(DATA["process_goals"]) == 5
    assert len(DATA["leader_outcomes"]) == 4
    assert codes("building_blocks") == BLOCKS
    assert codes("core_processes") == ["hr", "procurement", "budget"]


def test_a_team_is_three_or_four_with_six_functions_or_another() -> None:
    team = DATA["team"]
    assert (team["min"], team["max"]) == (3, 4)
    assert [function["code"] for function in team["functions"]] == [
        "administrator",
        "data_officer",
        "resident_focus",
        "policy",
        "ai_officer",
        "communications",
        "other",
    ]


def test_six_components_in_the_order_of_the_programme() -> None:
    assert [row["kind"] for row in sorted(DATA["components"], key=lambda row: row["order"])] == [
        "city_visit",
        "masterclass",
        "workshop",
        "coaching",
        "leads_event",
        "mayors_event",
    ]
    assert [len(row.get("objectives", [])) for row in DATA["components"]] == [0, 0, 0, 0, 3, 3]


def test_phases_fill_all_weeks_without_a_gap() -> None:
    assert codes("phases") == ["onboarding", "accelerator", "closing"]
    weeks = [
        week
        for phase in DATA["phases"]
        for week in range(phase["start_week"], phase["end_week"] + 1)
    ]
    assert weeks == list(range(DATA["weeks"]))


def test_rules() -> None:
    rules = DATA["rules"]
    assert (rules["team_min"], rules["team_max"], rules["horizon_months"]) == (3, 4, 36)
    assert rules["practice"]["max_months"] == 12
    assert [track["code"] for track in rules["practice"]["tracks"]] == [
        "performance_management",
        "evaluation",
        "procurement",
        "data_as_a_service",
    ]
    assert {kind["code"] for kind in rules["key_moment_kinds"]} == {"guidance", "decision"}


# -- milestones, sessions and dates ------------------------------------------------------------


def test_milestones_are_the_eight_columns_in_order_of_time() -> None:
    assert codes("milestones") == MILESTONES
    weeks = [milestone["week"] for milestone in DATA["milestones"]]
    assert weeks == sorted(weeks)
    assert len(set(weeks)) == len(weeks)
    assert [code for code, row in MOMENTS.items() if row["is_deliverable"]] == [
        "draft",
        "peers",
        "mayor",
        "publish",
    ]
    assert {row["session"] for row in MOMENTS.values() if row["session"]} <= set(SESSIONS)


def test_milestone_labels_fit_a_narrow_column() -> None:
    assert all(len(text) <= 9 for row in MOMENTS.values() for text in row["label"].values())


def test_how_many_sessions_of_each_kind() -> None:
    assert Counter(session["kind"] for session in DATA["sessions"]) == KINDS
    assert len(SESSIONS) == len(DATA["sessions"])
    assert {s["kind"] for s in DATA["sessions"] if s["per_city"]} == {"coaching", "city_visit"}


@pytest.mark.parametrize("row", DATED, ids=[row["code"] for row in DATED])
def test_dates_are_possible(row: Row) -> None:
    assert row["week"] in range(DATA["weeks"])
    assert row["weekday"] in range(5), "on a working day"
    assert row.get("precision", "day") in PRECISIONS


@pytest.mark.parametrize("session", SESSIONS.values(), ids=list(SESSIONS))
def test_sessions_name_what_exists(session: Row) -> None:
    assert re.fullmatch(r"(0\d|1\d|2[0-3]):[0-5]\d", session["start"])
    assert session["minutes"] > 0
    assert session["place"] == ""
    assert set(session["aims"]) <= set(AIMS)
    assert set(session["use_purposes"]) <= set(USES)
    assert set(session["blocks"]) <= set(BLOCKS)
    assert session["follows"] in {"", *SESSIONS}


def test_each_masterclass_is_followed_by_its_workshop_a_week_later() -> None:
    followed = {workshop["follows"]: workshop for workshop in of_kind("workshop")}
    for masterclass in of_kind("masterclass"):
        workshop = followed[masterclass["code"]]
        assert workshop["week"] == masterclass["week"] + 1
        assert workshop["blocks"] == masterclass["blocks"]
    assert {session["code"] for session in DATA["sessions"] if session["follows"]} == {
        workshop["code"] for workshop in of_kind("workshop")
    }


def test_masterclasses_cover_every_aim_use_and_block_and_artificial_intelligence() -> None:
    taught = of_kind("masterclass")
    assert {aim for session in taught for aim in session["aims"]} == set(AIMS)
    assert {use for session in taught for use in session["use_purposes"]} == set(USES)
    assert {block for session in taught for block in session["blocks"]} == set(BLOCKS)
    assert any(session["is_ai"] for session in taught)
    assert max(session["week"] for session in taught) < MOMENTS["draft"]["week"]


def test_coaching_is_every_two_weeks() -> None:
    weeks = [session["week"] for session in of_kind("coaching")]
    step = DATA["rules"]["coaching_every_weeks"]
    assert weeks == list(range(weeks[0], weeks[0] + 12 * step, step))


def test_the_visit_comes_first_and_the_mayors_event_last() -> None:
    visit, leads, mayors = (SESSIONS[c] for c in ("city_visit", "leads_event", "mayors_event"))
    starts = {phase["code"]: phase["start_week"] for phase in DATA["phases"]}
    assert visit["week"] < min(s["week"] for s in of_kind("masterclass") + of_kind("coaching"))
    assert leads["week"] == starts["accelerator"]
    assert mayors["week"] >= starts["closing"]
    assert mayors["week"] == max(session["week"] for session in DATA["sessions"])
    assert leads["precision"] == mayors["precision"] == "quarter"


def test_the_visit_meets_the_mayor_and_the_stakeholders() -> None:
    assert {row["kind"]: row["is_required"] for row in SESSIONS["city_visit"]["agenda"]} == {
        "mayor_meeting": True,
        "stakeholder_meeting": True,
        "other_strategic": False,
    }


def test_key_moments_ask_for_guidance_or_a_decision() -> None:
    assert {row["kind"] for row in DATA["key_moments"]} == {"guidance", "decision"}
    assert {row["milestone"] for row in DATA["key_moments"]} <= {"", *MILESTONES}
    weeks = [row["week"] for row in DATA["key_moments"]]
    assert weeks == sorted(weeks)


def test_deliverables_meet_their_milestones() -> None:
    deliverables = DATA["deliverables"]
    due = {row["milestone"]: row["due_week"] for row in deliverables if row["milestone"]}
    assert {code for code, row in MOMENTS.items() if row["is_deliverable"]} <= set(due)
    assert all(week == MOMENTS[code]["week"] for code, week in due.items())
    assert all(row["due_week"] < DATA["weeks"] for row in deliverables)
    weeks = [row["due_week"] for row in deliverables]
    assert weeks == sorted(weeks)


def test_reminders_say_when_and_to_whom() -> None:
    for reminder in DATA["reminders"]:
        days = reminder["days"]
        assert days == sorted(days)
        assert reminder["to"]
        # Before a date they count down, after a message they count up.
        assert all(day <= 0 for day in days) == (reminder["anchor"] in {"due", "start"})


# -- words -------------------------------------------------------------------------------------


def test_all_texts_exist_in_three_languages() -> None:
    for where, text in TEXTS:
        assert set(text) == set(LANGUAGES), where
        assert all(part and part == part.strip() for part in text.values()), where
        assert not re.search(r"[!¡]|  ", " ".join(text.values())), where


def test_no_translation_is_the_english_by_accident() -> None:
    assert [w for w, text in TEXTS if text["en"] in {text["es"], text["pt-br"]}] == []


def test_spanish_and_portuguese_sentences_are_not_copies_of_each_other() -> None:
    assert [w for w, t in TEXTS if t["es"] == t["pt-br"] and len(t["es"].split()) > 3] == []


# -- countries and titles ----------------------------------------------------------------------


def test_each_country_has_its_defaults() -> None:
    countries = load("countries.json")
    assert set(countries) == COUNTRIES
    for code, country in countries.items():
        assert set(country["name"]) == set(LANGUAGES)
        assert country["region"] in codes("regions")
        assert country["language"] in LANGUAGES
        assert country["locale"] == f"{country['language'][:2]}_{code}"
        assert re.fullmatch(r"[A-Z]{3}", country["currency"])
        assert country["paper"] in {"letter", "a4"}
        assert country["week_start"] in {"monday", "sunday"}


def test_each_country_says_mayor_in_its_own_way() -> None:
    titles = load("titles.json")
    assert set(titles) == COUNTRIES | {"default"}
    for forms in titles.values():
        assert set(forms) == set(LANGUAGES)
        assert all(set(words) == {"feminine", "masculine", "neutral"} for words in forms.values())
        assert all(word for words in forms.values() for word in words.values())
    assert titles["AR"]["es"]["feminine"] == titles["UY"]["es"]["feminine"] == "Intendenta"
    assert titles["MX"]["es"]["masculine"] == "Presidente municipal"
    assert titles["BR"]["pt-br"]["feminine"] == "Prefeita"
    assert titles["CO"]["es"]["feminine"] == "Alcaldesa"
