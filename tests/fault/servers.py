"""A database server and a web server of our own, to be treated badly."""

import http.client
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
import uuid
from contextlib import contextmanager

from django.conf import settings

from cda.devstack.passwords import Secrets
from cda.devstack.places import make_folder, run_as, runtime_account, socket_folder, state_folder
from cda.devstack.postgres import SUPERUSER, Cluster
from cda.devstack.roles import DATABASE, addresses, create_database, create_roles
from cda.devstack.servers import TEST
from tests.fault.conftest import free_port, wait_until

# What was acknowledged must outlive a crash of the server, though not one of the machine.
DURABLE = {**TEST.settings, "synchronous_commit": "on", "max_connections": "60"}
TOKEN = "t" * 32

PREPARE = """
import json, sys, django
django.setup()
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
from tests import factories
from tests.conftest import person
connection.cursor().execute("SET ROLE cda_system")
city = factories.CityFactory(slug="valle-sereno", name="Valle Sereno")
factories.ParticipationFactory(city=city)
keys = []
for number in range(int(sys.argv[1])):
    user = person("lead", city, name=f"Person {number}", email=f"p{number}@city.example")
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    keys.append(session.session_key)
print(json.dumps(keys))
"""


class Database:
    """A PostgreSQL of our own that is restarted at will."""

    def __init__(self, folder, account):
        make_folder(folder)
        self.secrets = Secrets(*(secrets.token_hex(16) for _ in range(5)))
        sockets = socket_folder(folder, account)
        self.cluster = Cluster(folder, sockets, account, DURABLE, is_disposable=True)

    def start(self):
        self.cluster.start(self.secrets.superuser)
        login = {
            "host": str(self.cluster.sockets),
            "user": SUPERUSER,
            "password": self.secrets.superuser,
        }
        create_database(login)
        login["dbname"] = DATABASE
        create_roles(login, self.secrets)
        self.addresses = addresses(login, self.secrets)

    def restart(self, mode):
        """As an administrator would ("fast"), or as a crash ("immediate")."""
        pg_ctl = self.cluster.installation().program("pg_ctl")
        command = [pg_ctl, "restart", "-D", self.cluster.data, "-m", mode, "-w", "-s", "-t", "60"]
        done = run_as(self.cluster.account, [*command, "-l", self.cluster.log])
        assert done.returncode == 0, done.stdout

    def environment(self, **changes):
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cda.settings",
            "DATABASE_URL": self.addresses.app,
            "DATABASE_OWNER_URL": self.addresses.owner,
            "SECRET_KEY": "fault-test-key-0123456789-0123456789-0123456789",
            "SITE_URL": "http://127.0.0.1",
            "ALLOWED_HOSTS": "127.0.0.1",
            "DEMO": "false",
            "LOG_LEVEL": "ERROR",
            "STATIC_ROOT": str(self.cluster.folder / "static"),
            **changes,
        }

    def run(self, program, *arguments, **changes):
        """A short program of ours against this database, as its owner; what it printed."""
        environment = self.environment(**changes)
        environment["DATABASE_URL"] = environment["DATABASE_OWNER_URL"]
        done = subprocess.run(
            [sys.executable, "-c", program, *map(str, arguments)],
            env={**environment, "DB_POOL": "0"},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def own_database():
    account = runtime_account()
    folder = state_folder(account) / f"fault-{os.getpid()}"
    database = Database(folder, account)
    try:
        database.start()
        yield database
    finally:
        database.cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(database.cluster.sockets, ignore_errors=True)


@contextmanager
def web_server(database, log, **changes):
    """gunicorn with our wsgi, as in production; the number of its port."""
    port = free_port()
    changes = {"PORT": str(port), "ACCESS_LOG": os.devnull, "DB_POOL": "8", **changes}
    with log.open("a") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "cda/gunicorn.py", "cda.wsgi"],
            env=database.environment(**changes),
            cwd=settings.BASE_DIR,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        assert wait_until(lambda: is_up(port), 60, 0.2), log.read_text()[-3000:]
        yield port
    finally:
        server.send_signal(signal.SIGQUIT)  # at once: what is under way here is of no value
        server.wait(timeout=60)


def is_up(port):
    try:
        return Visitor(port).get("/healthz") == 200
    except OSError:
        return False


class Visitor:
    """A browser with one cookie that sends forms and knows nothing else."""

    def __init__(self, port, session=""):
        self.port = port
        self.cookie = f"sid={session}; csrf={TOKEN}"
        self.slowest = 0.0

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, *, once=True, **fields):
        fields["csrfmiddlewaretoken"] = TOKEN
        if once:
            fields["once"] = str(uuid.uuid4())
        return self._ask("POST", path, urllib.parse.urlencode(fields))

    def _ask(self, method, path, body=None):
        start = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
            return response.status
        finally:
            connection.close()
            self.slowest = max(self.slowest, time.monotonic() - start)
