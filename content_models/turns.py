"""One process at a time does a work, by a lock of its session that is never waited for.

Any login may take any advisory lock, the public's too, and keep it. So a lock stands in nobody's
way whose holder may not do the work: where there is only such a one, the work is done without it.
Two that begin then at the same time both do it: whatever is done so must bear that.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connections

logger = logging.getLogger(__name__)
_TAKE: Final = "SELECT pg_try_advisory_lock(hashtext(%s), hashtext(%s))"
_LEAVE: Final = "SELECT pg_advisory_unlock(hashtext(%s), hashtext(%s))"
_HOLDERS: Final = """
SELECT DISTINCT coalesce(a.usename, ''), coalesce(has_table_privilege(a.usesysid, %s, 'UPDATE'), false)
  FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
  JOIN pg_catalog.pg_database d ON d.oid = l.database AND d.datname = current_database()
 WHERE l.locktype = 'advisory' AND l.objsubid = 2
   AND l.classid = hashtext(%s)::oid AND l.objid = hashtext(%s)::oid
"""  # noqa: E501
_TRIES: Final = 5


@contextmanager
def turn(kind: str, name: str = "", *, table: str, alias: str = "default") -> Iterator[bool]:
    """True where no other session does the work `name` of this kind; held until the block ends.

    Who may do it is who may UPDATE `table`; locks of all others count for nothing. In PostgreSQL
    the two are the keys `hashtext(kind)` and `hashtext(name)` of a session's advisory lock.
    """
    connection = connections[alias]
    with connection.cursor() as cursor:
        is_held, is_mine = _take(cursor, kind, name, table)
    try:
        yield is_mine
    finally:
        if is_held and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(_LEAVE, [kind, name])


def _take(cursor: Any, kind: str, name: str, table: str) -> tuple[bool, bool]:
    """Whether the lock is held, and whether the work may be done."""
    for _time in range(_TRIES):
        cursor.execute(_TAKE, [kind, name])
        if cursor.fetchone()[0]:
            return True, True
        cursor.execute(_HOLDERS, [table, kind, name])
        holders = cursor.fetchall()
        if any(may for _login, may in holders):
            return False, False
        strangers = sorted(login for login, _may in holders)
        if strangers:
            logger.warning(
                "%s keeps the lock of %s %s, and may not do that: it is done all the same.",
                ", ".join(strangers), kind, name,
            )  # fmt: skip
            return False, True
    return False, False  # taken and left again each time: others do the work
