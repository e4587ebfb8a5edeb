import django.db.models.deletion
from django.db import migrations, models

from cda.accounts.wall import SameCity


class Migration(migrations.Migration):
    """A step may say which initiative of the strategy it moves on."""

    dependencies = [
        ("coaching", "0003_reminders_and_offers"),
        ("strategy", "0007_walls_around_writing"),
    ]

    operations = [
        migrations.AddField(
            model_name="actionitem",
            name="initiative",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="steps",
                to="strategy.initiative",
            ),
        ),
        SameCity("coaching_actionitem", "initiative_id", "strategy_initiative"),
    ]
