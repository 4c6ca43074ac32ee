"""Public documents in the order of their places in the log, from any place on.

Each new edition gives its item's row a higher place. So whoever reads on until nothing is left has
seen the newest state of every item, whatever was published meanwhile: the scan is the catching up.
It reads as the application, never through a copy that may lag behind.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connections

from search.documents import from_edition
from search.engines.elasticsearch.documents import stored, tombstone

READS: Final = "default"
BATCH: Final = 200
_COLUMNS: Final = "d.seq, d.content_id::text, d.lang, d.state, d.document"
_AFTER: Final = f"""
SELECT {_COLUMNS} FROM editions_publicdocument d
 WHERE d.seq > %s AND d.lang = ANY (%s) ORDER BY d.seq LIMIT {BATCH}
"""  # noqa: S608 - constants only
_ONE: Final = f"""
SELECT {_COLUMNS} FROM editions_publicdocument d WHERE d.content_id = %s AND d.lang = %s
"""  # noqa: S608 - constants only
_COUNT: Final = """
SELECT lang, count(*) FROM editions_publicdocument WHERE state = 'current' GROUP BY lang
"""


class PublicRow(NamedTuple):
    """The newest edition of an item in a language."""

    seq: int
    content_id: str
    lang: str
    state: str
    document: bytes

    def body(self) -> dict[str, Any]:
        """What is stored of it: its terms, or a tombstone."""
        if self.state != "current":
            return tombstone(key=self.content_id, lang=self.lang, seq=self.seq)
        document = json.loads(bytes(self.document))
        found = from_edition(content_id=self.content_id, lang=self.lang, document=document)
        return stored(found, seq=self.seq)


def rows_after(*, seq: int, langs: Sequence[str]) -> Iterator[PublicRow]:
    """Every item's newest edition after a place in the log, until there are no more."""
    while True:
        with connections[READS].cursor() as cursor:
            cursor.execute(_AFTER, [seq, list(langs)])
            batch = [PublicRow._make(row) for row in cursor.fetchall()]
        yield from batch
        if len(batch) < BATCH:
            return
        seq = batch[-1].seq


def newest(*, content_id: UUID, lang: str) -> PublicRow | None:
    """The newest edition of one item."""
    with connections[READS].cursor() as cursor:
        cursor.execute(_ONE, [content_id, lang])
        row = cursor.fetchone()
    return None if row is None else PublicRow._make(row)


def current_counts() -> dict[str, int]:
    """How many items are public, by language."""
    with connections[READS].cursor() as cursor:
        cursor.execute(_COUNT)
        return dict(cursor.fetchall())
