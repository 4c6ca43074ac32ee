"""What the Content API delivers: finished bytes and the few columns that its headers need.

Each function is one query, as the public role, and builds no model instances: the rows are used
as the tuples that the driver gives. `public_until` is enforced in the query: where the time of a
text is over, only that is told, whatever the clock did that takes it down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connections

from editorial.editions.selectors import PUBLIC, seconds_left
from editorial.editions.selectors_log import cursor_require, cursor_text, seq_of

_VISIBLE = "(d.public_until IS NULL OR d.public_until > helsekilde_now())"
_STATE = f"CASE WHEN d.state <> 'current' OR {_VISIBLE} THEN d.state ELSE 'ended' END"
_LEFT = seconds_left("d.public_until")
# A reader that has these bytes already does not make the database fetch and send them again.
_COLUMNS = (
    f"d.content_id, d.lang, d.path, {_STATE}, d.digest, "
    "CASE WHEN d.state = 'current' "
    "AND (d.public_until <= helsekilde_now() OR d.digest = ANY(%(known)s)) "
    f"THEN NULL ELSE d.document END, d.public_until, d.modified_at, {_LEFT}"
)
_BY_ID = (
    f"SELECT {_COLUMNS} FROM editions_shown d "  # noqa: S608 - constants only
    "WHERE d.content_id = %(content_id)s AND d.lang = %(lang)s"
)
_BY_PATH = (
    f"SELECT {_COLUMNS} FROM editions_publicpath p "  # noqa: S608 - constants only
    "JOIN editions_shown d ON d.content_id = p.content_id AND d.lang = p.lang "
    "WHERE p.lang = %(lang)s AND p.path = %(path)s"
)
# A picture is there as long as an edition that shows it and can be read (`selectors_archive`). What
# was taken back is asked for each sign-off by its number: joined, the view would be read whole.
_MEDIA = """
SELECT m.content_type FROM editions_publicmedia m
 WHERE m.sha256 = %(sha256)s AND EXISTS (
    SELECT 1 FROM editions_edition e
      JOIN editions_shown d ON d.content_id = e.content_id AND d.lang = e.lang
     WHERE editions_pictures(e.article) @> ARRAY[%(sha256)s]::text[] AND e.action <> 'withdrawn'
       AND NOT d.is_hidden
       AND coalesce(least(e.public_until, d.public_until) > helsekilde_now(), true)
       AND NOT EXISTS (SELECT 1 FROM editions_edition w
                        WHERE w.content_id = e.content_id AND w.lang = e.lang
                          AND w.action = 'withdrawn' AND w.number > e.number)
       AND NOT EXISTS (
           SELECT 1 FROM unnest(e.signoff_ids) named (id)
            WHERE (SELECT bool_or(r.is_danger) FROM editions_takenback r
                    WHERE r.signoff_id = named.id)))
"""
_FILTERS = {
    "kind": "d.kind = %(kind)s",
    "topic": "d.topics @> ARRAY[%(topic)s]::text[]",
    "audience": "d.audiences @> ARRAY[%(audience)s]::text[]",
    "code": "d.codes @> ARRAY[%(code)s]::text[]",
    "updated_since": "d.modified_at >= %(updated_since)s",
}


class Delivery(NamedTuple):
    """The newest edition of an item.

    `state` is "current", "withdrawn" or "ended" (its time is over); `document` is None where it
    has ended, and where the reader has it already. `left` is how many seconds it has by the
    database's clock; None where it has no end. `digest` is None while a wish to withdraw hides it.
    """

    content_id: UUID
    lang: str
    path: str
    state: str
    digest: str | None
    document: bytes | None
    public_until: datetime | None
    modified_at: datetime
    left: int | None


@dataclass(frozen=True, slots=True)
class ListFilters:
    """What a list may be narrowed by; None means "all"."""

    lang: str
    kind: str | None = None
    topic: str | None = None
    audience: str | None = None
    code: str | None = None
    updated_since: datetime | None = None


class ListedRow(NamedTuple):
    summary: bytes
    seq: int
    left: int | None
    chain_hash: str

    @property
    def cursor(self) -> str:
        """Where a reader goes on after this row."""
        return cursor_text(seq=self.seq, chain_hash=self.chain_hash)


def delivery_by_id(*, content_id: UUID, lang: str, known: Sequence[str] = ()) -> Delivery | None:
    """The item's newest edition in one language; None where it never was public.

    `known` are digests of documents that the reader holds.
    """
    row = _first(_BY_ID, {"content_id": content_id, "lang": lang, "known": list(known)})
    return None if row is None else Delivery._make(row)


def delivery_by_path(*, lang: str, path: str, known: Sequence[str] = ()) -> Delivery | None:
    """The same by address. Where the item has moved on, its `path` differs from the one asked."""
    row = _first(_BY_PATH, {"lang": lang, "path": path, "known": list(known)})
    return None if row is None else Delivery._make(row)


def media_type_of(*, sha256: str) -> str | None:
    """The content type of a picture; None where no edition that can be read shows it."""
    row = _first(_MEDIA, {"sha256": sha256})
    return None if row is None else str(row[0])


def list_query(*, filters: ListFilters, after: str, limit: int) -> tuple[str, dict[str, Any]]:
    """The list's one statement and its values.

    It goes up the sequence: an item that changes while somebody pages moves ahead of the reader,
    so that a reader may see it twice and never misses it. The first row stands for the cursor
    itself, where it is in the log, so that one statement also answers whether it is ours.
    """
    values: dict[str, Any] = {"lang": filters.lang, "after": seq_of(after), "limit": limit}
    conditions = ["d.lang = %(lang)s", "d.state = 'current'", _VISIBLE, "d.seq > %(after)s"]
    for name, condition in _FILTERS.items():
        value = getattr(filters, name)
        if value is not None:
            values[name] = value
            conditions.append(condition)
    where = " AND ".join(conditions)
    return (
        "SELECT NULL, a.seq, NULL, encode(a.chain_hash, 'hex') "  # noqa: S608 - constants
        "FROM editions_logentry a WHERE a.seq = %(after)s UNION ALL "
        f"(SELECT d.summary, d.seq, {_LEFT}, encode(l.chain_hash, 'hex') "
        "FROM editions_current d JOIN editions_logentry l ON l.seq = d.seq "
        f"WHERE {where} ORDER BY d.seq LIMIT %(limit)s) ORDER BY 2",
        values,
    )


def listed(*, filters: ListFilters, after: str, limit: int) -> list[ListedRow]:
    """At most `limit` summaries of what can be read now, after a cursor that has the right form.

    Raises:
        ForeignCursorError: the cursor comes from another log, or from a part that was lost.
    """
    sql, values = list_query(filters=filters, after=after, limit=limit)
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(sql, values)
        rows = [ListedRow._make(row) for row in cursor.fetchall()]
    if values["after"]:
        cursor_require(after, found=(rows[0].seq, rows[0].chain_hash) if rows else None)
        del rows[0]
    return rows


def _first(sql: str, values: dict[str, Any]) -> tuple[Any, ...] | None:
    with connections[PUBLIC].cursor() as cursor:
        cursor.execute(sql, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row
