"""What people do with meetings, and with the calendar of a cohort."""

from events.actions.meetings import (
    Plan,
    cancel_city_session,
    change_city_session,
    change_session,
    hold_city_session,
    hold_session,
    schedule_city_session,
)
from events.actions.setup import (
    admit_city,
    open_cohort,
    schedule_city_sessions,
    schedule_template_sessions,
)

__all__ = [
    "Plan",
    "admit_city",
    "cancel_city_session",
    "change_city_session",
    "change_session",
    "hold_city_session",
    "hold_session",
    "open_cohort",
    "schedule_city_session",
    "schedule_city_sessions",
    "schedule_template_sessions",
]
