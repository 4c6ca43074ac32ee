"""Whether a look can say anything that the same look has not said: of its rows, or of the oracle.

A surface answers from what the public's own role may read, and from the hour. Where none of that
has changed, nor what the oracle allows, the same request is answered and judged as it was.
"""

from typing import Any

from django.db import connection

from cms.database.roles import ROLE_PUBLIC
from tests.explore.oracle import Oracle

# The tables that the public's role may read, by itself or by a view.
TABLES = """
WITH RECURSIVE readable(oid) AS (
    SELECT c.oid FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p')
       AND has_any_column_privilege(%s, c.oid, 'SELECT')
     UNION
    SELECT d.refobjid FROM readable
      JOIN pg_rewrite r ON r.ev_class = readable.oid
      JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
       AND d.refclassid = 'pg_class'::regclass
)
SELECT c.relname FROM readable JOIN pg_class c USING (oid) WHERE c.relkind = 'r' ORDER BY c.relname
"""
# A row that is written, over an older one or not, has a number greater than all before it: where
# there are as many rows, and the sum is the same, none was written and none is gone.
WRITTEN = "SELECT '{0}', count(*), sum(xmin::text::bigint) FROM {0}"
# What a view says, and a function that it asks, and how many texts have ended.
REST = [
    WRITTEN.format("pg_rewrite"),
    WRITTEN.format("pg_proc") + " WHERE pronamespace = 'public'::regnamespace",
    "SELECT 'ended', count(*), 0 FROM editions_publicdocument"
    " WHERE public_until <= helsekilde_now()",
]


def tables() -> list[str]:
    """Every table that what the public reads can come from."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [ROLE_PUBLIC])
        return [name for (name,) in cursor.fetchall()]


class News:
    """What was looked at, and how everything stood then."""

    def __init__(self) -> None:
        self._seen: dict[Any, Any] = {}
        self._now: Any = None
        self._sql = ""

    def begin(self, oracle: Oracle) -> Any:
        """See how everything stands now, whoever wrote it; the same answer, the same state."""
        self._sql = self._sql or " UNION ALL ".join([*map(WRITTEN.format, tables()), *REST])
        with connection.cursor() as cursor:
            cursor.execute(self._sql)
            rows = tuple(cursor.fetchall())
        allowed = tuple(
            (item, record.visible, record.danger, frozenset(record.taken_back))
            for item, record in sorted(oracle.items.items())
        )
        self._now = rows, allowed
        return self._now

    def is_new(self, *look: Any) -> bool:
        """False where this very look was taken while everything stood as it does now."""
        if self._seen.get(look) == self._now:
            return False
        self._seen[look] = self._now
        return True
