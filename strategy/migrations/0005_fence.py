from django.db import migrations

from cda.accounts.wall import Fence


class Migration(migrations.Migration):
    """Everybody sees a public record; only inside its city can it be changed or removed."""

    dependencies = [("strategy", "0004_unmergedtext")]

    operations = [Fence("strategy_publicrecord")]
