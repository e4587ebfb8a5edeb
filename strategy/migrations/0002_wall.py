from django.db import migrations

from cda.accounts.wall import AppendOnly, SameCity, Wall

WALLED = [
    "agreement",
    "changerequest",
    "comment",
    "document",
    "goal",
    "indicator",
    "initiative",
    "milestone",
    "objective",
    "publishingkey",
    "reading",
    "review",
    "section",
    "sectionrevision",
    "signature",
    "strategy",
    "version",
]
PARENTS = [
    ("agreement", "version_id", "strategy_version"),
    ("changerequest", "strategy_id", "strategy_strategy"),
    ("changerequest", "version_id", "strategy_version"),
    ("comment", "section_id", "strategy_section"),
    ("comment", "parent_id", "strategy_comment"),
    ("document", "version_id", "strategy_version"),
    ("goal", "strategy_id", "strategy_strategy"),
    ("indicator", "goal_id", "strategy_goal"),
    ("initiative", "objective_id", "strategy_objective"),
    ("initiative", "depends_on_id", "strategy_initiative"),
    ("milestone", "initiative_id", "strategy_initiative"),
    ("objective", "goal_id", "strategy_goal"),
    ("publishingkey", "strategy_id", "strategy_strategy"),
    ("reading", "strategy_id", "strategy_strategy"),
    ("reading", "version_id", "strategy_version"),
    ("review", "strategy_id", "strategy_strategy"),
    ("review", "version_id", "strategy_version"),
    ("section", "strategy_id", "strategy_strategy"),
    ("sectionrevision", "section_id", "strategy_section"),
    ("signature", "strategy_id", "strategy_strategy"),
    ("signature", "version_id", "strategy_version"),
    ("signature", "term_id", "cohorts_mayoralterm"),
    ("strategy", "participation_id", "cohorts_participation"),
    ("version", "strategy_id", "strategy_strategy"),
]
KEPT = ["sectionrevision", "version", "signature", "document"]


class Migration(migrations.Migration):
    dependencies = [("strategy", "0001_initial"), ("cohorts", "0002_wall")]

    operations = [
        *(Wall(f"strategy_{table}") for table in WALLED),
        # Anybody may check a signature; only inside the city can its public record be written.
        Wall("strategy_publicrecord", visible="true"),
        *(SameCity(f"strategy_{table}", column, parent) for table, column, parent in PARENTS),
        *(AppendOnly(f"strategy_{table}") for table in KEPT),
    ]
