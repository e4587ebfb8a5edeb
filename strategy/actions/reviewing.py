"""The coach's review, and the team's own last word before the mayor."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.accounts.permissions import Role
from cda.audit.log import record
from cda.lib.errors import RuleBroken
from cda.outbox.post import post
from cohorts.actions import reach_milestone
from cohorts.models import CityMilestone, Seat
from strategy.actions.versions import freeze
from strategy.models import Agreement, Comment, Review, Section, Strategy, Version
from strategy.models.amending import was_signed
from strategy.models.progress import keep_progress
from strategy.models.readiness import gaps
from strategy.models.review import SLA_DAYS, working_days_after

Progress = CityMilestone.Status
MORNING = time(9)


def coaches_of(city_id: int) -> list[User]:
    return list(User.objects.playing(Role.COACH, city=city_id))


def team_of(city_id: int) -> list[User]:
    return list(User.objects.playing(Role.LEAD, Role.MEMBER, city=city_id))


@transaction.atomic
def send_to_coach(strategy: Strategy, *, by: User) -> Review:
    """Freeze what there is, and ask the city's coaches to read it within five working days."""
    strategy = Strategy.objects.locked(strategy.pk)
    strategy.send_to_coach(gaps(strategy))
    strategy.save()
    version = freeze(strategy, reason=Version.Reason.COACH, by=by)
    review = Review.objects.create(
        strategy=strategy,
        city_id=strategy.city_id,
        version=version,
        due_on=working_days_after(timezone.localdate(), SLA_DAYS),
    )
    _milestone(strategy, "draft", Progress.IN_REVIEW)
    record("strategy.sent_to_coach", strategy, by=by, note={"version": version.number})
    for coach in coaches_of(strategy.city_id):
        _tell("review_asked", review, coach)
        _tell("review_due", review, coach, send_after=_morning_before(review, coach))
    return review


def _morning_before(review: Review, reader: User) -> datetime:
    """Nine o'clock on the day before the answer is due, on the reader's clock."""
    day = review.due_on - timedelta(days=1)
    return datetime.combine(day, MORNING, tzinfo=ZoneInfo(reader.time_zone))


def _milestone(strategy: Strategy, code: str, status: str) -> None:
    reach_milestone(strategy.participation, code, status, today=timezone.localdate())


def _tell(kind: str, review: Review, reader: User, send_after: datetime | None = None) -> None:
    post(
        kind,
        reader=reader,
        city_key=review.city_id,
        target_id=review.pk,
        key=f"{kind}:{review.pk}:{reader.pk}",
        send_after=send_after,
    )


def _waiting(review: Review) -> tuple[Strategy, Review]:
    """The strategy, locked, and the review, if nobody has decided it yet."""
    strategy = Strategy.objects.locked(review.strategy_id)
    found = Review.objects.select_related("version").defer("version__content")
    review = found.get(pk=review.pk)
    if review.verdict != Review.Verdict.WAITING:
        raise RuleBroken(
            _("This review is over: it was %(verdict)s.")
            % {"verdict": review.get_verdict_display()}
        )
    return strategy, review


@transaction.atomic
def return_strategy(review: Review, *, note: str, by: User) -> Review:
    """Back to the team, with at least one comment of a coach to work on."""
    strategy, review = _waiting(review)
    comments = Comment.objects.of_round(review, [coach.pk for coach in coaches_of(review.city_id)])
    strategy.return_to_team(comments.count())
    strategy.save()
    review.decide(Review.Verdict.RETURNED, by=by, note=note, now=timezone.now())
    review.save()
    _mark_commented(strategy)
    keep_progress(strategy)
    _milestone(strategy, "draft", Progress.UNDERWAY)
    record("strategy.returned", strategy, by=by, note={"version": review.version.number})
    for reader in team_of(strategy.city_id):
        _tell("strategy_returned", review, reader)
    return review


def _mark_commented(strategy: Strategy) -> None:
    """Where a thread waits for an answer, the section says so."""
    waiting = Comment.objects.unresolved().filter(section__strategy=strategy)
    for section in Section.objects.filter(strategy=strategy, pk__in=waiting.values("section_id")):
        if section.can_become(Section.Status.COMMENTED):
            section.ask_changes()
            section.save(update_fields=["status"])


@transaction.atomic
def clear_strategy(review: Review, *, checklist: Iterable[str], note: str, by: User) -> Review:
    """Every point of the checklist is confirmed: the team says its last word now."""
    strategy, review = _waiting(review)
    ticked = [point for point in Review.CHECKLIST if point in set(checklist)]
    strategy.clear(len(Review.CHECKLIST) - len(ticked))
    strategy.save()
    review.checklist = ticked
    review.decide(Review.Verdict.CLEARED, by=by, note=note, now=timezone.now())
    review.save()
    _milestone(strategy, "draft", Progress.DONE)
    _milestone(strategy, "peers", Progress.UNDERWAY)
    record("strategy.cleared", strategy, by=by, note={"version": review.version.number})
    for reader in team_of(strategy.city_id):
        _tell("strategy_cleared", review, reader)
    return review


@transaction.atomic
def recall_strategy(strategy: Strategy, *, by: User) -> Strategy:
    """The lead takes it back to write on. Whoever had it on the desk hears of it."""
    strategy = Strategy.objects.locked(strategy.pk)
    was = strategy.status
    is_amendment = was_signed(strategy)
    strategy.recall(was_signed=is_amendment)
    strategy.save()
    reviews = Review.objects.filter(strategy=strategy)
    reviews.filter(verdict=Review.Verdict.WAITING).update(
        verdict=Review.Verdict.RECALLED, decided_at=timezone.now()
    )
    if not is_amendment:
        _milestone(strategy, "draft", Progress.UNDERWAY)
        if was == Strategy.Status.MAYOR_REVIEW:
            _milestone(strategy, "mayor", Progress.UNDERWAY)
    record("strategy.recalled", strategy, by=by, note={"was": was})
    for reader in _recalled_from(strategy, was):
        post(
            "strategy_recalled",
            reader=reader,
            city_key=strategy.city_id,
            target_id=strategy.pk,
            key=f"strategy_recalled:{strategy.pk}:{strategy.number}:{was}:{reader.pk}",
        )
    return strategy


def _recalled_from(strategy: Strategy, was: str) -> list[User]:
    roles = [Role.COACH]
    if was == Strategy.Status.MAYOR_REVIEW:
        roles += [Role.MAYOR, Role.DELEGATE]
    return list(User.objects.playing(*roles, city=strategy.city_id))


@transaction.atomic
def resume_strategy(strategy: Strategy, *, by: User) -> Strategy:
    """The mayor asked for changes: the lead opens the text again."""
    strategy = Strategy.objects.locked(strategy.pk)
    is_amendment = was_signed(strategy)
    strategy.resume(was_signed=is_amendment)
    strategy.save()
    if not is_amendment:
        _milestone(strategy, "draft", Progress.UNDERWAY)
    record("strategy.resumed", strategy, by=by)
    return strategy


def cleared_version(strategy: Strategy) -> Version:
    """What the team agrees to: the version that the coach cleared last."""
    reviews = Review.objects.filter(strategy=strategy, verdict=Review.Verdict.CLEARED)
    review = reviews.select_related("version").order_by("-decided_at", "-pk").first()
    if review is None or strategy.status != Strategy.Status.COACH_CLEARED:
        raise RuleBroken(_("There is nothing to agree to: the coach has not cleared it."))
    return review.version


@transaction.atomic
def say_agreement(strategy: Strategy, *, agrees: bool, note: str, by: User) -> Agreement:
    """A member's yes, or a no with its reason. Until the team is done it may be said anew."""
    strategy = Strategy.objects.locked(strategy.pk)
    version = cleared_version(strategy)
    agreement, _new = Agreement.objects.update_or_create(
        version=version,
        user=by,
        defaults={
            "city_id": strategy.city_id,
            "agrees": agrees,
            "note": note,
            "said_at": timezone.now(),
        },
    )
    verb = "strategy.agreed" if agrees else "strategy.dissented"
    record(verb, strategy, by=by, note={"version": version.number})
    return agreement


def unheard(strategy: Strategy, version: Version) -> list[User]:
    """The members who have said nothing yet. Who is on leave is not waited for."""
    heard = Agreement.objects.filter(version=version).values_list("user_id", flat=True)
    on_leave = Seat.objects.filter(
        participation=strategy.participation_id, status=Seat.Status.ON_LEAVE
    ).values_list("user_id", flat=True)
    away = {*heard, *on_leave}
    return [member for member in team_of(strategy.city_id) if member.pk not in away]


@transaction.atomic
def finish_by_team(strategy: Strategy, *, by: User) -> Strategy:
    """Everybody was heard: the text is the team's final one."""
    strategy = Strategy.objects.locked(strategy.pk)
    version = cleared_version(strategy)
    strategy.finish_by_team([str(member) for member in unheard(strategy, version)])
    strategy.save()
    _milestone(strategy, "peers", Progress.DONE)
    record("strategy.finished_by_team", strategy, by=by, note={"version": version.number})
    return strategy
