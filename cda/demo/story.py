"""What happens on which day: scenes are written down in any order and played in theirs."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from cda.accounts.models import User
from cda.demo.clock import HOME, StoryClock, telling
from cda.demo.content import Data
from cohorts.models import Cohort, Participation

Say = Callable[[str], None]
# When, in which order of telling, and what.
Scene = tuple[float, int, Callable[[], None]]
MANY = 200


@dataclass
class Story:
    """The days of all cities together, and who and what has appeared so far."""

    clock: StoryClock
    people: dict[str, User] = field(default_factory=dict)
    participations: dict[str, Participation] = field(default_factory=dict)
    cohort: Cohort = field(init=False)  # planned in the first scenes
    _scenes: list[Scene] = field(default_factory=list)
    _told: int = 0

    def on(self, days: int, hour: float, zone: str, act: Callable[..., Any], *args: Any) -> None:
        """Somebody does this on that day, at that hour of their own clock.

        A scene may lead to others, later ones, while the story is played.
        """
        play = partial(self._play_one, days, hour, zone, partial(act, *args))
        self._told += 1
        scene: Scene = (self.clock.moment(days, hour, zone).timestamp(), self._told, play)
        heapq.heappush(self._scenes, scene)

    def play(self, say: Say) -> None:
        """From the first day to today. Scenes of one moment keep the order they were told in."""
        played = 0
        with telling(self.clock):
            while self._scenes:
                heapq.heappop(self._scenes)[-1]()
                played += 1
                if played % MANY == 0:
                    say(f"  {played} scenes, up to {self.clock.now():%-d %B}")

    def _play_one(self, days: int, hour: float, zone: str, act: Callable[[], Any]) -> None:
        self.clock.set(days, hour, zone)
        act()

    def days(self, day: date) -> int:
        """How many days from today it is; the past is negative."""
        return (day - self.clock.today).days

    def meet(self, user: User) -> None:
        """From now on other scenes can name this person by their address."""
        self.people[user.email] = user

    def at_home(self, days: int, hour: float, act: Callable[..., Any], *args: Any) -> None:
        """The same on the programme's own clock."""
        self.on(days, hour, HOME, act, *args)


@dataclass(frozen=True)
class Chapter:
    """One city in the story: its content, and short words for who does what when."""

    story: Story
    data: Data

    @property
    def slug(self) -> str:
        return str(self.data["slug"])

    @property
    def participation(self) -> Participation:
        """As the database has it now: every act may have changed it."""
        participation = self.story.participations[self.slug]
        participation.refresh_from_db()
        return participation

    def person(self, address: str) -> User:
        return self.story.people[address]

    @property
    def mayor(self) -> User:
        return self.person(self.data["mayor"]["email"])

    @property
    def coach(self) -> User:
        return self.person(self.data["coach"])

    @property
    def lead_address(self) -> str:
        return str(next(one["email"] for one in self.data["team"] if one["is_lead"]))

    @property
    def lead(self) -> User:
        return self.person(self.lead_address)

    @property
    def team(self) -> list[User]:
        """Those of the team who have an account."""
        addresses = [member["email"] for member in self.data["team"]]
        return [self.story.people[one] for one in addresses if one in self.story.people]

    def on(
        self, days: int, hour: float, act: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> None:
        """On that day, on the city's clock."""
        self.story.on(days, hour, self.data["zone"], act, *args, **kwargs)
