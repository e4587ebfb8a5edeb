"""What the strategy said at any moment, and who wrote when.

Paragraphs come from the revisions of their sections; everything else from the revisions of the
plan, which are kept since the format of today: for what is older, the nearest frozen version or
what there is now stands in, and `Past.basis` says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from strategy.models.catalogue import section as catalogue_entry
from strategy.models.content import Content, pictures_of, structure
from strategy.models.document import Strategy, Version
from strategy.models.history import PlanRevision
from strategy.models.section import SectionRevision

# What contents of older formats do not have.
EMPTY: Mapping[str, Any] = {
    "pillars": [],
    "registers": {},
    "terms": [],
    "citations": [],
    "pictures": {},
}


class Basis(StrEnum):
    """Where the plan and the outline of a past state come from."""

    KEPT = "kept"
    VERSION = "version"
    PRESENT = "present"


@dataclass(frozen=True)
class Past:
    """The canonical content as it was. `number` names the version that stood in, if one did."""

    content: Content
    basis: Basis = Basis.KEPT
    number: str = ""


def content_at(strategy: Strategy, moment: datetime) -> Past:
    """Three queries, or five where the plan was not kept yet, whatever the size."""
    past = _plan_at(strategy, moment)
    texts = _texts_at(strategy, moment)
    sections = [row | {"blocks": texts.get(row["key"], [])} for row in past.content["sections"]]
    content = complete(past.content) | {"sections": sections}
    content["pictures"] = pictures_of(strategy, sections)
    return Past(content, past.basis, past.number)


def complete(content: Content) -> Content:
    """A content of any age, with every part that one of today has."""
    return {**EMPTY, **content}


def _plan_at(strategy: Strategy, moment: datetime) -> Past:
    kept = PlanRevision.objects.filter(strategy=strategy, saved_at__lte=moment)
    content = kept.order_by("-saved_at", "-pk").values_list("content", flat=True).first()
    if content is not None:
        return Past(content)
    version = _nearest_version(strategy, moment)
    if version is not None:
        return Past(version.content, Basis.VERSION, version.number)
    return Past(structure(strategy), Basis.PRESENT)


def _nearest_version(strategy: Strategy, moment: datetime) -> Version | None:
    """The newest until then, else the oldest after it."""
    versions = Version.objects.filter(strategy=strategy)
    before = versions.filter(created_at__lte=moment).order_by("-created_at", "-pk").first()
    return before or versions.order_by("created_at", "pk").first()


def _texts_at(strategy: Strategy, moment: datetime) -> dict[str, list[Content]]:
    """The paragraphs of each section, by its key."""
    revisions = SectionRevision.objects.filter(section__strategy=strategy, saved_at__lte=moment)
    newest = revisions.order_by("section_id", "-number").distinct("section_id")
    return {
        key: [{"id": block["id"], "html": block["html"]} for block in blocks]
        for key, blocks in newest.values_list("section__key", "blocks")
    }


@dataclass(frozen=True)
class Work:
    """What one person did on one day on one section, or (without a section) on the plan."""

    who: str
    section: str
    heading: str
    saves: int
    first: datetime
    last: datetime
    whys: list[str]


@dataclass(frozen=True)
class Day:
    """The saves of one day, folded."""

    date: date
    works: list[Work]

    @property
    def saves(self) -> int:
        return sum(work.saves for work in self.works)

    @property
    def people(self) -> list[str]:
        return sorted({work.who for work in self.works})


def days_of(strategy: Strategy, zone: str) -> list[date]:
    """The days on which anything was saved, newest first, on the clocks of that zone."""
    days: set[date] = set()
    for revisions in (_texts(strategy), _plans(strategy)):
        days.update(_dated(revisions, zone).values_list("day", flat=True).distinct())
    return sorted(days, reverse=True)


def works_on(strategy: Strategy, days: Iterable[date], zone: str) -> list[Day]:
    """Two queries for a page of days."""
    wanted = sorted(days, reverse=True)
    if not wanted:
        return []
    found: dict[date, list[Work]] = {day: [] for day in wanted}
    start, end = _midnight(wanted[-1], zone), _midnight(wanted[0], zone, 1)
    in_time = Q(saved_at__gte=start, saved_at__lt=end)
    texts = _folded(_texts(strategy).filter(in_time), zone, "section__key", *OF_SECTION)
    plans = _folded(_plans(strategy).filter(in_time), zone)
    for row in [*texts, *plans]:
        found[row["day"]].append(_work(row))
    return [Day(day, sorted(found[day], key=lambda work: work.last)[::-1]) for day in wanted]


OF_SECTION = ("section__code", "section__title")


def _texts(strategy: Strategy) -> QuerySet[Any]:
    return SectionRevision.objects.filter(section__strategy=strategy).order_by()


def _plans(strategy: Strategy) -> QuerySet[Any]:
    return PlanRevision.objects.filter(strategy=strategy).order_by()


def _dated(revisions: QuerySet[Any], zone: str) -> QuerySet[Any]:
    dated: QuerySet[Any] = revisions.annotate(day=TruncDate("saved_at", tzinfo=ZoneInfo(zone)))
    return dated


def _folded(revisions: QuerySet[Any], zone: str, *by: str) -> QuerySet[Any]:
    folded: QuerySet[Any] = (
        _dated(revisions, zone)
        .values("day", "author__name", *by)
        .annotate(
            saves=Count("pk"),
            first=Min("saved_at"),
            last=Max("saved_at"),
            whys=ArrayAgg("why", distinct=True, filter=~Q(why=""), default=[]),
        )
    )
    return folded


def _work(row: Mapping[str, Any]) -> Work:
    code = row.get("section__code", "")
    return Work(
        who=row["author__name"],
        section=row.get("section__key", ""),
        heading=(row["section__title"] or catalogue_entry(code).title) if code else "",
        saves=row["saves"],
        first=row["first"],
        last=row["last"],
        whys=list(row["whys"]),
    )


def _midnight(day: date, zone: str, later: int = 0) -> datetime:
    """The beginning of a day, or of the one after it."""
    day += timedelta(days=later)
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))


def end_of(day: date, zone: str) -> datetime:
    """The last moment of a day."""
    return _midnight(day, zone, 1) - timedelta(microseconds=1)


class Reason(NamedTuple):
    """Who said why, once."""

    who: str
    why: str


def whys_between(strategy: Strategy, since: datetime, until: datetime) -> dict[str, list[Reason]]:
    """The reasons that were given in that time: by the key of a section, the plan's under ""."""
    in_time = Q(saved_at__gt=since, saved_at__lte=until) & ~Q(why="")
    texts = _texts(strategy).filter(in_time).order_by("pk")
    plans = _plans(strategy).filter(in_time).order_by("pk")
    found: dict[str, dict[Reason, None]] = {}
    for key, who, why in texts.values_list("section__key", "author__name", "why"):
        found.setdefault(key, {})[Reason(who, why)] = None
    for who, why in plans.values_list("author__name", "why"):
        found.setdefault("", {})[Reason(who, why)] = None
    return {key: list(reasons) for key, reasons in found.items()}
