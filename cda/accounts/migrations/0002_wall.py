from django.db import migrations

from cda.accounts.wall import ASKING_USER, OPEN_CITIES, AppendOnly, Grants, Wall

MINE = f"user_id = {ASKING_USER}"
# No city: a part in the programme itself, which is open under the number 0.
HERE = f"coalesce(city_id, 0) = ANY ({OPEN_CITIES})"
PLANTED_HERE = f"city_key = 0 OR city_key = ANY ({OPEN_CITIES})"


class Migration(migrations.Migration):
    """The roles' grants, and the wall around the kernel's own tables."""

    dependencies = [
        ("accounts", "0001_initial"),
        ("audit", "0001_initial"),
        ("outbox", "0001_initial"),
    ]

    operations = [
        Grants(),
        # A person's own parts are seen before any city is open: the door reads them.
        Wall("accounts_part", visible=f"{MINE} OR {HERE}", writable=HERE),
        Wall("accounts_once", column="user_id", visible=MINE, writable=MINE),
        Wall("audit_entry", column="city_key"),
        AppendOnly("audit_entry"),
        # Requests plant letters and can never read one.
        Wall("outbox_letter", column="city_key", visible="false", writable=PLANTED_HERE),
    ]
