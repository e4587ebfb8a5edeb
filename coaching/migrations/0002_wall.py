from django.db import migrations

from cda.accounts.wall import ASKING_USER, SameCity, Wall

# Who may read a private note is asked of the database itself: a coach of the city today, or an
# administrator with an open, recorded break-glass (BR-8). Both tables show a person their own.
COACHED = f"""ARRAY(SELECT p.city_id FROM accounts_part p
  WHERE p.user_id = {ASKING_USER} AND p.role = 'coach' AND p.starts_on <= current_date
  AND (p.ends_on IS NULL OR p.ends_on >= current_date))"""
GLASS = f"""ARRAY(SELECT g.city_id FROM coaching_glassbreak g
  WHERE g.user_id = {ASKING_USER} AND g.expires_at > now())"""


class Migration(migrations.Migration):
    dependencies = [
        ("coaching", "0001_initial"),
        ("strategy", "0002_wall"),
        ("events", "0002_wall"),
    ]

    operations = [
        Wall("coaching_coachassignment"),
        Wall("coaching_coachinglog"),
        Wall("coaching_attendance"),
        Wall("coaching_actionitem"),
        Wall("coaching_glassbreak"),
        Wall(
            "coaching_privatenote",
            also=f"city_id = ANY ({COACHED}) OR city_id = ANY ({GLASS})",
        ),
        SameCity("coaching_coachinglog", "participation_id", "cohorts_participation"),
        SameCity("coaching_coachinglog", "session_id", "events_citysession"),
        SameCity("coaching_attendance", "log_id", "coaching_coachinglog"),
        SameCity("coaching_actionitem", "participation_id", "cohorts_participation"),
        SameCity("coaching_actionitem", "log_id", "coaching_coachinglog"),
        SameCity("coaching_privatenote", "log_id", "coaching_coachinglog"),
    ]
