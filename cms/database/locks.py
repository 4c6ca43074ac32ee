"""One preparation at a time, and none that makes the public wait."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

import psycopg
from django.db.utils import OperationalError

KEY: Final = 5_021_977_360_144
# Whoever waits for a table makes everybody behind it wait. So wait shortly, and try again.
LOCK_SECONDS: Final = 3.0
PAUSE_SECONDS: Final = 1.0
TRIES: Final = 5
LOOK_SECONDS: Final = 0.3
LOCKED: Final = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)
BLOCKING: Final = """
SELECT pid, coalesce(usename, backend_type), coalesce(nullif(application_name, ''), ''), state
FROM pg_catalog.pg_stat_activity WHERE pid = ANY (pg_blocking_pids(%s)) ORDER BY pid
"""
# Who holds the lock, and whether that login could prepare this database.
HOLDERS: Final = """
SELECT DISTINCT coalesce(a.usename, ''),
       coalesce(has_schema_privilege(a.usesysid, 'public', 'CREATE'), false)
FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = current_database()
WHERE l.locktype = 'advisory' AND l.objsubid = 1
  AND l.classid::bigint = %(key)s::bigint >> 32 AND l.objid::bigint = %(key)s::bigint & 4294967295
ORDER BY 1
"""

T = TypeVar("T")


class StillLocked(Exception):
    """A lock was not to be had in every try; the text says who held it."""


@contextmanager
def alone(connection: psycopg.Connection[Any], *, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold this database's lock of `database_prepare`; another's is waited for, and told of.

    Any login may take this lock. One that may create nothing in the database prepares nothing: it
    is named, and not waited for.
    """
    connection.autocommit = True
    is_told = is_held = False
    while not is_held:
        ((is_held,),) = connection.execute("SELECT pg_try_advisory_lock(%s)", [KEY]).fetchall()
        if is_held:
            break
        holders = connection.execute(HOLDERS, {"key": KEY}).fetchall()
        if holders and not any(may for _login, may in holders):
            names = ", ".join(login for login, _may in holders)
            tell(f"{names} keeps the lock of database_prepare, and prepares nothing: going on.")
            break
        if holders and not is_told:
            tell("Another database_prepare runs on this database; waiting for it to end.")
            is_told = True
        time.sleep(LOOK_SECONDS)
    try:
        yield
    finally:
        if is_held:
            with suppress(psycopg.Error):
                connection.execute("SELECT pg_advisory_unlock(%s)", [KEY])


def unhurried(
    work: Callable[[], T], *, pid: Callable[[], int | None], watch: psycopg.Connection[Any]
) -> T:
    """Do the work; where a lock is not to be had in time, let the others pass and try again.

    `pid` is the server process that works, `watch` a connection that nobody else uses meanwhile.

    Raises:
        StillLocked: it was not to be had in any try.
    """
    with _Watch(watch, pid) as seen:
        for number in range(TRIES):
            try:
                return work()
            except OperationalError as error:
                if not isinstance(error.__cause__, LOCKED):
                    raise
                if number == TRIES - 1:
                    raise StillLocked(seen.told()) from error
            time.sleep(PAUSE_SECONDS)
    raise AssertionError("not reached: the last try returns or raises")


class _Watch:
    """Looks, while somebody waits for a lock, at who holds it."""

    def __init__(self, connection: psycopg.Connection[Any], pid: Callable[[], int | None]) -> None:
        self._connection, self._pid = connection, pid
        self._seen: list[str] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *_what: object) -> None:
        self._over.set()
        self._thread.join()

    def told(self) -> str:
        """Who held what was waited for, as far as this role may see."""
        if not self._seen:
            return "a lock was not to be had, and who held it was not to be seen"
        return f"a lock was held by {', '.join(self._seen)}"

    def _look(self) -> None:
        with suppress(psycopg.Error):
            while not self._over.wait(LOOK_SECONDS):
                pid = self._pid()
                if pid is None:
                    continue
                rows = self._connection.execute(BLOCKING, [pid]).fetchall()
                self._seen = [_described(*row) for row in rows] or self._seen


def _described(pid: int, role: str, program: str, state: str | None) -> str:
    details = ", ".join(filter(None, [role, program, state]))
    return f"process {pid} ({details})"
