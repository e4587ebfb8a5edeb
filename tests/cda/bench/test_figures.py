"""What `make bench` says of what it measured: ratios, verdicts, and no wrong page."""

import os
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest

from cda.bench.figures import Figure, middle, percentile, ratios
from cda.bench.growth import grow_cohort, name_of
from cda.bench.pages import Page, cookies_of, floor
from cda.bench.processes import Meter, cpu_seconds, family
from cda.bench.suites import Browsers, Series, told
from cda.bench.visitor import SECRET, Answer, Sample, Visitor, WrongPage, measure
from cohorts.models import CityMilestone, CohortMilestone, Participation
from tests import factories

ANSWER = Answer(200, "<h1>Valle Sereno</h1>", {"X-Queries": "12"}, 0.01)


@pytest.mark.parametrize(
    ("figure", "line"),
    [
        (Figure("grid", 5.994, 6.0), "grid ratio 5.99 budget 6.00 ok"),
        (Figure("grid", 6.01, 6.0), "grid ratio 6.01 budget 6.00 over budget"),
        (Figure("speed", 0.9, 1.0, is_floor=True), "speed ratio 0.90 budget 1.00 over budget"),
        (Figure("speed", 1.0, 1.0, is_floor=True), "speed ratio 1.00 budget 1.00 ok"),
    ],
)
def test_a_figure_says_whether_it_is_over(figure, line):
    assert figure.line() == line


def test_rounds_become_one_number():
    assert ratios([4.0, 9.0], [1.0, 3.0, 3.0]) == [2.0, 3.0]
    assert middle([5, 1, 2]) == 2
    values = list(range(1, 101))
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile([7], 0.95)) == (51, 95, 7)
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0], [1.0])


def test_a_series_compares_each_round_with_the_floor_around_it():
    series = Series(floor(), lambda: ANSWER)
    series.samples = [Sample(0.004, [0.005, 0.006]), Sample(0.006, [0.005])]
    series.floors = [Sample(cpu, [0.001]) for cpu in (0.001, 0.003, 0.002, 0.002)]
    assert series.rounds() == [2.0, 3.0]
    assert series.figure() == Figure("bare", 2.5, 1)
    line = series.line(ANSWER)
    assert "12 queries" in line
    assert line.endswith("2.00–3.00 × the floor")
    assert "5.0 ms CPU" in told("bare", series.samples)


@pytest.mark.parametrize("answer", [(302, "<h1>Valle Sereno</h1>"), (200, "Sign in")])
def test_another_page_is_not_measured(answer):
    page = floor()
    page.check(ANSWER)
    with pytest.raises(WrongPage, match="bare"):
        page.check(Answer(*answer, {}, 0.0))


class _Echo(BaseHTTPRequestHandler):
    """Says what it was asked, and with which cookies and fields."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._say(f"{self.path} {self.headers['Cookie']} {self.headers.get('X-Count')}")

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._say(f"{self.headers['X-CSRFToken']} {parse_qs(sent)}")

    def _say(self, words):
        body = words.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        """Quietly."""


@pytest.fixture
def port():
    with HTTPServer(("127.0.0.1", 0), _Echo) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_visitor_asks_as_a_browser_does(port):
    visitor = Visitor(port, {"sid": "abc", "theme": "dark"})
    answer = visitor.ask("/agenda/")
    assert (answer.status, answer.body) == (200, "/agenda/ sid=abc; theme=dark None")
    assert answer.seconds > 0
    visitor.last_asked -= 10
    visitor.is_counted = True
    assert visitor.ask("/").body.endswith(" 1"), "after a pause it connects again"
    assert visitor.ask("/", {"text": "ñ"}).body == f"{SECRET} {{'text': ['ñ']}}"
    visitor.close()


class _Steady:
    """A meter that finds ten seconds more at each reading."""

    def __init__(self):
        self.seconds = 0.0

    def read(self):
        self.seconds += 10
        return {1: self.seconds}

    spent = staticmethod(Meter.spent)


def test_measuring_divides_what_was_spent_and_checks_every_answer(port):
    visitor, checked = Visitor(port, {}), []
    page = Page("echo", "nobody", "/echo", "/echo", 1)
    sample = measure(
        page.asking(visitor), lambda one: checked.append(page.check(one)), _Steady(), 0.05
    )
    visitor.close()
    assert len(checked) == len(sample.latencies) + 3
    assert sample.cpu == pytest.approx(10 / len(sample.latencies))


def test_the_time_of_processes():
    assert cpu_seconds([os.getpid(), 2**22 + 1]).keys() == {os.getpid()}
    assert os.getpid() in family(os.getpid())
    assert family(2**22 + 1) == [2**22 + 1]
    assert Meter.spent({1: 2.0, 2: 1.0}, {1: 5.0, 3: 4.0}) == 7.0


@pytest.mark.django_db
def test_a_cohort_grows_to_any_size():
    model = factories.CohortFactory()
    CohortMilestone.objects.create(
        cohort=model, code="sign", position=1, title={"en": "Signed"}, due_on=model.ends_on
    )
    grown = grow_cohort(1000, 30)
    entered = Participation.objects.filter(cohort=grown)
    assert entered.count() == 30
    assert CityMilestone.objects.filter(participation__cohort=grown).count() == 30
    assert len({one.city.slug for one in entered.select_related("city")}) == 30
    assert name_of(27) == "Bbbbb 27"


@pytest.mark.django_db
def test_its_people_are_signed_in(client, admin):
    for name, value in cookies_of(admin.email).items():
        client.cookies[name] = value
    assert client.get("/preferences/").status_code == 200


@pytest.mark.django_db
def test_one_browser_for_each_person(admin):
    with ExitStack() as stack:
        browsers = Browsers(1, stack)
        first = browsers.visitor(admin.email)
        assert browsers.visitor(admin.email) is first
        browsers.count()
        assert first.is_counted
