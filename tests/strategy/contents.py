"""Plain contents of a small strategy, as `strategy.models.content.canonical` writes them."""


def an_initiative(**fields):
    return {
        "key": "initiative-1",
        "title": "Committee",
        "description": "",
        "owner_department": "Mayor’s office",
        "owner": "Carla Peña",
        "support": "",
        "partner": "",
        "start_quarter": 0,
        "end_quarter": 3,
        "first_result_quarter": 1,
        "cost": "90000.00",
        "budget_kind": "people",
        "is_funded": False,
        "funding_source": "",
        "deliverable": "",
        "depends_on": "",
        "priority": 1,
        "is_quick_win": True,
        "core_process": "",
        "section": "B1",
        "milestones": [{"title": "Act", "quarter": 0}],
    } | fields


def an_indicator(**fields):
    return {
        "key": "indicator-1",
        "name": "Registers with an owner",
        "definition": "",
        "formula": "",
        "unit": "%",
        "direction": "up",
        "baseline_value": "40.00",
        "baseline_on": "2026-05-01",
        "baseline_by": None,
        "target_1": "50.00",
        "target_2": "60.00",
        "target_3": "70.00",
        "frequency": "quarterly",
        "source": "Inventory",
        "owner": "Carla Peña",
        "disaggregation": "",
    } | fields


def a_goal(**fields):
    return {
        "key": "goal-1",
        "block": "governance",
        "aim": "lead",
        "purpose": "decide",
        "title": "Every register has an owner",
        "practice_target": "",
        "resident_outcome": "",
        "objectives": [
            {"key": "objective-1", "title": "Twelve stewards", "initiatives": [an_initiative()]}
        ],
        "indicators": [an_indicator()],
    } | fields


def a_section(code, *paragraphs, title="", block=""):
    return {
        "key": f"section-{code}",
        "code": code,
        "block": block,
        "title": title or code,
        "blocks": [
            {"id": f"{code}-{place}", "html": html} for place, html in enumerate(paragraphs)
        ],
    }


def a_content(**fields):
    return {
        "format": 2,
        "city": {
            "name": "Valle Sereno",
            "full_name": "Valle Sereno, Jalisco, Mexico",
            "currency": "USD",
            "locale": "es-MX",
            "zone": "America/Mexico_City",
        },
        "title": "Data strategy",
        "period": "2027–2029",
        "starts_on": "2027-01-01",
        "ends_on": "2029-12-31",
        "language": "en",
        "mode": "new",
        "sections": [
            a_section("V1", "<p>Everybody waits less.</p>", title="Vision"),
            a_section("P6", "<p>Staff may leave.</p>", title="Risks"),
        ],
        "goals": [
            a_goal(),
            a_goal(
                key="goal-2",
                block="use",
                title="Meetings look at numbers",
                objectives=[{"key": "objective-2", "title": "Weekly", "initiatives": []}],
                indicators=[],
            ),
        ],
        "pillars": [],
        "registers": {},
        "terms": [],
        "citations": [],
        "pictures": {},
    } | fields
