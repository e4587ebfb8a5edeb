from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("strategy", "0009_lease_since")]

    operations = [
        migrations.AddField(
            model_name="unmergedtext",
            name="blocks",
            field=models.JSONField(default=list),
        ),
    ]
