"""The embedded index follows the editions: in their transaction, or all of them at once.

Whoever writes an item's rows holds the item's lock until the end of the transaction. So a rebuild
that has the lock reads an edition that nobody is about to replace, and what it writes is never
older than what is public.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connections, transaction

from search.documents import from_edition, is_item
from search.engines.embedded import vocabulary, writing

WRITES: Final = "default"
BATCH: Final = 200
Item = tuple[str, str]  # content id, language

_LOCK: Final = "SELECT pg_advisory_xact_lock(%s)"
_TRY_LOCKS: Final = """
SELECT k.place FROM unnest(%s::bigint[]) WITH ORDINALITY AS k(lock, place)
 WHERE pg_try_advisory_xact_lock(k.lock)
"""
_EVERY_ITEM: Final = """
SELECT content_id::text, lang FROM editions_publicdocument WHERE state = 'current'
 UNION SELECT content_id, lang FROM search_document ORDER BY 1, 2
"""
_CHANGED: Final = """
SELECT content_id::text, lang FROM editions_publicdocument WHERE seq > %s ORDER BY 1, 2
"""
_PUBLIC: Final = """
SELECT d.content_id::text, d.lang, d.number, d.document FROM editions_publicdocument d
  JOIN unnest(%s::text[], %s::text[]) AS wanted(content_id, lang)
    ON d.content_id = wanted.content_id::uuid AND d.lang = wanted.lang
 WHERE d.state = 'current'
"""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: documents indexed, stale ones removed, words forgotten."""

    documents: int
    removed: int
    words: int


def edition_index(
    *, content_id: UUID, lang: str, number: int, document: dict[str, Any], state: str
) -> None:
    """Recorder: index the edition, or forget its item, in the publishing transaction."""
    with connections[WRITES].cursor() as cursor:
        cursor.execute(_LOCK, [lock_key(str(content_id), lang)])
        if state == "withdrawn":
            writing.remove(cursor, key=str(content_id), lang=lang)
        else:
            found = from_edition(content_id=str(content_id), lang=lang, document=document)
            writing.replace(cursor, found, number=number)


def lock_key(content_id: str, lang: str) -> int:
    """The advisory lock of one item in one language."""
    digest = hashlib.sha256(f"search:{content_id}:{lang}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def index_rebuild(*, progress: Callable[[int, int], None] | None = None) -> Rebuilt:
    """Index every public document anew, forget all else, while editions come in and readers read.

    A reader sees each document either as it was or as it is. Interrupted, it leaves a sound index;
    run again, it starts over. `progress` is told how many of how many items are done.
    """
    start = vocabulary.Start.now(using=WRITES)
    used: vocabulary.Used = {}
    items = _items(_EVERY_ITEM)
    documents = removed = done = 0
    busy: list[Item] = []
    for place in range(0, len(items), BATCH):
        batch = items[place : place + BATCH]
        free, indexed, gone = _reindex(batch, used=used)
        busy += [item for item in batch if item not in free]
        documents, removed, done = documents + indexed, removed + gone, done + len(free)
        if progress:
            progress(done, len(items))
    for item in busy:
        _, indexed, gone = _reindex([item], used=used)
        documents, removed, done = documents + indexed, removed + gone, done + 1
        if progress:
            progress(done, len(items))
    words = vocabulary.forget_unused(start, used=used, using=WRITES)
    # A text that was published meanwhile may have relied on a word that was forgotten just now.
    for item in _items(_CHANGED, [start.seq]):
        _reindex([item], used=used)
    return Rebuilt(documents, removed, words)


def _items(sql: str, values: Sequence[Any] = ()) -> list[Item]:
    with connections[WRITES].cursor() as cursor:
        cursor.execute(sql, values)
        found: list[Item] = cursor.fetchall()
    return found


def _reindex(batch: list[Item], *, used: vocabulary.Used) -> tuple[set[Item], int, int]:
    """Index a batch in one transaction: which items were free, how many are public, how many not.

    An item whose edition is being written is left out of a batch. Alone it is waited for: who
    waits for one lock and holds no other stands in nobody's way.
    """
    with transaction.atomic(using=WRITES), connections[WRITES].cursor() as cursor:
        if len(batch) == 1:
            cursor.execute(_LOCK, [lock_key(*batch[0])])
            free = batch
        else:
            cursor.execute(_TRY_LOCKS, [[lock_key(*item) for item in batch]])
            free = [batch[place - 1] for (place,) in cursor.fetchall()]
        keys = [content_id for content_id, _ in free if is_item(content_id)]
        langs = [lang for content_id, lang in free if is_item(content_id)]
        # A statement of its own, so that it sees what was committed before the locks were ours.
        cursor.execute(_PUBLIC, [keys, langs])
        public = [
            (from_edition(content_id=key, lang=lang, document=json.loads(bytes(data))), number)
            for key, lang, number, data in cursor.fetchall()
        ]
        writing.forget(cursor, free)
        for family, analysed in writing.load(cursor, public).items():
            vocabulary.note(used, family=family, analysed=analysed)
    return set(free), len(public), len(free) - len(public)
