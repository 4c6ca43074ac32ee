"""The edition log from a cursor: what changed, in the one order, each entry once.

A cursor is `SEQ-HASHPREFIX`: a sequence number and the first digits of the chain hash there. After
a restore that lost the tail of the log the prefix does not match, and the reader is told to start
again instead of going on in silence past what it never saw. `0` is the beginning.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connections

from editorial.editions.selectors import PUBLIC

PREFIX_DIGITS = 16
START = "0"
# The first row stands for the cursor itself, so that one query answers "is it ours?" and "what
# came after it?", and an empty log and a foreign cursor stay apart.
LOG_QUERY = """
SELECT a.seq, encode(a.chain_hash, 'hex'), NULL::uuid, NULL, NULL::int, NULL, NULL, NULL, NULL,
       NULL::timestamptz, NULL::text[]
  FROM editions_logentry a WHERE a.seq = %(seq)s
UNION ALL
(SELECT l.seq, encode(l.chain_hash, 'hex'), e.content_id, e.lang, e.number,
        CASE WHEN r.seq IS NULL THEN e.action ELSE 'revoked' END,
        CASE WHEN r.seq IS NULL THEN e.severity
             WHEN (SELECT t.is_danger FROM editions_takenback t WHERE t.signoff_id = r.signoff_id)
             THEN 'safety' ELSE 'major' END,
        e.path, e.edition_digest, coalesce(r.revoked_at, e.published_at),
        CASE WHEN r.seq IS NOT NULL THEN ARRAY(
            SELECT n.edition_digest FROM editions_edition n
             WHERE n.content_id = r.content_id AND n.lang = r.lang
               AND r.signoff_id = ANY (n.signoff_ids) ORDER BY n.number)::text[] END
   FROM editions_logentry l
   LEFT JOIN editions_publicrevocation r ON r.seq = l.seq
   JOIN editions_edition e ON e.id = coalesce(l.edition_id, r.edition_id)
  WHERE l.seq > %(seq)s ORDER BY l.seq LIMIT %(limit)s)
 ORDER BY 1
"""


class ForeignCursorError(Exception):
    """The cursor's hash is not the one at its place in this log: the reader must start again."""


class LogRow(NamedTuple):
    """An edition, or with action "revoked" a sign-off that was taken back: `editions` are then the
    digests of all that stand under it, and the rest is of the newest of them.
    """

    seq: int
    chain_hash: str
    content_id: UUID
    lang: str
    number: int
    action: str
    severity: str
    path: str
    edition_digest: str
    at: datetime
    editions: list[str] | None

    @property
    def cursor(self) -> str:
        return cursor_text(seq=self.seq, chain_hash=self.chain_hash)


@dataclass(frozen=True, slots=True)
class LogPage:
    """`cursor` is where to go on from; `has_more` says that there is more right now."""

    rows: tuple[LogRow, ...]
    cursor: str
    has_more: bool


def cursor_text(*, seq: int, chain_hash: str) -> str:
    """The cursor of an entry, from its chain hash in hexadecimal digits."""
    return f"{seq}-{chain_hash[:PREFIX_DIGITS]}"


def seq_of(cursor: str) -> int:
    """The sequence number of a cursor that has the right form; 0 is the beginning."""
    return int(cursor.partition("-")[0])


def cursor_require(cursor: str, *, found: tuple[int, str] | None) -> None:
    """Refuse a cursor unless what is `found` first, number and chain hash, is its own entry.

    Raises:
        ForeignCursorError: the cursor comes from another log, or from a part that was lost.
    """
    number, _, prefix = cursor.partition("-")
    if found is None or found[0] != int(number) or not prefix or not found[1].startswith(prefix):
        raise ForeignCursorError(cursor)


def log_after(*, cursor: str, limit: int) -> LogPage:
    """Up to `limit` entries after a cursor that has the right form.

    Raises:
        ForeignCursorError: the cursor comes from another log, or from a part that was lost.
    """
    seq = seq_of(cursor)
    with connections[PUBLIC].cursor() as db:
        db.execute(LOG_QUERY, {"seq": seq, "limit": limit + 1})
        found: list[tuple[Any, ...]] = db.fetchall()
    if seq:
        cursor_require(cursor, found=(found[0][0], found[0][1]) if found else None)
        del found[0]
    rows = tuple(LogRow._make(row) for row in found[:limit])
    return LogPage(
        rows=rows, cursor=rows[-1].cursor if rows else cursor, has_more=len(found) > limit
    )
