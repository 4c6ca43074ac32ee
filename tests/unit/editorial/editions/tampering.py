"""Change what no login of the house may change, and see whether the audit notices."""

from collections.abc import Iterator

import psycopg

from editorial.editions.audit import audit


class Tamperer:
    """Changes rows as the server's superuser with every trigger off: no other login may."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        connection.execute("SET session_replication_role = replica")

    def __call__(self, statement: str, *values) -> None:
        assert self._connection.execute(statement, values).rowcount >= 1

    def each(self, changes: dict[str, str], *, table: str) -> Iterator[str]:
        """Make one change after the other, and undo it after whoever asked has looked."""
        self._connection.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {table}")
        for name, statement in changes.items():
            self(statement)
            yield name
            self._connection.execute(f"DELETE FROM {table}")
            self._connection.execute(f"INSERT INTO {table} SELECT * FROM kept")
        self._connection.execute("DROP TABLE kept")


def found() -> list[str]:
    return [str(finding) for finding in audit()]
