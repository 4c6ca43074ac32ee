"""Build indices beside the live ones and swap them in, while editions keep coming.

1. New indices are filled from the public documents, in the order of the log, settled, and filled
   again from where that ended. Whatever the consumer writes meanwhile goes to the old ones.
2. With the consumer held still, what has come since is added and the aliases are swapped in one
   step. So there is no moment at which an entry went to the old index only, and whoever kills us
   finds either the old indices whole or the new ones.
3. The consumer goes on from the place that the new indices have reached.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from elasticsearch import Elasticsearch

from content_models.turns import turn
from editorial.editions.consumers.registry import names as consumer_names
from editorial.editions.consumers.selectors import head
from editorial.editions.consumers.services import consumer_alone, consumer_replay
from search.analysis.groups import group_of, languages_of
from search.engines.elasticsearch import NAME, indices
from search.engines.elasticsearch.connection import IndexMissing, Unreachable, asked
from search.engines.elasticsearch.documents import identifier
from search.engines.elasticsearch.reading import PublicRow, rows_after
from search.engines.elasticsearch.writing import put_many

PATIENCE_SECONDS: Final = 300.0
MERGE_SECONDS: Final = 900.0
Progress = Callable[[int], None]


class RebuildBusy(Exception):
    """Another process is rebuilding, or would not let go of the consumer."""


@dataclass(frozen=True, slots=True)
class Built:
    """`documents` counts what was written, tombstones too; `until` is the place in the log."""

    documents: int
    until: int
    dropped: int


def rebuilder_alone() -> AbstractContextManager[bool]:
    """True where no other process rebuilds; what lies about then is nobody's."""
    return turn("search_rebuild", table="public.search_document")


def rebuild(
    client: Elasticsearch, *, prefix: str, families: Sequence[str] = indices.FAMILIES,
    progress: Progress | None = None, is_consumer: bool = False,
) -> Built:  # fmt: skip
    """Build the families' indices anew. `is_consumer` where the consumer itself calls.

    Raises:
        RebuildBusy: somebody else does.
        Unreachable: the server does not take it now; the old indices stay.
        Refused: a document can not be taken; the old indices stay.
    """
    with rebuilder_alone() as held:
        if not held:
            raise RebuildBusy("Another process is rebuilding.")
        dropped = _drop_orphans(client, prefix=prefix)
        made: dict[str, str] = {}
        try:
            for family in families:
                made[family] = indices.create(client, family=family, prefix=prefix, refresh="-1")
            built = _fill_and_swap(
                client, made, prefix=prefix, progress=progress, is_consumer=is_consumer
            )
        except BaseException:
            # What has not been swapped in is of no use; what has been leads an alias and is kept.
            with suppress(Unreachable, IndexMissing):
                _drop_orphans(client, prefix=prefix)
            raise
        dropped += _drop_orphans(client, prefix=prefix)
        if not is_consumer:
            # Code of an earlier scheme may still run: it finds no index then, and the embedded
            # engine answers for it. A worker of it that built them again would be no gain.
            dropped += _drop_former(client, prefix=prefix)
        return Built(*built, dropped)


def _fill_and_swap(
    client: Elasticsearch, made: dict[str, str], *, prefix: str, progress: Progress | None,
    is_consumer: bool,
) -> tuple[int, int]:  # fmt: skip
    langs = [lang for family in made for lang in languages_of(family)]
    scan = _Scan(progress)

    def fill() -> None:
        put_many(client, _actions(scan.rows(langs), made))

    fill()
    for name in made.values():
        _settle(client, name)
    fill()
    with _consumer_held(is_consumer=is_consumer):
        seq, _ = head()
        fill()
        for name in made.values():
            _open(client, name)
        indices.swap(client, names=made, prefix=prefix)
        if not is_consumer and set(made) == set(indices.FAMILIES) and NAME in consumer_names():
            consumer_replay(name=NAME, seq=seq)
    return scan.count, max(seq, scan.seq)


class _Scan:
    """Where the reading of public documents stands."""

    def __init__(self, progress: Progress | None) -> None:
        self.seq = 0
        self.count = 0
        self._progress = progress

    def rows(self, langs: Sequence[str]) -> Iterator[PublicRow]:
        for row in rows_after(seq=self.seq, langs=langs):
            yield row
            self.seq = row.seq
            self.count += 1
            if self._progress:
                self._progress(self.count)


def _actions(
    rows: Iterator[PublicRow], made: dict[str, str]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for row in rows:
        name = made[group_of(row.lang)]
        yield name, identifier(key=row.content_id, lang=row.lang), row.body()


@contextmanager
def _consumer_held(*, is_consumer: bool) -> Iterator[None]:
    """Nobody runs the consumer in this block. The consumer itself is alone already."""
    if is_consumer:
        yield
        return
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with consumer_alone(NAME) as held:
            if held:
                yield
                return
        if time.monotonic() > deadline:
            raise RebuildBusy(f"The consumer was busy for {PATIENCE_SECONDS:.0f} s.")
        time.sleep(0.1)


def _settle(client: Elasticsearch, name: str) -> None:
    """Make one segment of what was written: a search then looks in one place, not in a dozen.

    Only ever done to an index that nobody writes to but us. What comes later is little.
    """
    patient = client.options(request_timeout=MERGE_SECONDS)
    asked(lambda: patient.indices.forcemerge(index=name, max_num_segments=1))


def _open(client: Elasticsearch, name: str) -> None:
    """Make what was written findable, and go on doing so every second."""
    settings = {"index": {"refresh_interval": "1s"}}
    asked(lambda: client.indices.put_settings(index=name, settings=settings))
    asked(lambda: client.indices.refresh(index=name))


def _drop_orphans(client: Elasticsearch, *, prefix: str) -> int:
    found = indices.orphans(client, prefix=prefix)
    indices.drop(client, found)
    return len(found)


def _drop_former(client: Elasticsearch, *, prefix: str) -> int:
    found = indices.former(client, prefix=prefix)
    indices.drop(client, found)
    return len(found)
