"""Who read the strategy, and what they said: coach, team, mayor."""

from cda.demo.calendar import AGAIN, Calendar
from cda.demo.content import before
from cda.demo.story import Chapter
from cda.demo.writing import accept_what_is_done, strategy_of
from cda.people.models import Proof
from strategy.actions.reviewing import (
    clear_strategy,
    finish_by_team,
    recall_strategy,
    resume_strategy,
    return_strategy,
    say_agreement,
    send_to_coach,
)
from strategy.actions.signing import (
    Evidence,
    newest_for_mayor,
    open_brief,
    request_changes,
    send_to_mayor,
    sign_strategy,
)
from strategy.models import Indicator, Initiative, Review

TO_DECIDE = 5  # days that the mayor is given, unless the city agreed on another day


def tell_decisions(chapter: Chapter, calendar: Calendar) -> None:
    """One round, or two."""
    for round_ in ("", AGAIN):
        days = {
            name.removesuffix(AGAIN): day
            for name, day in calendar.days.items()
            if name.endswith(AGAIN) == bool(round_)
        }
        _tell_round(chapter, days)
    if "changes_requested" in calendar.days and calendar.is_opened(""):
        chapter.on(calendar.days["changes_requested"] + 1, 7.5, _resume, chapter)


def _tell_round(chapter: Chapter, days: dict[str, int]) -> None:
    acts = {
        "sent_to_coach": (8, _send_to_coach),
        "returned": (20, _return),
        "cleared": (20, _clear),
        "team_final": (17, _finish),
        "sent_to_mayor": (18, _send_to_mayor),
        "read_by_mayor": (21, _read),
        "recalled": (8, _recall),
        "changes_requested": (21, _ask_for_changes),
        "signed": (19.5, _sign),
    }
    for name, day in days.items():
        if name in acts:
            hour, act = acts[name]
            chapter.on(day, hour, act, chapter)
    if "team_final" in days:
        for number, member in enumerate(chapter.data["team"]):
            chapter.on(days["team_final"], 9 + number, _agree, chapter, member["email"])


def _send_to_coach(chapter: Chapter) -> None:
    accept_what_is_done(chapter)
    send_to_coach(strategy_of(chapter), by=chapter.lead)


def _review(chapter: Chapter) -> Review:
    return Review.objects.get(city__slug=chapter.slug, verdict=Review.Verdict.WAITING)


def _return(chapter: Chapter) -> None:
    note = chapter.data["strategy"]["return_note"]
    return_strategy(_review(chapter), note=note, by=chapter.coach)


def _clear(chapter: Chapter) -> None:
    clear_strategy(_review(chapter), checklist=Review.CHECKLIST, note="", by=chapter.coach)


def _agree(chapter: Chapter, address: str) -> None:
    say_agreement(strategy_of(chapter), agrees=True, note="", by=chapter.person(address))


def _finish(chapter: Chapter) -> None:
    finish_by_team(strategy_of(chapter), by=chapter.lead)


def _send_to_mayor(chapter: Chapter) -> None:
    told, clock = chapter.data["milestones"]["mayor"], chapter.story.clock
    is_asked_now = told["state"] == "in_review"
    days = told["days"] if is_asked_now else chapter.story.days(clock.now().date()) + TO_DECIDE
    send_to_mayor(
        strategy_of(chapter),
        due_on=clock.day(days),
        sentence=chapter.data["strategy"]["tagline"],
        whys=_whys(chapter),
        by=chapter.lead,
    )


def _whys(chapter: Chapter) -> dict[str, str]:
    """The lead's reasons, under the names of the changes."""
    told = before(chapter.slug).get("whys", {})
    rows = [
        *Initiative.objects.filter(city__slug=chapter.slug, title__in=told),
        *Indicator.objects.filter(city__slug=chapter.slug, name__in=told),
    ]
    return {f"{row.key}:{fact}": why for row in rows for fact, why in told[str(row)].items()}


def _read(chapter: Chapter) -> None:
    open_brief(newest_for_mayor(strategy_of(chapter)), by=chapter.mayor)


def _recall(chapter: Chapter) -> None:
    recall_strategy(strategy_of(chapter), by=chapter.lead)


def _resume(chapter: Chapter) -> None:
    resume_strategy(strategy_of(chapter), by=chapter.lead)


def _ask_for_changes(chapter: Chapter) -> None:
    strategy, told = strategy_of(chapter), chapter.data["strategy"]["mayor_change_request"]
    request_changes(
        strategy,
        shown=newest_for_mayor(strategy).sha256,
        blocks=told["blocks"],
        text=told["text"],
        by=chapter.mayor,
    )


def _sign(chapter: Chapter) -> None:
    strategy = strategy_of(chapter)
    shown = newest_for_mayor(strategy).sha256
    sign_strategy(strategy, shown=shown, by=chapter.mayor, evidence=Evidence(Proof.CODE))
