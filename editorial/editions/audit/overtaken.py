"""The part of the audit that is about dangers: what readers were told of one is in the log."""

from collections.abc import Iterator
from typing import Final

from django.db import connection

from editorial.editions.audit.findings import Finding
from editorial.editions.wishes.selectors import PATIENCE

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
# A danger that was wished later than that, whatever an outcome says of it. The worker has its turn
# first.
_UNSAID: Final = """
SELECT max(l.seq) FROM editions_withdrawalwish w
  JOIN editions_edition n ON n.content_id = w.content_id AND n.lang = w.lang
  JOIN editions_logentry l ON l.edition_id = n.id
 WHERE w.wished_at < helsekilde_moment() - make_interval(secs => %s) AND editions_is_unsaid(w)
   AND NOT EXISTS (
       SELECT 1 FROM editions_edition e
        WHERE e.content_id = w.content_id AND e.lang = w.lang AND e.number > w.number
          AND editions_overtakes(e, e.published_at))
 GROUP BY w.content_id, w.lang ORDER BY 1
"""


def overtaken_findings(*, after: int = 0) -> Iterator[Finding]:
    """Withdrawals of the log, from an entry on, that came before one for a danger that waited.

    And dangers of the whole log that it does not say since somebody asked for them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OVERTAKEN, [after])
        for (seq,) in cursor.fetchall():
            yield Finding(
                seq,
                "somebody had asked that this text be withdrawn for a danger, and the log says a "
                "milder reason.",
            )
        cursor.execute(_UNSAID, [PATIENCE.total_seconds()])
        for (seq,) in cursor.fetchall():
            yield Finding(
                seq,
                "somebody asked that this text be withdrawn for a danger, and the log does not say "
                "that yet.",
            )
