from django.db import migrations

from cda.accounts.wall import OPEN_CITIES, Fence


class Migration(migrations.Migration):
    """Everybody sees their own parts before a city is open, and can do nothing to them."""

    dependencies = [("accounts", "0002_wall")]

    operations = [Fence("accounts_part", writable=f"coalesce(city_id, 0) = ANY ({OPEN_CITIES})")]
