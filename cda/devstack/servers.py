"""The servers of one purpose, and the environment in which Django finds them."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .locks import shared, stop_unused
from .passwords import Secrets, remembered
from .places import (
    CHECKOUT,
    Account,
    make_folder,
    runtime_account,
    socket_folder,
    state_folder,
)
from .postgres import SUPERUSER, Cluster
from .roles import DATABASE, Addresses, addresses, adopt, create_database, create_roles
from .valkey import Valkey


@dataclass(frozen=True)
class Purpose:
    """What servers are for. Each purpose has servers and data of its own."""

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    is_disposable: bool = False
    is_demo: bool = True


SMALL = {"max_connections": "100", "timezone": "UTC", "log_timezone": "UTC"}
RUN = Purpose("run", SMALL)
# Durable like production: what a bench measures must have reached the disk.
BENCH = Purpose("bench", {**SMALL, "shared_buffers": "256MB"})
# Nothing in it is worth a wait for the disk; a lost one is made anew.
TEST = Purpose(
    "test",
    {
        **SMALL,
        "max_connections": "200",
        "shared_buffers": "256MB",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "30min",
        "max_locks_per_transaction": "256",
        "autovacuum_naptime": "5min",
    },
    is_disposable=True,
    is_demo=False,
)


class Servers:
    """PostgreSQL and Valkey of one purpose: ours, or those the environment names."""

    def __init__(self, purpose: Purpose) -> None:
        account = runtime_account()
        state = state_folder(account)
        say_where(state)
        self.folder = state / purpose.name
        make_folder(self.folder)
        self.is_demo = purpose.is_demo
        self.secrets: Secrets = remembered(self.folder)
        self.postgres, self.valkey = own_servers(self.folder, purpose, account)

    def start(self) -> None:
        if self.postgres:
            self.postgres.start(self.secrets.superuser)
            login = self.superuser_login(self.postgres)
            create_database(login)
            create_roles({**login, "dbname": DATABASE}, self.secrets)
        if self.valkey:
            self.valkey.start()

    def stop(self) -> None:
        if self.valkey:
            self.valkey.stop()
        if self.postgres:
            self.postgres.stop()

    def are_up(self) -> bool:
        return all(server.is_up() for server in (self.postgres, self.valkey) if server)

    def superuser_login(self, postgres: Cluster) -> dict[str, str]:
        password = self.secrets.superuser
        return {"host": str(postgres.sockets), "user": SUPERUSER, "password": password}

    def databases(self) -> Addresses:
        if self.postgres:
            place = {"host": str(self.postgres.sockets), "dbname": DATABASE}
            return addresses(place, self.secrets)
        owner = os.environ.get("DATABASE_OWNER_URL", "")
        return adopt(os.environ["DATABASE_URL"], owner, self.secrets)

    def environment(self) -> dict[str, str]:
        """What Django needs to know. What the person set already stands."""
        databases = self.databases()
        servers = {"DATABASE_URL": databases.app, "DATABASE_OWNER_URL": databases.owner}
        if self.valkey:
            servers["REDIS_URL"] = f"unix://{self.valkey.socket}?db=0"
            servers["CELERY_BROKER_URL"] = f"redis+socket://{self.valkey.socket}"
        chosen = {name: value for name, value in os.environ.items() if value}
        return {**self.defaults(), **chosen, **servers}

    def defaults(self) -> dict[str, str]:
        port = os.environ.get("PORT") or "8000"
        return {
            "PORT": port,
            "SITE_URL": f"http://127.0.0.1:{port}",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "SECRET_KEY": self.secrets.secret_key,
            "DEMO": str(self.is_demo).lower(),
            "DB_POOL": "0",
            "ACCESS_LOG": str(self.folder / "access.log"),
            "STATIC_ROOT": str(self.folder / "static"),
        }

    @contextmanager
    def up(self) -> Iterator[dict[str, str]]:
        """Have them up while the block runs; hands out the environment."""
        with shared(self.folder, start=self.start, stop=self.stop):
            yield self.environment()

    def stop_unused(self) -> bool:
        return stop_unused(self.folder, self.stop)


def own_servers(
    folder: Path, purpose: Purpose, account: Account | None
) -> tuple[Cluster | None, Valkey | None]:
    """The servers we run ourselves: those that the environment does not name."""
    sockets = socket_folder(folder, account)
    disposable = purpose.is_disposable
    cluster = Cluster(folder, sockets, account, purpose.settings, is_disposable=disposable)
    valkey = Valkey(folder, sockets, is_disposable=disposable)
    return (
        None if os.environ.get("DATABASE_URL") else cluster,
        None if os.environ.get("REDIS_URL") else valkey,
    )


def say_where(state: Path) -> None:
    """Say where the data is, when it is not where one would look."""
    if not state.is_relative_to(CHECKOUT):
        print(f"The servers keep their data in {state}.", file=sys.stderr)
