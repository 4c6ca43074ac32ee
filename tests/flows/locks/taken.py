"""What transactions of our code hold and have written when they commit; what a login can take."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from django.db import connection, connections
from psycopg import sql

from cms.database.postgresql.base import DatabaseWrapper

Lock = tuple[str, str, str]  # its type, the relation or "", its mode
MODES: Final = (
    "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE",
    "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE",
)  # fmt: skip
# Which modes wait for each other: PostgreSQL's own table, as numbers of `MODES`.
_CONFLICTS: Final = {
    0: (7,), 1: (6, 7), 2: (4, 5, 6, 7), 3: (3, 4, 5, 6, 7), 4: (2, 3, 5, 6, 7),
    5: (2, 3, 4, 5, 6, 7), 6: (1, 2, 3, 4, 5, 6, 7), 7: tuple(range(8)),
}  # fmt: skip
_TAKEN: Final = """
SELECT l.locktype, coalesce(c.oid::regclass::text, ''), l.mode FROM pg_locks l
  LEFT JOIN pg_class c ON c.oid = l.relation
 WHERE l.pid = pg_backend_pid() AND (c.oid IS NULL OR c.relkind IN ('r', 'p', 'v', 'm'))
"""


_INSERTED: Final = """
SELECT relname FROM pg_stat_xact_user_tables WHERE schemaname = 'public' AND n_tup_ins > 0
"""


@dataclass
class Commits:
    """Of all of them: each lock, and each table that got rows."""

    locks: set[Lock] = field(default_factory=set)
    inserted: set[str] = field(default_factory=set)


def commits_seen(monkeypatch: Any) -> Commits:
    """From now on, what each transaction of the application has when it commits."""
    seen = Commits()
    commit = DatabaseWrapper._commit

    def look_and_commit(self: DatabaseWrapper) -> None:
        if self.alias == "default":
            with self.connection.cursor() as cursor:
                # What is checked at commit takes its locks now.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(_TAKEN)
                seen.locks.update(tuple(row) for row in cursor.fetchall())
                cursor.execute(_INSERTED)
                seen.inserted.update(name for (name,) in cursor.fetchall())
        commit(self)

    monkeypatch.setattr(DatabaseWrapper, "_commit", look_and_commit)
    return seen


def in_the_way_of(mode: str) -> list[str]:
    """The modes that wait for a lock of this one (as `pg_locks` writes it), and it for them."""
    names = [each.title().replace(" ", "") + "Lock" for each in MODES]
    return [MODES[other] for other in _CONFLICTS[names.index(mode)]]


@contextmanager
def session(alias: str) -> Iterator[psycopg.Connection]:
    """A session of a login's own, that may write where the login may."""
    login = connections[alias].settings_dict
    with closing(
        psycopg.connect(
            dbname=connection.settings_dict["NAME"], user=login["USER"],
            password=login["PASSWORD"] or None, host=login["HOST"] or None,
            port=login["PORT"] or None,
        )
    ) as other:  # fmt: skip
        other.read_only = False
        yield other


def can(other: psycopg.Connection, statement: str) -> bool:
    """Whether the login may do this; what it did is undone."""
    try:
        other.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    finally:
        other.rollback()
    return True


def lock_statement(relation: str, mode: str) -> str:
    """As SQL; a relation comes from PostgreSQL, quoted where it must be."""
    return f"LOCK TABLE {relation} IN {mode} MODE NOWAIT"


def views(other: psycopg.Connection) -> list[str]:
    """Every view of the schema: whoever locks one locks what it reads."""
    rows = other.execute(
        sql.SQL(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'v'"
            " AND relnamespace = 'public'::regnamespace"
        )
    ).fetchall()
    other.rollback()
    return [name for (name,) in rows]
