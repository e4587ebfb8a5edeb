"""The cohort at a glance: a row per city, a cell per milestone."""

import functools
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cda.accounts.models import City
from cda.lib.charts import heat_cell
from cda.lib.templatetags.cda import bars
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


@dataclass(frozen=True)
class Row:
    """One city on the grid."""

    city: City
    cells: list[SafeString]
    bars: SafeString
    quiet: int
    has_met: bool
    coach: str

    @property
    def line(self) -> SafeString:
        """The cells as they stand in the table: drawn, and so safe, each."""
        return SafeString("".join(f'<td class="c">{cell}</td>' for cell in self.cells))

    @property
    def is_quiet(self) -> bool:
        return self.quiet >= QUIET_AFTER


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
    return [_row(one, cells[one.pk], labels, today) for one in shown]


def _row(
    participation: Participation,
    milestones: dict[str, Reached],
    labels: dict[str, str],
    today: date,
) -> Row:
    url = participation.city.get_absolute_url()
    return Row(
        city=participation.city,
        cells=[_cell(milestones.get(code), label, url, today) for code, label in labels.items()],
        bars=drawn_bars(tuple(participation.progress or NOTHING_YET), get_language() or "en"),
        quiet=participation.quiet_days(today),
        has_met=participation.last_session_on is not None,
        coach=participation.coach_names[0] if participation.coach_names else "",
    )


def _cell(milestone: Reached | None, label: str, url: str, today: date) -> SafeString:
    """Only what needs somebody is a link: a page of links is a page of tab stops."""
    days = late_by(*milestone, today) if milestone else 0
    state = STATES[milestone.status] if milestone else "none"
    if days:
        state = "late"
    if state in {"none", "done"}:
        url = ""
    return drawn(state, label, days, url, get_language() or "en")


@functools.lru_cache(maxsize=4096)
def drawn(state: str, label: str, days: int, url: str, language: str) -> SafeString:
    """A cell as it looks and sounds. There are few different ones, so each is drawn once."""
    return heat_cell(state, label, days, url)


@functools.lru_cache(maxsize=1024)
def drawn_bars(values: tuple[int, ...], language: str) -> SafeString:
    """The five bars; many cities stand at the same point."""
    return bars(values, size="s")


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
