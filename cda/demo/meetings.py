"""Coaching sessions as they were planned, moved, held and written down; the visit of the city."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from cda.accounts.models import User
from cda.demo.cities import is_late
from cda.demo.content import Data
from cda.demo.story import Chapter
from coaching.actions.sessions import log_session
from coaching.actions.steps import tick_step
from coaching.models import ActionItem, CoachingLog
from coaching.models.report import Decision, NewStep, Person, SessionFacts, SessionReport
from cohorts.models import HealthReport, Precision
from events.actions import (
    Plan,
    cancel_city_session,
    change_city_session,
    hold_city_session,
    schedule_city_session,
)
from events.models import CitySession, Kind

# A meeting that nobody held is called off the day before.
CALLED_OFF = timedelta(days=1)
WHEN_DONE = {"done": Decision.DONE, "dropped": Decision.DROP, "open": Decision.OPEN}
START, VISIT_STARTS, VISIT_FIXED = 11, 9, 14
CALENDAR = -139
FRIDAY = 4
MAILED_SINCE = -60


def tell_meetings(chapter: Chapter) -> None:
    """Once the city has its calendar, what became of each meeting."""
    if is_late(chapter.data):
        chapter.on(-3, 15, _plan_kickoff, chapter)
    else:
        chapter.on(CALENDAR, 9, _tell_visit, chapter)
        chapter.on(CALENDAR, 9, _tell_coaching, chapter)
    for report in _health_between_sessions(chapter.data):
        chapter.on(report["days"], 17, _say_health, chapter, report)


def _plan_kickoff(chapter: Chapter) -> None:
    """Who comes late gets a kick-off of their own."""
    days = chapter.data["milestones"]["kickoff"]["days"]
    schedule_city_session(
        chapter.participation, _plan(chapter, Kind.KICKOFF, {}, days, START, 90), by=chapter.coach
    )


def working_day(day: date) -> date:
    """The stories count days from today, and that may fall on a weekend: then it was Friday."""
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def _plan(
    chapter: Chapter, kind: str, title: dict[str, str], days: int, hour: float, minutes: int
) -> Plan:
    zone, day = chapter.data["zone"], working_day(chapter.story.clock.day(days))
    return Plan(
        kind=kind,
        title=title,
        on=day,
        precision=Precision.DAY,
        starts_at=datetime.combine(day, time(int(hour)), ZoneInfo(zone)),
        minutes=minutes,
        zone=zone,
        place=chapter.data["name"] if kind == Kind.CITY_VISIT else "",
    )


def _tell_visit(chapter: Chapter) -> None:
    visit = CitySession.objects.get(city__slug=chapter.slug, kind=Kind.CITY_VISIT)
    days = chapter.data["milestones"]["visit"]["days"]
    chapter.on(days - VISIT_FIXED, 15, _move, chapter, visit, days, VISIT_STARTS)
    chapter.on(days, 17, _hold, chapter, visit)


def _tell_coaching(chapter: Chapter) -> None:
    """Each session that was logged takes the place of the nearest one that was planned."""
    planned = list(
        CitySession.objects.filter(city__slug=chapter.slug, kind=Kind.COACHING).order_by("on")
    )
    for number, told in enumerate(chapter.data["sessions"]):
        session = min(planned, key=lambda one: abs(chapter.story.days(one.on) - told["days"]))
        planned.remove(session)
        chapter.on(told["days"] - 3, 10, _move, chapter, session, told["days"], START)
        chapter.on(told["days"], 16.5, _log, chapter, number, session)
    for session in planned:
        days = chapter.story.days(session.on - CALLED_OFF)
        if days < 0:
            chapter.on(days, 12, _call_off, chapter, session)


def _move(chapter: Chapter, session: CitySession, days: int, hour: float) -> None:
    """Agree on the exact time, and for a visit on the place."""
    session.refresh_from_db()
    plan = _plan(chapter, session.kind, session.title, days, hour, session.minutes)
    change_city_session(session, plan, by=chapter.coach)


def _hold(chapter: Chapter, session: CitySession) -> None:
    hold_city_session(session, by=chapter.coach)


def _call_off(chapter: Chapter, session: CitySession) -> None:
    cancel_city_session(session, by=chapter.coach)


def _log(chapter: Chapter, number: int, session: CitySession) -> None:
    """The coach writes down what happened, and what became of last time's agreements."""
    told = chapter.data["sessions"][number]
    session.refresh_from_db()
    report = SessionReport(
        facts=SessionFacts(
            held_at=session.starts_at or timezone.now(),
            kind=Kind.COACHING,
            minutes=told["minutes"],
            summary=told["summary"],
            blocks=told["parts"],
            people=[
                Person(user.name, user, user.email in told["present"]) for user in chapter.team
            ],
        ),
        session=session,
        decisions=_decisions(chapter, number),
        steps=[_step(chapter, row) for row in told["agreements"]],
        health=told["health"],
        private_note=told["private_note"],
        is_mailed=told["days"] > MAILED_SINCE,
    )
    by = chapter.person(told["logged_by"])
    log = log_session(chapter.participation, report, by=by)
    _tell_endings(chapter, number, log)


def _step(chapter: Chapter, row: Data) -> NewStep:
    due_on = chapter.story.clock.day(row["due_days"])
    return NewStep(row["text"], chapter.person(row["owner"]), due_on)


def _decisions(chapter: Chapter, number: int) -> dict[str, Decision]:
    """Open agreements of the sessions before: carried on so often, then settled."""
    decisions = {}
    for earlier, told in enumerate(chapter.data["sessions"][:number]):
        for row in told["agreements"]:
            item = ActionItem.objects.get(city__slug=chapter.slug, text=row["text"])
            is_carried = number - earlier <= row["carried"]
            if not item.is_finished:
                decisions[item.key] = Decision.OPEN if is_carried else WHEN_DONE[row["status"]]
    return decisions


def _tell_endings(chapter: Chapter, number: int, log: CoachingLog) -> None:
    """What is done and no later session asks about was ticked by its owner when it was due."""
    sessions = chapter.data["sessions"]
    for row in sessions[number]["agreements"]:
        last = number + row["carried"]
        if row["status"] == "done" and (row["carried"] == 0 or last == len(sessions) - 1):
            item = ActionItem.objects.get(log=log, text=row["text"])
            days = min(max(row["due_days"], sessions[last]["days"] + 1), -1)
            chapter.on(days, 18, _tick, chapter.person(row["owner"]), item)


def _tick(owner: User, item: ActionItem) -> None:
    tick_step(item, is_done=True, by=owner)


def _health_between_sessions(data: Data) -> list[Data]:
    """What a coach said of the city without a session to say it in."""
    told = {session["days"] for session in data["sessions"]}
    return [report for report in data["health"] if report["days"] not in told]


def _say_health(chapter: Chapter, told: Data) -> None:
    participation = chapter.participation
    HealthReport.objects.create(
        city_id=participation.city_id,
        participation=participation,
        health=told["status"],
        said_by=chapter.coach,
    )
    participation.health = told["status"]
    participation.save(update_fields=["health"])
