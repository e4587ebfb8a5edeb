"""Somebody who is signed in and asks for the same page again and again."""

import http.client
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from cda.bench.processes import Meter

WARM = 3
IDLE = 2.0  # seconds; the server hangs up after five
SECRET = "b" * 32  # both halves of the double-submit token of forms


class WrongPage(Exception):
    """A sign-in page or an error must not pass for the page."""


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    body: str
    headers: Mapping[str, str]
    seconds: float


@dataclass
class Visitor:
    """One browser: a connection that stays open, and the cookies of a person."""

    port: int
    cookies: Mapping[str, str]
    connection: http.client.HTTPConnection = field(init=False)
    last_asked: float = 0.0
    is_counted: bool = False  # asks how many queries each answer took

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, path: str, data: Mapping[str, str] | None = None) -> Answer:
        body = urlencode(data) if data is not None else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if self.is_counted:
            headers["X-Count"] = "1"
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": SECRET,
            }
        started = self.rested()
        self.connection.request("GET" if body is None else "POST", path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode()
        seconds = time.perf_counter() - started
        return Answer(response.status, text, dict(response.getheaders()), seconds)

    def rested(self) -> float:
        """The time now. After a pause the server has hung up: connect again, and say so at once."""
        now = time.perf_counter()
        if now - self.last_asked > IDLE:
            self.connection.close()
        self.last_asked = now
        return now

    def close(self) -> None:
        self.connection.close()


@dataclass(frozen=True)
class Sample:
    """Some seconds of asking for one page."""

    cpu: float
    latencies: list[float]


Ask = Callable[[], Answer]


def measure(ask: Ask, check: Callable[[Answer], None], meter: Meter, seconds: float) -> Sample:
    """Ask for so long; processor time of a request, and how long each took."""
    for _ in range(WARM):
        check(ask())
    latencies: list[float] = []
    before, end = meter.read(), time.monotonic() + seconds
    while time.monotonic() < end:
        answer = ask()
        check(answer)
        latencies.append(answer.seconds)
    spent = meter.spent(before, meter.read())
    return Sample(spent / len(latencies), latencies)
