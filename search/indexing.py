"""The embedded index follows the editions: in their transaction, by a clock, or all at once.

Nothing that is published or withdrawn waits for the index (docs/adr/0026). An edition is indexed in
its own transaction where the rows are to be had at once; where somebody has them, it becomes public
all the same, and the clock indexes it.

Whoever writes an item's rows holds the item's row until the end of the transaction. So a rebuild
that has the row reads an edition that nobody is about to index anew, and what it writes is never
older than what is public.
"""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import psycopg
from django.db import DatabaseError, OperationalError, connections, transaction

from content_models.said import first_line
from search.documents import from_edition, is_item
from search.engines.embedded import vocabulary, writing

logger = logging.getLogger(__name__)

WRITES: Final = "default"
BATCH: Final = 200
# For as long an edition waits for a row of the index that somebody else has.
WAIT_MILLISECONDS: Final = 250
Item = tuple[str, str]  # content id, language

_BUSY: Final = (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)
_WAIT: Final = "SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)"
_WAIT_AS_BEFORE: Final = "SELECT set_config('lock_timeout', %s, true)"
_HAVE: Final = """
SELECT d.content_id, d.lang FROM search_document d
  JOIN unnest(%s::text[], %s::text[]) AS wanted(content_id, lang)
    ON d.content_id = wanted.content_id AND d.lang = wanted.lang
"""
_TAKE: Final = f"{_HAVE} ORDER BY d.id FOR UPDATE OF d"
_EVERY_ITEM: Final = """
SELECT content_id::text, lang FROM editions_publicdocument WHERE state = 'current'
 UNION SELECT content_id, lang FROM search_document ORDER BY 1, 2
"""
_BEHIND: Final = """
SELECT coalesce(d.content_id::text, s.content_id), coalesce(d.lang, s.lang)
  FROM (SELECT content_id, lang, number FROM editions_publicdocument WHERE state = 'current') d
  FULL JOIN search_document s ON s.content_id = d.content_id::text AND s.lang = d.lang
 WHERE s.number IS DISTINCT FROM d.number ORDER BY 1, 2
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
    """Recorder: index the edition, or forget its item, in the publishing transaction.

    Where the database does not let it, most of all because another transaction has the item's rows,
    the index stays as it was until `index_follow`: no text waits for it, in or out.
    """
    key = str(content_id)
    try:
        with _without_waiting() as cursor:
            if state == "withdrawn":
                writing.remove(cursor, key=key, lang=lang)
            else:
                found = from_edition(content_id=key, lang=lang, document=document)
                writing.replace(cursor, found, number=number)
    except DatabaseError as error:
        if not connections[WRITES].is_usable():
            raise
        level = logging.WARNING if isinstance(error.__cause__, _BUSY) else logging.ERROR
        said = first_line(error)
        logger.log(level, "Edition %d of %s (%s) is not indexed yet: %s", number, key, lang, said)


def index_follow() -> int:
    """Index what is public and not in the index as it is, and forget what is not public any more.

    Returns how many items that was. One whose rows somebody has is left for the next time.

    Raises:
        ExceptionGroup: after all others are done, with what the database did not let be written.
    """
    done = 0
    errors: list[Exception] = []
    for item in _items(_BEHIND):
        try:
            free, _, _ = _reindex_free([item], used={})
        except DatabaseError as error:
            errors.append(error)
            continue
        done += len(free)
        if not free:
            logger.warning("The index of %s (%s) waits: another transaction has its rows.", *item)
    if errors:
        raise ExceptionGroup("items that could not be indexed", errors)
    return done


@contextmanager
def _without_waiting() -> Iterator[Any]:
    """A cursor in a transaction, or in a part of the running one, that waits for no lock for long.

    Raises OperationalError, from one of `_BUSY`, where a lock is not to be had; what was written
    in the block is undone then, and the transaction around it goes on.
    """
    with transaction.atomic(using=WRITES), connections[WRITES].cursor() as cursor:
        cursor.execute(_WAIT, [f"{WAIT_MILLISECONDS}ms"])
        before, _now = cursor.fetchone()
        yield cursor
        cursor.execute(_WAIT_AS_BEFORE, [before])


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
        free, indexed, gone = _reindex_free(batch, used=used)
        busy += [item for item in batch if item not in free]
        documents, removed, done = documents + indexed, removed + gone, done + len(free)
        if progress:
            progress(done, len(items))
    for item in busy:
        indexed, gone = _reindex_alone(item, used=used)
        documents, removed, done = documents + indexed, removed + gone, done + 1
        if progress:
            progress(done, len(items))
    words = vocabulary.forget_unused(start, used=used, using=WRITES)
    # A text that was published meanwhile may have relied on a word that was forgotten just now.
    for item in _items(_CHANGED, [start.seq]):
        _reindex_alone(item, used=used)
    return Rebuilt(documents, removed, words)


def _items(sql: str, values: Sequence[Any] = ()) -> list[Item]:
    with connections[WRITES].cursor() as cursor:
        cursor.execute(sql, values)
        found: list[Item] = cursor.fetchall()
    return found


Done = tuple[set[Item], int, int]  # which items were free, how many are public, how many not


def _reindex_free(batch: list[Item], *, used: vocabulary.Used) -> Done:
    """Index a batch in one transaction; an item whose rows somebody has is left out.

    Where that is seen late, it is all of them.
    """
    try:
        with _without_waiting() as cursor:
            has = _taken(cursor, _HAVE, batch)
            ours = _taken(cursor, f"{_TAKE} SKIP LOCKED", batch)
            free = [item for item in batch if item in ours or item not in has]
            return _reindexed(cursor, free, ours, used)
    except OperationalError as error:
        if not isinstance(error.__cause__, _BUSY):
            raise
        return set(), 0, 0


def _reindex_alone(item: Item, *, used: vocabulary.Used) -> tuple[int, int]:
    """Index one item, and wait for who has its rows: who holds no other stands in nobody's way."""
    with transaction.atomic(using=WRITES), connections[WRITES].cursor() as cursor:
        cursor.execute(_WAIT, ["0"])
        return _reindexed(cursor, [item], _taken(cursor, _TAKE, [item]), used)[1:]


def _taken(cursor: Any, sql: str, items: Sequence[Item]) -> set[Item]:
    cursor.execute(sql, [[key for key, _ in items], [lang for _, lang in items]])
    return set(cursor.fetchall())


def _reindexed(cursor: Any, free: list[Item], ours: set[Item], used: vocabulary.Used) -> Done:
    keys = [content_id for content_id, _ in free if is_item(content_id)]
    langs = [lang for content_id, lang in free if is_item(content_id)]
    # A statement of its own, so that it sees what was committed before the rows were ours.
    cursor.execute(_PUBLIC, [keys, langs])
    public = [
        (from_edition(content_id=key, lang=lang, document=json.loads(bytes(data))), number)
        for key, lang, number, data in cursor.fetchall()
    ]
    there = {(document.key, document.lang) for document, _ in public}
    # A row that stays is never written anew: whoever waits for it to delete it must find it.
    writing.forget(cursor, sorted(ours - there))
    for family, analysed in writing.load(cursor, public, ours=ours).items():
        vocabulary.note(used, family=family, analysed=analysed)
    return set(free), len(public), len(free) - len(public)
