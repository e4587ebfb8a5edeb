"""The demo's plans: legal, owned, dated, and the same money in the plan as in the text."""

from collections import Counter

import pytest

from tests.cda.demo.stories import (
    BLOCKS,
    PROSE,
    SIGNED,
    Data,
    complete_city,
    emails,
    every_city,
    goals,
    indicators,
    initiatives,
    texts,
)


@every_city
def test_goals_speak_the_words_of_the_programme(city: Data) -> None:
    for goal in goals(city["slug"]):
        assert goal["block"] in BLOCKS
        assert goal["aim"] in {"lead", "invest", "empower"}
        assert goal["purpose"] in {"decide", "transform", "understand", "communicate"}
        assert goal["objectives"]


@every_city
def test_initiatives_start_before_they_show_and_show_before_they_end(city: Data) -> None:
    for row in initiatives(city["slug"]):
        start, end = row["start_quarter"], row["end_quarter"]
        assert 0 <= start <= row["first_result_quarter"] <= end <= 11, row["title"]
        assert all(start <= item["quarter"] <= end for item in row["milestones"]), row["title"]


@every_city
def test_initiatives_are_legal_and_owned_by_the_team(city: Data) -> None:
    for row in initiatives(city["slug"]):
        assert row["owner"] in emails(city) | {""}
        assert row["budget_kind"] in {"people", "practice", "platform"}
        assert row["core_process"] in {"hr", "procurement", "budget", ""}
        assert row["priority"] in {1, 2, 3}
        assert row["section"] in PROSE
        assert row["phase"] in {"foundations", "quick_wins", "expansion", "optimisation"}
        assert row["measure"] in {one["name"] for one in indicators(city["slug"])} | {""}
        assert row["cost"] >= 0
        assert len(row["title"]) <= 200


@every_city
def test_indicators_are_legal(city: Data) -> None:
    for row in indicators(city["slug"]):
        assert row["owner"] in emails(city) | {""}
        assert row["direction"] in {"up", "down"}
        assert row["frequency"] in {"monthly", "quarterly", "half_yearly", "yearly"}
        assert len(row["unit"]) <= 40


@every_city
def test_a_baseline_is_measured_or_says_by_when(city: Data) -> None:
    for row in indicators(city["slug"]):
        if row["baseline_value"] is None:
            assert row["baseline_on"] is None
            assert row["baseline_by"]["days"] > 0
        else:
            assert row["baseline_by"] is None
            assert row["baseline_on"]["days"] < 0


@every_city
def test_targets_move_the_way_they_should(city: Data) -> None:
    for row in indicators(city["slug"]):
        known = [row[key] for key in ("baseline_value", "target_1", "target_2", "target_3")]
        values = [value for value in known if value is not None]
        assert values == sorted(values, reverse=row["direction"] == "down"), row["name"]
        assert row["unit"] != "%" or max(values) <= 100


@complete_city
def test_a_complete_plan_has_every_block_owned_and_measured(slug: str) -> None:
    plan = goals(slug)

    assert {goal["block"] for goal in plan} == set(BLOCKS)
    assert all(objective["initiatives"] for goal in plan for objective in goal["objectives"])
    assert all(goal["indicators"] for goal in plan)
    assert all(row["owner"] and row["cost"] and row["deliverable"] for row in initiatives(slug))
    assert all(row["measure"] and row["section"] for row in initiatives(slug))
    assert all(row["owner"] for row in indicators(slug))


@pytest.mark.parametrize(
    ("slug", "count", "total", "funded"),
    [
        ("cerro-nuevo", 16, 174_000_000, 111_700_000),
        ("valle-sereno", 12, 1_400_000, 870_000),
        ("nova-mare", 10, 18_600_000, 12_200_000),
        ("fairview-bluffs", 10, 2_060_000, 1_730_000),
        ("lagoa-azul", 8, 6_900_000, 5_100_000),
        ("san-telmo-del-rio", 9, 1_480_000_000, 960_000_000),
        ("puerto-lindo", 7, 5_640_000, 3_990_000),
    ],
)
def test_the_money_of_the_plan_is_the_money_in_the_text(
    slug: str, count: int, total: int, funded: int
) -> None:
    rows = initiatives(slug)

    assert len(rows) == count
    assert sum(row["cost"] for row in rows) == total
    assert sum(row["cost"] for row in rows if row["is_funded"]) == funded


def numbers(cells: list[str]) -> list[float]:
    return [float(cell.strip(" *")) for cell in cells]


def table_after(text: str, heading: str) -> list[list[str]]:
    lines = text.split(heading, 1)[1].splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[first:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return [rows[0], *rows[2:]]


def test_the_signed_budget_adds_up_by_kind_and_by_year() -> None:
    header, *rows = table_after(texts(SIGNED)["P5"], "### Por tipo de gasto")
    *kinds, total = [numbers(row[1:]) for row in rows]
    costs: Counter[str] = Counter()
    for row in initiatives(SIGNED):
        costs[row["budget_kind"]] += row["cost"]

    assert header[1:] == ["Año 1", "Año 2", "Año 3", "Total"]
    assert [round(sum(column), 1) for column in zip(*kinds, strict=True)] == total
    assert [kind[-1] for kind in kinds] == [
        costs[name] / 1e6 for name in ("people", "practice", "platform")
    ]
    assert all(round(sum(kind[:3]), 1) == kind[3] for kind in [*kinds, total])


@pytest.mark.parametrize("number", range(5))
def test_a_chapter_of_the_signed_strategy_says_what_its_plan_says(number: int) -> None:
    """Each chapter ends in a table of its initiatives: same money, same quarters, same number."""
    block = BLOCKS[number]
    _, *rows = table_after(texts(SIGNED)[f"B{number + 1}"], "### Plan del capítulo")
    planned = [
        row
        for goal in goals(SIGNED) if goal["block"] == block
        for objective in goal["objectives"]
        for row in objective["initiatives"]
    ]  # fmt: skip

    assert sorted((f"T{row['start_quarter'] + 1} a T{row['end_quarter'] + 1}",
                   f"T{row['first_result_quarter'] + 1}", row["cost"] / 1e6)
                  for row in planned) == sorted(
        (row[2], row[3].split(":")[0], float(row[4])) for row in rows)  # fmt: skip
