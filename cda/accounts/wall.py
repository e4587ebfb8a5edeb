"""THE wall: PostgreSQL hides every other city, whatever our code does.

Two settings, local to the transaction, say who asks and which cities are open:
`cda.user` and `cda.cities`. Without them a policy shows nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

CITIES, USER = "cda.cities", "cda.user"
# Inside a sub-select, so that it is read once per statement and the index on the city is used.
OPEN_CITIES = f"(SELECT nullif(current_setting('{CITIES}', true), '')::bigint[])::bigint[]"
ASKING_USER = f"(SELECT nullif(current_setting('{USER}', true), '')::bigint)"


@contextmanager
def inside(cities: Iterable[int], user_id: int | None = None) -> Iterator[None]:
    """Let the database show only these cities, to this person, until the block ends."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        before = ("", "") if is_outermost else _settings()
        _set("{" + ",".join(map(str, sorted(cities))) + "}", str(user_id or ""))
        yield
        if not is_outermost:  # the end of a transaction forgets by itself, and costs nothing
            _set(*before)  # rolling back to a savepoint would restore it, releasing one does not


@contextmanager
def as_system() -> Iterator[None]:
    """Work that belongs to nobody and to all cities: mail delivery, proofs, commands.

    Never in a request: `tests/guards` lists the few modules that may call it.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute("SET LOCAL ROLE cda_system")
        yield
        cursor.execute(f'SET LOCAL ROLE "{before}"')


def open_cities(cities: Iterable[int]) -> None:
    """Change which cities the running `inside` shows: the door calls it when it knows."""
    with connection.cursor() as cursor:
        value = "{" + ",".join(map(str, sorted(cities))) + "}"
        cursor.execute("SELECT set_config(%s, %s, true)", [CITIES, value])


def _settings() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting(%s, true), ''),"
            " coalesce(current_setting(%s, true), '')",
            [CITIES, USER],
        )
        cities, user = cursor.fetchone()
        return cities, user


def _set(cities: str, user: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true), set_config(%s, %s, true)",
            [CITIES, cities, USER, user],
        )


class _Sql(Operation):
    """A migration step in plain SQL that can be undone."""

    reduces_to_sql = True
    reversible = True

    def forward_sql(self) -> str:
        raise NotImplementedError

    def backward_sql(self) -> str:
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models do not change."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(self.forward_sql(), params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        schema_editor.execute(self.backward_sql(), params=None)


class Grants(_Sql):
    """What the roles may touch: everything but what owners own. Policies narrow it to rows."""

    def forward_sql(self) -> str:
        return """
        REVOKE ALL ON SCHEMA public FROM PUBLIC;
        GRANT USAGE ON SCHEMA public TO cda_app, cda_system, cda_backup;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO cda_app, cda_system;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO cda_app, cda_system;
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO cda_backup;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public
          GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO cda_app, cda_system;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public
          GRANT USAGE, SELECT ON SEQUENCES TO cda_app, cda_system;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO cda_backup;
        REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM cda_app, cda_system;
        """

    def backward_sql(self) -> str:
        return "SELECT 1"

    def describe(self) -> str:
        return "Grant the application's roles what they need"


class Wall(_Sql):
    """Row-level security on a table whose rows belong to a city.

    `visible` and `writable` replace the condition (a person's own parts are visible before any
    city is open); `also` narrows both (a secret has readers of its own).
    """

    def __init__(
        self,
        table: str,
        *,
        column: str = "city_id",
        visible: str = "",
        writable: str = "",
        also: str = "",
    ) -> None:
        rule = f"{column} = ANY ({OPEN_CITIES})"
        self.table, self.is_city_owned = table, column == "city_id"
        self.visible, self.writable = visible or rule, writable or rule
        if also:
            self.visible = f"({self.visible}) AND ({also})"
            self.writable = f"({self.writable}) AND ({also})"

    def forward_sql(self) -> str:
        unique = (
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.table}_in_city UNIQUE (id, city_id);"
        )
        return f"""
        ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY city_wall ON {self.table} TO cda_app
          USING ({self.visible}) WITH CHECK ({self.writable});
        CREATE POLICY system_work ON {self.table} TO cda_system USING (true) WITH CHECK (true);
        {unique if self.is_city_owned else ""}
        """

    def backward_sql(self) -> str:
        return f"""
        DROP POLICY system_work ON {self.table};
        DROP POLICY city_wall ON {self.table};
        ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY;
        ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self.table}_in_city;
        """

    def describe(self) -> str:
        return f"Build the wall around {self.table}"


class Fence(_Sql):
    """Where more is seen than may be written, changing and deleting ask the writing rule too.

    A policy's `USING` also says which rows may be deleted: without this, whoever sees a row that
    everybody sees could remove it.
    """

    ACTS = ("UPDATE", "DELETE")

    def __init__(self, table: str, *, writable: str = "") -> None:
        self.table, self.writable = table, writable or f"city_id = ANY ({OPEN_CITIES})"

    def forward_sql(self) -> str:
        return "".join(
            f"CREATE POLICY fence_{act.lower()} ON {self.table} AS RESTRICTIVE FOR {act}"
            f" TO cda_app USING ({self.writable});"
            for act in self.ACTS
        )

    def backward_sql(self) -> str:
        return "".join(f"DROP POLICY fence_{act.lower()} ON {self.table};" for act in self.ACTS)

    def describe(self) -> str:
        return f"Keep the rows of {self.table} from those who only see them"


class SameCity(_Sql):
    """A child stands in its parent's city: a composite foreign key. Policies do not see this."""

    def __init__(self, table: str, column: str, parent: str) -> None:
        self.table, self.column, self.parent = table, column, parent

    def forward_sql(self) -> str:
        return f"""
        ALTER TABLE {self.table} ADD CONSTRAINT {self.name}
          FOREIGN KEY ({self.column}, city_id) REFERENCES {self.parent} (id, city_id)
          DEFERRABLE INITIALLY DEFERRED;
        """

    def backward_sql(self) -> str:
        return f"ALTER TABLE {self.table} DROP CONSTRAINT {self.name};"

    @property
    def name(self) -> str:
        return f"{self.table}_{self.column}_same_city"

    def describe(self) -> str:
        return f"Keep {self.table}.{self.column} in its city"


class AppendOnly(_Sql):
    """Rows may be added and read, never changed or removed: by nobody, not even the owner."""

    def __init__(self, table: str) -> None:
        self.table = table

    def forward_sql(self) -> str:
        return f"""
        CREATE OR REPLACE FUNCTION cda_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {self.table}
          FOR EACH STATEMENT EXECUTE FUNCTION cda_append_only();
        REVOKE UPDATE, DELETE, TRUNCATE ON {self.table} FROM cda_app, cda_system;
        """

    def backward_sql(self) -> str:
        return f"""
        DROP TRIGGER append_only ON {self.table};
        GRANT UPDATE, DELETE ON {self.table} TO cda_app, cda_system;
        """

    def describe(self) -> str:
        return f"Make {self.table} append-only"
