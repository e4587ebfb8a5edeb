"""Create the roles and the database, and say under which addresses they are reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from .passwords import Secrets
from .places import CannotStart
from .postgres import SUPERUSER

DATABASE = "cda"
OWNER, APP, BACKUP = "cda_owner", "cda_app", "cda_backup"


@dataclass(frozen=True)
class Addresses:
    """The database as the application sees it, and as its owner does."""

    app: str
    owner: str


def create_database(login: Mapping[str, str]) -> None:
    """Create the application's database, unless it is there; the login is a superuser's."""
    with psycopg.connect(
        make_conninfo(**{**login, "dbname": "postgres"}), autocommit=True
    ) as connection:
        found = connection.execute("select from pg_database where datname = %s", [DATABASE])
        if not found.rowcount:
            name = sql.Identifier(DATABASE)
            connection.execute(sql.SQL("create database {} template template0").format(name))


def create_roles(login: Mapping[str, str], secrets: Secrets) -> None:
    """Bring roles, their passwords and the rights of the schema up to date."""
    passwords = {OWNER: secrets.owner, APP: secrets.app, BACKUP: secrets.backup}
    script = resources.files(__package__).joinpath("roles.sql").read_text()
    with psycopg.connect(make_conninfo(**login)) as connection:
        connection.execute("set client_min_messages = warning")
        connection.execute(script.encode())
        for role, password in passwords.items():
            statement = sql.SQL("alter role {} password {}")
            connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def addresses(login: Mapping[str, str], secrets: Secrets) -> Addresses:
    return Addresses(app=url(login, APP, secrets.app), owner=url(login, OWNER, secrets.owner))


def url(login: Mapping[str, str], user: str, password: str) -> str:
    """The address for that role on the server and in the database of this login."""
    where = {"host", "port", "dbname", "user", "password"}
    host, port = login.get("host", ""), login.get("port", "")
    options = {name: value for name, value in login.items() if name not in where}
    if host.startswith("/"):
        options = {"host": host, **({"port": port} if port else {}), **options}
        host = port = ""
    query = "&".join(f"{name}={quote(value, safe='/')}" for name, value in options.items())
    place = f"{host}:{port}" if port else host
    address = f"postgresql://{user}:{quote(password, safe='')}@{place}/{login['dbname']}"
    return f"{address}?{query}" if query else address


def adopt(given: str, given_owner: str, secrets: Secrets) -> Addresses:
    """The addresses on a server that somebody else runs.

    As its superuser we would see through every row-level rule, so then we make our roles
    there and use those. Anybody else is taken as the role to run as.
    """
    with psycopg.connect(given) as connection:
        row = connection.execute(
            "select rolsuper, to_regrole('cda_app') is not null"
            " from pg_roles where rolname = current_user"
        ).fetchone()
    is_superuser, has_roles = row or (False, False)
    if is_superuser:
        login = {name: str(value) for name, value in conninfo_to_dict(given).items()}
        create_roles(login, secrets)
        return addresses({"dbname": login.get("user", SUPERUSER), **login}, secrets)
    if not has_roles:
        raise CannotStart(
            "The database of DATABASE_URL lacks the roles of this application. Run "
            "cda/devstack/roles.sql in it as a superuser, then set DATABASE_URL and "
            "DATABASE_OWNER_URL."
        )
    return Addresses(app=given, owner=given_owner or given)
