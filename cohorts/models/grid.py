"""The cohort at a glance: a row per city, a cell per milestone."""

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from cda.lib.charts import heat_cell
from cda.lib.formats import days_ago
from cda.lib.templatetags.cda import bars, pill
from cda.lib.translated import localised
from cohorts.models.participation import (
    CityMilestone,
    Health,
    Participation,
    ParticipationQuerySet,
    late_by,
)
from cohorts.models.programme import CohortMilestone

QUIET_AFTER = 14
NOTHING_YET = [0, 0, 0, 0, 0]
STATES: dict[str, str] = {
    CityMilestone.Status.PENDING: "none",
    CityMilestone.Status.UNDERWAY: "doing",
    CityMilestone.Status.IN_REVIEW: "review",
    CityMilestone.Status.DONE: "done",
}
STRUGGLING = [Health.NEEDS_HELP, Health.STUCK]


class Reached(NamedTuple):
    """What a cell shows of a milestone. A page has hundreds of them: no instances."""

    status: str
    precision: str
    due_on: date


class Row(NamedTuple):
    """One city on the grid, as its table shows it. `line`: the cells; `met`: the last session."""

    url: str
    name: str
    line: SafeString
    bars: SafeString
    met: SafeString
    coach: str


@dataclass(frozen=True)
class Tally:
    """The numbers above the grid, and who coaches in it."""

    cities: int
    on_track: int
    needs_help: int
    late: int
    coaches: list[str]


def tally(participations: ParticipationQuerySet) -> Tally:
    """Count the whole cohort, whatever is filtered below. Wants `with_late_since`."""
    names = ("health", "late_since", "coach_names")
    facts = list(participations.values_list(*names))
    health = Counter(row[0] for row in facts)
    return Tally(
        cities=len(facts),
        on_track=health[Health.ON_TRACK],
        needs_help=sum(health[word] for word in STRUGGLING),
        late=sum(row[1] is not None for row in facts),
        coaches=sorted({name for row in facts for name in row[2]}),
    )


def rows_of(
    participations: Iterable[Participation], labels: dict[str, str], today: date
) -> list[Row]:
    """The rows of a page, with one query for all their cells."""
    shown = list(participations)
    found = CityMilestone.objects.filter(participation__in=[one.pk for one in shown])
    cells: dict[int, dict[str, Reached]] = defaultdict(dict)
    for key, code, *reached in found.values_list("participation_id", "code", *Reached._fields):
        cells[key][code] = Reached(*reached)
    language = get_language() or "en"
    return [_row(one, cells[one.pk], labels, today, language) for one in shown]


def _row(
    participation: Participation,
    milestones: dict[str, Reached],
    labels: dict[str, str],
    today: date,
    language: str,
) -> Row:
    url = participation.city.get_absolute_url()
    cells = [
        drawn(*_state(milestones.get(code), today), label, url, language)
        for code, label in labels.items()
    ]
    has_met = participation.last_session_on is not None
    return Row(
        url,
        participation.city.name,
        SafeString("".join(f'<td class="c">{cell}</td>' for cell in cells)),
        drawn_bars(tuple(participation.progress or NOTHING_YET), language),
        drawn_silence(participation.quiet_days(today), has_met, language),
        participation.coach_names[0] if participation.coach_names else "",
    )


def _state(milestone: Reached | None, today: date) -> tuple[str, int]:
    """The state of a cell, and by how many days it is late."""
    if milestone is None:
        return "none", 0
    days = late_by(*milestone, today)
    return ("late" if days else STATES[milestone.status]), days


@functools.lru_cache(maxsize=16_384)
def drawn(state: str, days: int, label: str, url: str, language: str) -> SafeString:
    """A cell as it looks and sounds. There are few different ones, so each is drawn once.

    Only what needs somebody is a link: a page of links is a page of tab stops.
    """
    return heat_cell(state, label, days, "" if state in {"none", "done"} else url)


@functools.lru_cache(maxsize=1024)
def drawn_bars(values: tuple[int, ...], language: str) -> SafeString:
    """The five bars; many cities stand at the same point."""
    return bars(values, size="s")


@functools.lru_cache(maxsize=1024)
def drawn_silence(quiet: int, has_met: bool, language: str) -> SafeString:
    """When the coach last met the city; a sign where that was too long ago."""
    words = days_ago(quiet) if has_met else gettext("none yet")
    if quiet >= QUIET_AFTER:
        return pill(words, "warn", "triangle-alert")
    return conditional_escape(words)


def labels_of(milestones: Iterable[CohortMilestone]) -> dict[str, str]:
    """The columns: code and name, in order."""
    return {one.code: localised(one.label) for one in milestones}


def narrowed(participations: ParticipationQuerySet, show: str, coach: str) -> ParticipationQuerySet:
    """The cities of one tile, or of one coach."""
    if coach:
        participations = participations.filter(coach_names__contains=[coach])
    if show == "late":
        late = Q(late_since__isnull=False)
        return participations.filter(late)
    words = {"on_track": [Health.ON_TRACK], "needs_help": STRUGGLING}.get(show)
    return participations.filter(health__in=words) if words else participations


def in_order(
    participations: ParticipationQuerySet, sort: str, today: date
) -> ParticipationQuerySet:
    """Who needs somebody first: the latest, then the most silent, then the rest by name."""
    if sort == "name":
        return participations.order_by("city__name", "pk")
    if sort == "session":
        return participations.order_by(F("last_session_on").asc(nulls_first=True), "city__name")
    since = Coalesce("last_session_on", "joined_on")
    silent = Case(When(since__lte=today - timedelta(days=QUIET_AFTER), then=F("since")))
    ordered = participations.annotate(since=since, silent=silent)
    return ordered.order_by(
        F("late_since").asc(nulls_last=True), F("silent").asc(nulls_last=True), "city__name", "pk"
    )
