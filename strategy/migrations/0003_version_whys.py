from django.db import migrations, models


class Migration(migrations.Migration):
    """The city lead says why a change was made since the mayor last had it."""

    dependencies = [("strategy", "0002_wall")]

    operations = [
        migrations.AddField("version", "whys", models.JSONField(default=dict)),
    ]
