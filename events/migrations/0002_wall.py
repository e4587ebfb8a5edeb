from django.db import migrations

from cda.accounts.wall import SameCity, Wall


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial"), ("cohorts", "0002_wall")]

    operations = [
        Wall("events_citysession"),
        SameCity("events_citysession", "participation_id", "cohorts_participation"),
    ]
