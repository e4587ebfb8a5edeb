"""States of a strategy that somebody can name in an address: now, a version, a day, a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from cda.accounts.models import User
from cda.lib import formats
from strategy.models.content import canonical
from strategy.models.document import Strategy, Version
from strategy.models.history import LastRead, PlanRevision
from strategy.models.timeline import Basis, Past, complete, content_at, end_of

NOW, READ = "now", "read"
VERSION, DAY, MOMENT = "v-", "d-", "t-"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Further than any moment of a strategy, and still a date.
LAST_MICROSECOND = 253_402_300_000_000_000


@dataclass(frozen=True)
class Point:
    """One state: how it is called in an address and in words, when it was, what it said."""

    code: str
    label: str
    at: datetime
    past: Past

    @property
    def is_now(self) -> bool:
        return self.code == NOW

    @property
    def note(self) -> str:
        """Where the plan of that day was not kept, the reader is told what stands in for it."""
        if self.past.basis == Basis.VERSION:
            return _(
                "The plan and the outline of that moment were not kept: shown are those of version"
                " %(number)s. The paragraphs are exact."
            ) % {"number": self.past.number}
        if self.past.basis == Basis.PRESENT:
            return _(
                "The plan and the outline of that moment were not kept: shown are those of today."
                " The paragraphs are exact."
            )
        return ""


@dataclass(frozen=True)
class Reader:
    """For whom: whose clocks, language and reading count."""

    user: User
    zone: str
    language: str


def reader_of(user: User) -> Reader:
    return Reader(user, user.time_zone, user.language)


def moment_code(moment: datetime) -> str:
    return f"{MOMENT}{(moment - EPOCH) // timedelta(microseconds=1)}"


def versions_of(strategy: Strategy) -> list[Version]:
    """Newest first, without their contents."""
    versions = Version.objects.filter(strategy=strategy).select_related("created_by")
    return list(versions.defer("content", "whys").order_by("-created_at", "-pk"))


def label_of(version: Version) -> str:
    """0.3 “Workshop draft”, or 1.0, for the mayor."""
    values = {"number": version.number, "name": version.name}
    if version.name:
        return _("%(number)s “%(name)s”") % values
    reason = {
        Version.Reason.COACH: _("%(number)s, for the coach"),
        Version.Reason.MAYOR: _("%(number)s, for the mayor"),
    }
    return reason.get(Version.Reason(version.reason), _("%(number)s")) % values


def point_of(
    strategy: Strategy, code: str, reader: Reader, versions: Sequence[Version]
) -> Point | None:
    """None for what is no point of this strategy. `versions` are all of them."""
    if code == NOW:
        return Point(NOW, _("now"), timezone.now(), Past(canonical(strategy)))
    if code == READ:
        return _last_read(strategy, reader, versions)
    if code.startswith(VERSION):
        return _version(code, versions)
    moment = _moment(code, reader.zone)
    return _at(strategy, code, moment, reader) if moment else None


def _last_read(strategy: Strategy, reader: Reader, versions: Sequence[Version]) -> Point | None:
    """What this person has read; who never said so begins with the newest named version.

    Without a version it is the first state that was kept.
    """
    read = LastRead.objects.filter(strategy=strategy, user=reader.user).first()
    if read is not None:
        return _at(strategy, READ, read.read_at, reader)
    if versions:
        return _version(f"{VERSION}{versions[0].key}", versions)
    kept = PlanRevision.objects.filter(strategy=strategy).order_by("saved_at", "pk")
    first = kept.values_list("saved_at", flat=True).first()
    return _at(strategy, moment_code(first), first, reader) if first else None


def _version(code: str, versions: Iterable[Version]) -> Point | None:
    key = code.removeprefix(VERSION)
    version = next((one for one in versions if one.key == key), None)
    if version is None:
        return None
    content = Version.objects.values_list("content", flat=True).get(pk=version.pk)
    label = _("version %(name)s") % {"name": label_of(version)}
    return Point(code, label, version.created_at, Past(complete(content)))


def _moment(code: str, zone: str) -> datetime | None:
    """The end of a day on the reader's clocks, or a moment to the microsecond."""
    told = code[len(DAY) :]
    if code.startswith(DAY):
        try:
            return end_of(date.fromisoformat(told), zone)
        except (ValueError, OverflowError):
            return None
    if code.startswith(MOMENT) and told.isascii() and told.isdigit():
        count = int(told[:20])
        return EPOCH + timedelta(microseconds=count) if count < LAST_MICROSECOND else None
    return None


def _at(strategy: Strategy, code: str, moment: datetime, reader: Reader) -> Point:
    return Point(code, _label(code, moment, reader), moment, content_at(strategy, moment))


def _label(code: str, moment: datetime, reader: Reader) -> str:
    if code.startswith(DAY):
        day = formats.in_zone(moment, reader.zone).date()
        return _("the end of %(day)s") % {"day": formats.long_date(day, reader.language)}
    words = formats.moment(moment, reader.zone, reader.language)
    if code == READ:
        return _("what you read until %(moment)s") % {"moment": words}
    return words
