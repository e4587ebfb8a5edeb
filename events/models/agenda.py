"""One list of everything with a date: meetings of the cohort, of a city, and what is due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Self
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cda.accounts.models import City
from cda.accounts.permissions import Permission
from cda.lib.formats import zone_city
from cda.lib.translated import localised
from cohorts.models import CityMilestone, Precision
from events.models.session import IN_PERSON, MILESTONES, CitySession, Kind, Session, last_day

MOST_NAMED = 3
TOGETHER = {Kind.KICKOFF, Kind.MASTERCLASS, Kind.WORKSHOP}


class Sort(models.TextChoices):
    """The kinds of entries that a reader can hide."""

    SESSIONS = "sessions", _("Sessions of a city")
    TOGETHER = "together", _("Masterclasses and workshops")
    IN_PERSON = "in_person", _("In person")
    DUE = "due", _("What is due")


def sort_of(kind: str) -> Sort:
    """Where a meeting of this kind is listed."""
    if kind in IN_PERSON:
        return Sort.IN_PERSON
    return Sort.TOGETHER if kind in TOGETHER else Sort.SESSIONS


@dataclass(frozen=True)
class Entry:
    """One line of the agenda. `city` is empty for what the whole cohort shares.

    `asks` is the permission of those for whom it waits: nobody else is alarmed by it.
    """

    sort: Sort
    heading: str
    on: date
    precision: str
    last_day: date
    city: str = ""
    slug: str = ""
    starts_at: datetime | None = None
    minutes: int = 0
    zone: str = ""
    zone_name: str = ""
    place: str = ""
    link: str = ""
    is_in_person: bool = False
    text: str = ""
    waits_for: str = ""
    key: str = ""
    asks: str = ""

    @property
    def is_due(self) -> bool:
        return self.sort == Sort.DUE

    @property
    def label(self) -> str:
        """What, and with which city."""
        if not self.city:
            return self.heading
        return gettext("%(heading)s, %(city)s") % {"heading": self.heading, "city": self.city}

    @property
    def length(self) -> str:
        words = ngettext("%(count)s minute", "%(count)s minutes", self.minutes)
        return words % {"count": self.minutes}

    @property
    def where(self) -> str:
        """The place; of a meeting in person also that it is not known yet (BR-24)."""
        if self.place or not self.is_in_person:
            return self.place
        return gettext("place to be announced")

    @property
    def kind(self) -> str:
        """More words, unless the heading says the same."""
        return "" if self.text == self.heading else self.text

    @property
    def order(self) -> tuple[date, bool, float, str]:
        """By day; rough dates stand at the end of their month or quarter."""
        is_rough = self.precision != Precision.DAY
        clock = self.starts_at.timestamp() if self.starts_at else 0.0
        return (self.last_day, is_rough, clock, self.heading)

    def seen_from(self, zone: ZoneInfo) -> Self:
        """The same line, under the day it is for somebody in this zone."""
        if self.starts_at is None:
            return self
        here = self.starts_at.astimezone(zone).date()
        return self if here == self.last_day else replace(self, on=here, last_day=here)


@dataclass(frozen=True)
class Month:
    """The entries of one month."""

    on: date
    entries: tuple[Entry, ...]


def first_lines(entries: Iterable[Entry], count: int, end: date) -> tuple[list[Entry], date]:
    """About so many entries, in whole days; and the day that the next page begins with."""
    ordered = sorted(entries, key=lambda entry: entry.order)
    if len(ordered) <= count:
        return ordered, end
    following = max(ordered[count].last_day, ordered[0].last_day + timedelta(days=1))
    return [entry for entry in ordered if entry.last_day < following], following


def months_of(entries: Iterable[Entry]) -> list[Month]:
    """All entries in order, month by month."""
    ordered = sorted(entries, key=lambda entry: entry.order)
    groups = groupby(ordered, key=lambda entry: entry.last_day.replace(day=1))
    return [Month(first, tuple(group)) for first, group in groups]


def of_cohort(sessions: Iterable[Session], language: str) -> Iterator[Entry]:
    """The meetings that all cities share, in the zone of their host."""
    for session in sessions:
        yield Entry(
            sort=sort_of(session.kind),
            heading=session.name,
            on=session.on,
            precision=session.precision,
            last_day=session.last_day,
            starts_at=session.starts_at,
            minutes=session.minutes,
            zone=session.zone,
            zone_name=zone_city(session.zone, language),
            place=session.place,
            link=session.link,
            is_in_person=session.is_in_person,
            text=str(Kind(session.kind).label),
            key=session.key,
        )


def of_cities(sessions: Iterable[CitySession]) -> Iterator[Entry]:
    """The meetings of one city each, with the city's clock beside."""
    for session in sessions:
        yield Entry(
            sort=sort_of(session.kind),
            heading=session.name,
            on=session.on,
            precision=session.precision,
            last_day=session.last_day,
            city=session.city.name,
            slug=session.city.slug,
            starts_at=session.starts_at,
            minutes=session.minutes,
            zone=session.city.time_zone,
            zone_name=session.city.name,
            place=session.place,
            link=session.link,
            is_in_person=session.is_in_person,
            text=str(Kind(session.kind).label),
            key=session.key,
        )


def of_milestones(milestones: Iterable[CityMilestone], mayors: dict[int, str]) -> Iterator[Entry]:
    """What is due. Many cities with the same milestone on the same day share one line.

    A signature that was asked for is due on the day that was named, and says who signs. What a
    meeting reaches by being held is listed as the meeting.
    """
    groups: dict[tuple[date, int], list[CityMilestone]] = {}
    for one in milestones:
        if one.answer_on:
            yield _due(
                one,
                [one.city],
                heading=gettext("Due: the mayor signs the strategy"),
                asks=Permission.STRATEGY_SIGN,
                waits_for=mayors.get(one.city_id, ""),
            )
        elif one.code not in MILESTONES.values():
            groups.setdefault((one.due_on, one.position), []).append(one)
    for same in groups.values():
        label = gettext("Due: %(milestone)s") % {"milestone": localised(same[0].label)}
        if len(same) > MOST_NAMED:
            yield _due(same[0], [one.city for one in same], heading=label)
        else:
            for one in same:
                yield _due(one, [one.city], heading=label)


def _due(
    milestone: CityMilestone,
    cities: Sequence[City],
    *,
    heading: str,
    asks: str = Permission.STRATEGY_EDIT,
    waits_for: str = "",
) -> Entry:
    is_one = len(cities) == 1
    counted = ngettext("%(count)s city", "%(count)s cities", len(cities)) % {"count": len(cities)}
    return Entry(
        sort=Sort.DUE,
        heading=heading,
        on=milestone.counts_on,
        precision=milestone.precision,
        last_day=last_day(milestone.counts_on, milestone.precision),
        city=cities[0].name if is_one else counted,
        slug=cities[0].slug if is_one else "",
        text="" if waits_for else localised(milestone.title),
        waits_for=waits_for,
        asks=asks,
    )
