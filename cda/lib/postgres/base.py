"""Django's PostgreSQL, but one dead connection tells on all the others of its pool.

After a restart every idle connection of a pool is dead. The pool's own check finds them one by one
and waits 0, 1, 2, 4 … seconds in between: the first request after a restart would pay for all.
"""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, OperationalError


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks each connection of the pool for a sign of life before it is used, as Django would."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        connection: Connection = super().get_new_connection(conn_params)
        if self.pool is None or self._is_alive(connection):
            return connection
        self.pool.putconn(connection)
        self.pool.check()
        return super().get_new_connection(conn_params)  # type: ignore[no-any-return]  # no stubs

    def _is_alive(self, connection: Connection) -> bool:
        try:
            self.pool.check_connection(connection)
        except OperationalError:
            return False
        return True
