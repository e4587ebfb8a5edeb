"""Log a session, correct it, send its summary."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cda.accounts.models import City, User
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from cda.outbox.post import post
from coaching.models import ActionItem, Attendance, CoachingLog, PrivateNote
from coaching.models.report import Decision, NewStep, Person, SessionFacts, SessionReport
from cohorts.actions import reach_milestone
from cohorts.models import CityMilestone, Health, HealthReport, Participation
from events.models import CitySession, Kind

MILESTONES = {Kind.CITY_VISIT: "visit", Kind.KICKOFF: "kickoff"}
VERDICTS = {
    Decision.DONE: ActionItem.Status.DONE,
    Decision.DROP: ActionItem.Status.CANCELLED,
}


@transaction.atomic
def log_session(participation: Participation, report: SessionReport, *, by: User) -> CoachingLog:
    """A session happened: what was said, who was there, what is agreed now."""
    participation = Participation.objects.locked(participation.pk)
    log = _new_log(participation, report, by)
    _note_people(log, report.facts.people)
    _note_in_private(log, report.private_note, by)
    settled = _settle_agreements(participation, report.decisions)
    for step in report.steps:
        _agree(log, step)
    _update_participation(participation, log, report.health, by)
    record("session.logged", log, by=by, note=_facts(log, report, settled))
    if report.is_mailed:
        _mail_summary(log, by)
    return log


@transaction.atomic
def change_session(
    log: CoachingLog, facts: SessionFacts, private_note: str | None, *, version: int, by: User
) -> CoachingLog:
    """Correct what is shared; add or change one's own private note while it is fresh.

    `private_note` is None where none was asked for. What was mailed stays mailed: the page offers
    to send it again.
    """
    log = CoachingLog.objects.locked(log.pk)
    log.change(version, timezone.now())
    _write_facts(log, facts)
    log.save()
    log.attendances.all().delete()
    _note_people(log, facts.people)
    if private_note is not None:
        _change_private_note(log, private_note, by)
    _refresh_last_session(log)
    record("session.changed", log, by=by, note={"version": log.version})
    return log


@transaction.atomic
def send_session(log: CoachingLog, *, by: User) -> CoachingLog:
    """Mail the summary, as it is now, to those who were there."""
    log = CoachingLog.objects.locked(log.pk)
    record("session.sent", log, by=by, note={"version": log.version})
    _mail_summary(log, by)
    return log


def _new_log(participation: Participation, report: SessionReport, by: User) -> CoachingLog:
    session = report.session
    if session and CoachingLog.objects.filter(session=session).exists():
        raise RuleBroken(_("Somebody logged this session already."))
    log = CoachingLog(
        city_id=participation.city_id,
        participation=participation,
        session=session,
        health=report.health,
        logged_by=by,
    )
    _write_facts(log, report.facts)
    log.save()
    if session and session.can_become(CitySession.Status.HELD):
        session.hold()
        session.save(update_fields=["status"])
    return log


def _write_facts(log: CoachingLog, facts: SessionFacts) -> None:
    log.held_at, log.kind, log.minutes = facts.held_at, facts.kind, facts.minutes
    log.summary, log.blocks, log.section_keys = facts.summary, facts.blocks, facts.section_keys


def _note_people(log: CoachingLog, people: list[Person]) -> None:
    Attendance.objects.bulk_create(
        Attendance(
            city_id=log.city_id,
            log=log,
            user=person.user,
            name=person.name,
            is_present=person.is_present,
        )
        for person in people
    )


def _note_in_private(log: CoachingLog, text: str, by: User) -> None:
    if text.strip():
        PrivateNote.objects.create(city_id=log.city_id, log=log, author=by, text=text)


def _change_private_note(log: CoachingLog, text: str, by: User) -> None:
    """A note is its author's. Nobody else changes it, nor writes a second one beside it."""
    note = PrivateNote.objects.filter(log=log).first()
    if text.strip() == (note.text.strip() if note else ""):
        return
    log.require_notes(timezone.now())
    if note is None:
        _note_in_private(log, text, by)
        return
    note.require_author(by)
    if text.strip():
        note.rewrite(text)
        note.save()
    else:
        note.delete()


def _settle_agreements(
    participation: Participation, decisions: dict[str, Decision]
) -> dict[str, int]:
    """What was agreed last time is done, dropped, or carried on: once more, and counted."""
    counts = dict.fromkeys(Decision, 0)
    items = ActionItem.objects.unfinished().filter(
        participation=participation, key__in=list(decisions)
    )
    for item in items.select_for_update().order_by("pk"):
        decision = decisions[item.key]
        if decision == Decision.OPEN:
            item.carry()
        else:
            item.move(VERDICTS[decision])
        item.save()
        counts[decision] += 1
    return {str(decision): number for decision, number in counts.items() if number}


def _agree(log: CoachingLog, step: NewStep) -> None:
    item = ActionItem(city_id=log.city_id, participation_id=log.participation_id, log=log)
    item.agree(step.text, step.owner, step.due_on)
    item.initiative = step.initiative
    item.save()


def _update_participation(
    participation: Participation, log: CoachingLog, health: str, by: User
) -> None:
    """What the cohort grid shows of the city: its last session, its health, its milestones."""
    city = City.objects.get(pk=log.city_id)
    held_on = log.held_on(city.time_zone)
    participation.last_session_on = max(participation.last_session_on or held_on, held_on)
    if health:
        participation.health = Health(health)
        HealthReport.objects.create(
            city_id=log.city_id, participation=participation, health=health, said_by=by
        )
    participation.save()
    if log.kind in MILESTONES:
        code = MILESTONES[Kind(log.kind)]
        reach_milestone(participation, code, CityMilestone.Status.DONE, today=held_on)


def _refresh_last_session(log: CoachingLog) -> None:
    """The date was corrected: the newest session of the city counts."""
    participation = Participation.objects.locked(log.participation_id)
    newest = CoachingLog.objects.filter(participation=participation).newest()[:1].get()
    zone = City.objects.get(pk=log.city_id).time_zone
    participation.last_session_on = newest.held_on(zone)
    participation.save(update_fields=["last_session_on"])


def _facts(log: CoachingLog, report: SessionReport, settled: dict[str, int]) -> dict[str, object]:
    """For the history: numbers only. Not whether there is a private note, let alone its words."""
    return {
        "kind": str(log.kind),
        "held_at": log.held_at.isoformat(timespec="minutes"),
        "present": sum(person.is_present for person in report.facts.people),
        "agreed": len(report.steps),
        **settled,
    }


def _mail_summary(log: CoachingLog, by: User) -> None:
    present = Attendance.objects.filter(log=log, is_present=True).exclude(user=by)
    for reader in User.objects.filter(is_active=True, pk__in=present.values("user_id")):
        post(
            "session_logged",
            reader=reader,
            city_key=log.city_id,
            target_id=log.pk,
            key=f"session_logged:{log.pk}:{log.version}:{reader.pk}",
        )
    log.mailed_at = timezone.now()
    log.save(update_fields=["mailed_at"])
