"""A restart of the database is a pause; a broker that is away is nothing at all."""

import json
import socket
import threading
import time
from collections import Counter
from contextlib import contextmanager

import pytest

from tests.fault.conftest import wait_until
from tests.fault.servers import PREPARE, Visitor, own_database, web_server

pytestmark = pytest.mark.slow

WRITERS, READERS = 8, 2
RESTARTS = ["fast", "immediate", "fast", "immediate", "fast"]
STEPS = "/cities/valle-sereno/steps/"
WRITTEN = """
import json, django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SET ROLE cda_system")
    cursor.execute("SELECT text FROM coaching_actionitem")
    print(json.dumps([text for (text,) in cursor.fetchall()]))
"""
LETTERS = WRITTEN.replace("text FROM coaching_actionitem", "status FROM outbox_letter")
CLOCK = """
import django
django.setup()
from django.db import connection
connection.cursor().execute("SET ROLE cda_app")
from cda.outbox.schedule import deliver_due
deliver_due()
"""


@pytest.fixture(scope="module")
def database():
    with own_database() as database:
        database.sessions = json.loads(database.run(PREPARE, WRITERS + READERS))
        yield database


@pytest.fixture(scope="module")
def port(database, tmp_path_factory):
    """A web server with the settings of production."""
    with web_server(database, tmp_path_factory.mktemp("web") / "web.log") as port:
        yield port


class Writer:
    """Adds one step after the other, and remembers which were acknowledged."""

    def __init__(self, number, port, session, stop):
        self.visitor = Visitor(port, session)
        self.name, self.stop = f"writer {number}", stop
        self.statuses, self.acknowledged = Counter(), []

    def run(self):
        number = 0
        while not self.stop.is_set():
            number += 1
            text = f"{self.name} step {number}"
            status = self.visitor.post(f"{STEPS}add/", text=text, due_on="2030-01-31")
            self.statuses[status] += 1
            if status == 302:
                self.acknowledged.append(text)


class Reader(Writer):
    def run(self):
        while not self.stop.is_set():
            self.statuses[self.visitor.get(f"{STEPS}?show=mine")] += 1


@contextmanager
def busy(people):
    threads = [threading.Thread(target=person.run) for person in people]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        people[0].stop.set()
        for thread in threads:
            thread.join()


def test_restarts_lose_nothing_and_write_nothing_twice(database, port):
    stop = threading.Event()
    kinds = [Writer] * WRITERS + [Reader] * READERS
    people = [
        kind(number, port, session, stop)
        for number, (kind, session) in enumerate(zip(kinds, database.sessions, strict=True))
    ]
    with busy(people):
        for mode in RESTARTS:
            time.sleep(1.5)
            database.restart(mode)
        time.sleep(1.5)

    writers, readers = people[:WRITERS], people[WRITERS:]
    assert sum((writer.statuses for writer in writers), Counter()).keys() == {302}
    assert sum((reader.statuses for reader in readers), Counter()).keys() == {200}
    acknowledged = Counter(text for writer in writers for text in writer.acknowledged)
    assert len(acknowledged) > 50
    assert Counter(json.loads(database.run(WRITTEN))) == acknowledged
    assert max(person.visitor.slowest for person in people) < 25


def test_one_page_clears_every_dead_connection_away(database, tmp_path):
    """The first form after a restart waits for one dead connection, not for one after the other."""
    with web_server(database, tmp_path / "web.log", WEB_WORKERS="1", WEB_THREADS="8") as port:
        stop = threading.Event()
        people = [Reader(number, port, database.sessions[number], stop) for number in range(8)]
        with busy(people):
            time.sleep(3)
        database.restart("immediate")
        visitor = Visitor(port, database.sessions[0])
        assert visitor.post(f"{STEPS}add/", once=False, text="first after all") == 302
        assert visitor.slowest < 5


def test_a_form_without_once_hears_that_it_was_not_written(database, port):
    visitor = Visitor(port, database.sessions[0])
    assert visitor.post(f"{STEPS}add/", once=False, text="before") == 302
    database.cluster.stop()
    try:
        assert visitor.post(f"{STEPS}add/", once=False, text="meanwhile") == 503
    finally:
        database.cluster.start(database.secrets.superuser)
    assert visitor.post(f"{STEPS}add/", text="after") == 302
    written = Counter(json.loads(database.run(WRITTEN)))
    assert [written[text] for text in ("before", "meanwhile", "after")] == [1, 0, 1]


@contextmanager
def black_hole(tmp_path):
    """A server that accepts and never says a word."""
    path = str(tmp_path / "broker.sock")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(64)
        yield f"redis+socket://{path}"


@contextmanager
def refused(tmp_path):
    yield f"redis+socket://{tmp_path}/nobody.sock"


@pytest.mark.parametrize("broker", [refused, black_hole])
def test_a_dead_broker_delays_letters_and_nobody_else(database, tmp_path, sink, broker):
    server, address, _ = sink
    before = len(json.loads(database.run(LETTERS)))
    with (
        broker(tmp_path) as url,
        web_server(database, tmp_path / "web.log", CELERY_BROKER_URL=url, WEB_WORKERS="1") as port,
    ):
        for number in range(4):
            visitor = Visitor(port)
            assert visitor.post("/accounts/login/", login=f"p{number}@city.example") == 302
            # The very first letter of a process also loads what speaks to brokers.
            assert visitor.slowest <= (3 if number else 20)
    letters = json.loads(database.run(LETTERS))
    assert Counter(letters)["due"] == len(letters) - before == 4
    database.run(CLOCK, EMAIL_URL=address)
    assert wait_until(lambda: len(server.received) == 4, 10)
    assert set(json.loads(database.run(LETTERS))) == {"sent"}


def test_without_the_cache_nobody_signs_in_and_everybody_else_works_on(database, tmp_path):
    away = f"unix://{tmp_path}/nobody.sock"
    with web_server(database, tmp_path / "web.log", REDIS_URL=away) as port:
        assert Visitor(port).post("/accounts/login/", login="p0@city.example") == 503
        member = Visitor(port, database.sessions[0])
        assert member.get(STEPS) == 200
        assert member.post(f"{STEPS}add/", text="without a cache") == 302
