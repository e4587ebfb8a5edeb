from django.db import migrations

from cda.accounts.wall import AppendOnly, SameCity, Wall

WALLED = [
    "citation",
    "export",
    "import",
    "lastread",
    "lease",
    "mention",
    "picture",
    "pillar",
    "planrevision",
    "presence",
    "registerrow",
    "suggestion",
    "term",
    "translation",
]
PARENTS = [
    ("citation", "strategy_id", "strategy_strategy"),
    ("citation", "section_id", "strategy_section"),
    ("export", "strategy_id", "strategy_strategy"),
    ("export", "version_id", "strategy_version"),
    ("import", "strategy_id", "strategy_strategy"),
    ("initiative", "measured_by_id", "strategy_indicator"),
    ("lastread", "strategy_id", "strategy_strategy"),
    ("lease", "section_id", "strategy_section"),
    ("mention", "comment_id", "strategy_comment"),
    ("picture", "strategy_id", "strategy_strategy"),
    ("pillar", "strategy_id", "strategy_strategy"),
    ("planrevision", "strategy_id", "strategy_strategy"),
    ("presence", "section_id", "strategy_section"),
    ("registerrow", "strategy_id", "strategy_strategy"),
    ("suggestion", "section_id", "strategy_section"),
    ("term", "strategy_id", "strategy_strategy"),
    ("translation", "strategy_id", "strategy_strategy"),
]
KEPT = ["planrevision", "translation"]


class Migration(migrations.Migration):
    """What is written together belongs to one city like the rest; its history only grows."""

    dependencies = [("strategy", "0006_writing_together"), ("accounts", "0002_wall")]

    operations = [
        *(Wall(f"strategy_{table}") for table in WALLED),
        *(SameCity(f"strategy_{table}", column, parent) for table, column, parent in PARENTS),
        *(AppendOnly(f"strategy_{table}") for table in KEPT),
    ]
