from django.db import migrations

from cda.accounts.wall import ASKING_USER, OPEN_CITIES, Wall

MINE = f"user_id = {ASKING_USER}"
# An invitation is seen where it was written, and by whoever holds its token.
HELD = "token_hash = (SELECT nullif(current_setting('cda.token', true), ''))"
HERE = f"coalesce(city_id, 0) = ANY ({OPEN_CITIES})"


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("accounts", "0002_wall")]

    operations = [
        Wall("people_invitation", visible=f"{HERE} OR {HELD}", writable=f"{HERE} OR {HELD}"),
        Wall("people_stepup", column="user_id", visible=MINE, writable=MINE),
    ]
