"""“Send a sample job description, Diego, Friday”: who and when, read from the end of the line.

Pure. Only what stands behind a comma is read, so that a sentence keeps its words; what is neither
a known name nor a day stays in the text.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

WEEK = 7
# Monday first; English, Spanish, Portuguese; the short forms too.
WEEKDAYS = (
    "monday mon lunes lun segunda segunda-feira seg",
    "tuesday tue tues martes mar terca terca-feira ter",
    "wednesday wed miercoles mie quarta quarta-feira qua",
    "thursday thu thur thurs jueves jue quinta quinta-feira qui",
    "friday fri viernes vie sexta sexta-feira sex",
    "saturday sat sabado sab",
    "sunday sun domingo dom",
)
MONTHS = (
    "january jan enero ene janeiro",
    "february feb febrero fevereiro fev",
    "march mar marzo marco",
    "april apr abril abr",
    "may mayo maio mai",
    "june jun junio junho",
    "july jul julio julho",
    "august aug agosto ago",
    "september sep sept septiembre setembro set",
    "october oct octubre outubro out",
    "november nov noviembre novembro",
    "december dec diciembre dic dezembro dez",
)
TODAY = {"today", "hoy", "hoje"}
TOMORROW = {"tomorrow", "manana", "amanha"}
NEXT_WEEK = {
    "next week", "la proxima semana", "proxima semana", "semana que viene", "la semana que viene",
    "na proxima semana", "semana que vem", "na semana que vem",
}  # fmt: skip
BEFORE_A_DAY = {
    "on", "by", "before", "until", "next", "this", "the", "el", "la", "para", "antes", "del", "de",
    "este", "esta", "proximo", "proxima", "hasta", "ate", "a", "o", "na", "no", "ao",
}  # fmt: skip

WEEKDAY_OF = {word: n for n, words in enumerate(WEEKDAYS) for word in words.split()}
MONTH_OF = {word: n for n, words in enumerate(MONTHS, start=1) for word in words.split()}


@dataclass(frozen=True)
class Read:
    """What was understood. `owner` is the number of a person, or None."""

    text: str
    owner: int | None = None
    due_on: date | None = None


def read_step(text: str, people: Sequence[tuple[int, str]], today: date) -> Read:
    """Take names and days off the end, as long as something is understood."""
    read = Read(text.strip())
    while "," in read.text:
        rest, _, tail = read.text.rpartition(",")
        found = _understand(tail, people, today, read)
        if found is None or not rest.strip():
            break
        read = replace(found, text=rest.strip())
    return read


def _understand(
    tail: str, people: Sequence[tuple[int, str]], today: date, read: Read
) -> Read | None:
    """One piece: a day, a name, or a name and a day without a comma between them."""
    words = plain(tail).split()
    if not words:
        return None
    for cut in range(len(words) + 1):
        name, day = " ".join(words[:cut]), " ".join(words[cut:])
        owner = owner_named(name, people) if read.owner is None else None
        due_on = day_named(day, today)
        if (name and owner is None) or (day and not _fits(due_on, read.due_on)):
            continue
        return Read(read.text, owner or read.owner, read.due_on or due_on)
    return None


def _fits(found: date | None, known: date | None) -> bool:
    """A first day, or the weekday of the day that is known already: “Friday, Feb 13”."""
    return found is not None and (known is None or found.weekday() == known.weekday())


def _called(full: str, is_first_name: bool) -> str:
    return plain(full).partition(" ")[0] if is_first_name else plain(full)


def owner_named(name: str, people: Sequence[tuple[int, str]]) -> int | None:
    """The one person called so, by the first name or the whole one; nobody when it is unclear."""
    wanted = plain(name)
    for is_first_name in (False, True):
        found = {number for number, full in people if _called(full, is_first_name) == wanted}
        if len(found) == 1:
            return found.pop()
    return None


def day_named(words: str, today: date) -> date | None:
    """The day meant, always to come: “Friday” said on a Friday is the next one."""
    text = plain(words)
    if text in TODAY:
        return today
    if text in TOMORROW:
        return today + timedelta(days=1)
    if text in NEXT_WEEK:
        return today + timedelta(days=WEEK)
    parts = text.split()
    while parts and parts[0] in BEFORE_A_DAY:
        parts = parts[1:]
    if len(parts) == 1 and parts[0] in WEEKDAY_OF:
        ahead = (WEEKDAY_OF[parts[0]] - today.weekday() - 1) % WEEK + 1
        return today + timedelta(days=ahead)
    found = _date_named([part for part in parts if part not in BEFORE_A_DAY], today)
    return found if found and found >= today else None


def _date_named(parts: list[str], today: date) -> date | None:
    """“Feb 13”, “13 de febrero”, “13 fev 2027”, “2027-02-13”; never 13/02, which is two dates."""
    if len(parts) == 1 and re.fullmatch(r"\d{4}-\d{2}-\d{2}", parts[0]):
        return _day(*map(int, parts[0].split("-")))
    months = [MONTH_OF[part] for part in parts if part in MONTH_OF]
    numbers = [int(part) for part in parts if re.fullmatch(r"\d{1,4}", part)]
    if len(months) != 1 or len(months) + len(numbers) != len(parts):
        return None
    if len(numbers) == 2:
        return _day(numbers[1], months[0], numbers[0])
    if len(numbers) != 1:
        return None
    this_year = _day(today.year, months[0], numbers[0])
    if this_year is None or this_year >= today:
        return this_year
    return _day(today.year + 1, months[0], numbers[0])


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def plain(text: str) -> str:
    """Lower case, without accents and full stops, single spaces."""
    split = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(mark for mark in split if not unicodedata.combining(mark))
    return " ".join(kept.replace(".", " ").split())
