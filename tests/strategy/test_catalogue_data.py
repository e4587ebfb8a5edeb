"""The section catalogue: every row of the canonical list, in three languages, ready to guide."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.localised import LANGUAGES, localised

CATALOGUE = Path(__file__).parents[2] / "strategy" / "data" / "catalogue.json"
PARTS = {"F": "front", "C": "context", "V": "vision", "B": "blocks", "P": "plan", "A": "annex"}
LEVELS = {
    "F1": "R", "F2": "R", "F3": "S", "F4": "S", "F5": "R", "F6": "S",
    "C1": "S", "C2": "S", "C3": "S", "C4": "R", "C5": "R",
    "V1": "R", "V2": "O", "V3": "R", "V4": "O", "V5": "S",
    "B1": "R", "B2": "R", "B3": "R", "B4": "R", "B5": "R",
    "P1": "R", "P2": "R", "P3": "R", "P4": "R", "P5": "S", "P6": "S", "P7": "R",
    "P8": "R", "P9": "S", "P10": "S", "P11": "O", "P12": "O", "P13": "O",
    "A1": "S", "A2": "S", "A3": "S", "A4": "O", "A5": "R", "A6": "O",
}  # fmt: skip
NOT_PROSE = {
    **dict.fromkeys(["F1", "F5", "P3", "A5"], "auto"),
    **dict.fromkeys(["P1", "P2", "P4"], "plan"),
}
BLOCKS = ["governance", "quality", "use", "capacity", "transparency"]
SUBHEADINGS = {"B1": 13, "B2": 8, "B3": 10, "B4": 8, "B5": 9}
# What a screen can hold: longer text is a page to read, not a hint beside the field.
LONGEST = {"title": 60, "purpose": 190, "hint": 110, "good": 190, "questions": 170}

Text = dict[str, Any]

DATA: dict[str, Any] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
SECTIONS: list[dict[str, Any]] = DATA["sections"]
BY_CODE = {section["code"]: section for section in SECTIONS}


def sentences(text: Text) -> list[tuple[str, ...]]:
    """The same sentence in the three languages, whether it stood alone or in a list."""
    if isinstance(text["en"], str):
        return [tuple(text[language] for language in LANGUAGES)]
    return list(zip(*(text[language] for language in LANGUAGES), strict=False))


TRIPLES = [(where, triple) for where, text in localised(DATA) for triple in sentences(text)]


def test_every_row_is_there_in_order_with_its_level() -> None:
    assert [(section["code"], section["level"]) for section in SECTIONS] == list(LEVELS.items())


def test_parts_follow_the_letter_of_the_code() -> None:
    assert [part["code"] for part in DATA["parts"]] == list(PARTS.values())
    assert all(section["part"] == PARTS[section["code"][0]] for section in SECTIONS)


def test_the_five_building_blocks_are_required_and_in_order() -> None:
    blocks = [section for section in SECTIONS if section["block"]]
    assert [section["block"] for section in blocks] == BLOCKS
    assert [section["code"] for section in blocks] == ["B1", "B2", "B3", "B4", "B5"]
    assert {section["level"] for section in blocks} == {"R"}


def test_kinds_say_what_is_drawn_from_data() -> None:
    kinds = {code: section["kind"] for code, section in BY_CODE.items()}
    assert kinds == {code: NOT_PROSE.get(code, "prose") for code in LEVELS}
    assert all(section["is_auto"] == (section["code"] in NOT_PROSE) for section in SECTIONS)
    assert [section["code"] for section in SECTIONS if section["is_custom"]] == ["A6"]


@pytest.mark.parametrize("section", SECTIONS, ids=list(BY_CODE))
def test_guidance_has_three_points_and_a_few_questions(section: dict[str, Any]) -> None:
    for language in LANGUAGES:
        assert len(section["good"][language]) == 3
        assert 3 <= len(section["questions"][language]) <= 5
        assert all(question.endswith("?") for question in section["questions"][language])
        assert len(set(section["subsections"][language])) == len(section["subsections"][language])
    assert all(
        question.startswith("¿") or ", ¿" in question for question in section["questions"]["es"]
    )


@pytest.mark.parametrize("code", SUBHEADINGS)
def test_each_block_suggests_all_its_subheadings_and_ends_in_a_plan(code: str) -> None:
    headings = BY_CODE[code]["subsections"]
    assert {len(headings[language]) for language in LANGUAGES} == {SUBHEADINGS[code]}
    assert headings["en"][-1] == "Implementation plan"


def test_the_three_sub_products_and_the_position_on_ai_have_a_place() -> None:
    assert "Disaggregated-data protocol" in BY_CODE["B2"]["subsections"]["en"]
    assert "Central data platform" in BY_CODE["B2"]["subsections"]["en"]
    assert "Data-workforce plan" in BY_CODE["B4"]["subsections"]["en"]
    assert "Artificial intelligence policy" in BY_CODE["B1"]["subsections"]["en"]


def test_word_aims_fit_the_kind() -> None:
    for section in SECTIONS:
        low, high = section["words"]
        assert (low, high) == (0, 0) if section["is_auto"] else 0 <= low < high
    assert BY_CODE["V1"]["words"][1] == 60
    assert BY_CODE["F6"]["words"][1] == 400


def test_all_texts_exist_in_three_languages() -> None:
    for where, text in localised(DATA):
        assert set(text) == set(LANGUAGES), where
        if isinstance(text["en"], list):
            assert {len(text[language]) for language in LANGUAGES} == {len(text["en"])}, where
    for where, triple in TRIPLES:
        assert all(part.strip() == part and part for part in triple), where


def test_no_translation_is_the_english_by_accident() -> None:
    same = [(where, en) for where, (en, es, pt) in TRIPLES if en in {es, pt}]
    assert same == []


def test_spanish_and_portuguese_sentences_are_not_copies_of_each_other() -> None:
    """Headings of a few words may coincide ("Componentes básicos"); whole sentences do not."""
    same = [where for where, (_, es, pt) in TRIPLES if es == pt and len(es.split()) > 6]
    assert same == []


def test_texts_are_short_enough_for_the_screen() -> None:
    long = [
        (section["code"], key, len(part))
        for section in SECTIONS
        for key, limit in LONGEST.items()
        for triple in sentences(section[key])
        for part in triple
        if len(part) > limit
    ]
    assert long == []


def test_no_exclamation_marks_and_no_double_spaces() -> None:
    assert [where for where, triple in TRIPLES if re.search(r"[!¡]|  ", " ".join(triple))] == []
