"""The part of the audit that is about dangers: what readers were told of one is in the log."""

from collections.abc import Iterator
from typing import Final

from django.db import connection

from editorial.editions.audit.findings import Finding

# The same rule as where the row is written. One that was wished later than the withdrawal began
# may have been committed after it was asked. The danger may be said by the next edition.
_OVERTAKEN: Final = """
SELECT l.seq FROM editions_logentry l JOIN editions_edition e ON e.id = l.edition_id
 WHERE l.seq > %s AND e.action = 'withdrawn' AND editions_overtakes(e, e.published_at)
   AND NOT EXISTS (
       SELECT 1 FROM editions_edition x
        WHERE x.content_id = e.content_id AND x.lang = e.lang AND x.number = e.number + 1
          AND x.action = 'withdrawn')
 ORDER BY l.seq
"""


def overtaken_findings(*, after: int = 0) -> Iterator[Finding]:
    """Withdrawals of the log, from an entry on, that came before one for a danger that waited."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERTAKEN, [after])
        for (seq,) in cursor.fetchall():
            yield Finding(
                seq,
                "somebody had asked that this text be withdrawn for a danger, and the log says a "
                "milder reason.",
            )
