from django.db import migrations

from cda.accounts.wall import SameCity, Wall


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0001_initial"), ("accounts", "0002_wall")]

    operations = [
        Wall("cohorts_participation"),
        Wall("cohorts_citymilestone"),
        Wall("cohorts_healthreport"),
        Wall("cohorts_seat"),
        Wall("cohorts_mayoralterm"),
        Wall("cohorts_delegation"),
        SameCity("cohorts_citymilestone", "participation_id", "cohorts_participation"),
        SameCity("cohorts_healthreport", "participation_id", "cohorts_participation"),
        SameCity("cohorts_seat", "participation_id", "cohorts_participation"),
        SameCity("cohorts_seat", "replaced_by_id", "cohorts_seat"),
        SameCity("cohorts_delegation", "term_id", "cohorts_mayoralterm"),
    ]
