"""A session that holds what others wait for, and idles."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
from django.conf import settings
from django.db import connection

# What takes the lock of the log, for it may not be taken by itself.
TAKE_ORDER = """
INSERT INTO editions_hold (log_seq, first_seq, last_seq, heads, facts)
VALUES (0, 1, 1, '[]', '{"withdrawals": [], "revocations": []}')
"""


@contextmanager
def session() -> Iterator[psycopg.Connection]:
    """Another session of the application; what it has not committed is undone."""
    login = settings.DATABASES["default"]
    with closing(
        psycopg.connect(
            dbname=connection.settings_dict["NAME"], user=login["USER"], host=login["HOST"] or None,
            port=login["PORT"] or None, password=login["PASSWORD"] or None,
            application_name="a shell",
        )
    ) as other:  # fmt: skip
        yield other
        if not other.closed:
            try:
                other.rollback()
            except psycopg.OperationalError:
                return


@contextmanager
def held(statement: str) -> Iterator[int]:
    """Another session of the application that has done this and idles. Yields its process."""
    with session() as other:
        other.execute(statement)
        yield other.info.backend_pid


def others_wait() -> bool:
    """Whether a session of the application waits for a lock in this test's database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return bool(cursor.fetchone()[0])
