"""When the text of a strategy was open for writing, and when others had it."""

from dataclasses import dataclass

from cda.demo.content import Data

# What closes the text, and what may open it again; both may happen a second time.
CLOSES = "sent_to_coach"
OPENS = ("returned", "recalled", "changes_requested")
AGAIN = "_again"
NEVER = 10_000
FIRST_DAY = -68


@dataclass(frozen=True)
class Calendar:
    """The days of `timeline`."""

    told: Data

    @property
    def days(self) -> dict[str, int]:
        return dict(self.told["timeline"])

    def closed(self) -> list[tuple[int, int]]:
        """From a day to a day, the second one not included."""
        spans = []
        for round_ in ("", AGAIN):
            if CLOSES + round_ in self.days:
                opened = [self.days[name + round_] for name in OPENS if name + round_ in self.days]
                end = opened[0] + 1 if opened and self.is_opened(round_) else NEVER
                spans.append((self.days[CLOSES + round_], end))
        return spans

    @property
    def first_deadline(self) -> int:
        """The last day before somebody else read the text for the first time."""
        return self.closed()[0][0] - 1 if self.closed() else NEVER

    def is_opened(self, round_: str) -> bool:
        """What the mayor asked for is still on the lead's desk until somebody opens the text."""
        is_asked = "changes_requested" + round_ in self.days
        return not is_asked or self.told["status"] != "changes_requested"

    def open_day(self, day: int) -> int:
        """That day, or the last one before it on which people could write."""
        for first, end in reversed(self.closed()):
            if first <= day < end:
                return self.open_day(first - 1)
        return max(day, FIRST_DAY)
