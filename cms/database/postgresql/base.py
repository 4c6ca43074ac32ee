"""Django's back end for PostgreSQL, which opens no database of another kind of installation.

The rule stands where every process, command and third party meets the database. A signal would
come too late: its receiver's error leaves the connection open for the next statement.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as Client

from cms.database.entry import entered
from cms.database.patience import limit
from cms.database.shadows import session
from cms.installation.services import connection_require


class DatabaseClient(Client):
    """`manage.py dbshell`."""

    def runshell(self, parameters: Any) -> None:
        """Psql connects by itself: the database is met before."""
        self.connection.ensure_connection()
        self.connection.close()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """Every new connection is looked at before Django gets it; a refused one is closed."""

    client_class = DatabaseClient
    # `database_prepare` alone looks at logins whose rights are still to be set; it does nothing by
    # them, and meets the database as its owner.
    meets_the_kind = True

    @property
    def writes(self) -> bool:
        """Whether its sessions may write: the public's begin read-only."""
        return bool(self.alias != "public")

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """As Django's. Raises DatabaseRefused."""
        connection = entered(self.session_begin, conn_params, writes=self.writes)
        if self.meets_the_kind:
            with self.closed_by_an_error(connection):
                connection_require(connection)
        return connection

    def session_begin(self, conn_params: dict[str, Any]) -> Any:
        """A connection whose session has begun as `cms.database.shadows.session` says."""
        connection = super().get_new_connection(conn_params)
        # Before it is asked anything: a server that hangs must not hang a request here.
        limit(connection)
        with self.closed_by_an_error(connection):
            self.session_pin(connection)
        return connection

    @contextmanager
    def closed_by_an_error(self, connection: Any) -> Iterator[None]:
        try:
            yield
        except BaseException:
            connection.close()
            if self.pool:
                self.pool.putconn(connection)
            raise

    def session_pin(self, connection: Any) -> None:
        """Begin the session as `cms.database.shadows.session` says."""
        was, connection.autocommit = connection.autocommit, True
        try:
            with psycopg.Cursor(connection) as cursor:
                cursor.execute(session(writes=self.writes), prepare=False)
        finally:
            connection.autocommit = was
