"""An engine over just the documents given, in indices of its own that are dropped at the end."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from elasticsearch import Elasticsearch

from search.analysis.groups import group_of
from search.documents import SearchDocument
from search.engines.base import EngineUnavailable
from search.engines.elasticsearch import connection, indices, writing
from search.engines.elasticsearch.connection import IndexMissing, Unreachable
from search.engines.elasticsearch.documents import identifier, stored
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.evaluation.scratch import scratch_engine as scratch_vocabulary


@contextmanager
def scratch_engine(documents: Iterable[SearchDocument]) -> Iterator[ElasticsearchEngine]:
    """Index the documents, a doubled one once, and yield their engine.

    Raises:
        EngineUnavailable: there is no server, or it takes nothing.
    """
    if not settings.ELASTICSEARCH_URL:
        raise EngineUnavailable("ELASTICSEARCH_URL is empty.")
    kept = list(documents)
    with scratch_vocabulary(kept) as vocabulary:
        server = connection.client()
        prefix = f"scratch-{secrets.token_hex(4)}"
        made: dict[str, str] = {}
        try:
            yield _fill(server, kept, made, prefix=prefix, vocabulary=vocabulary)
        finally:
            indices.drop(server, made.values())


def _fill(
    server: Elasticsearch, documents: Iterable[SearchDocument], made: dict[str, str], *,
    prefix: str, vocabulary: EmbeddedEngine,
) -> ElasticsearchEngine:  # fmt: skip
    """Make the indices; `made` tells which, as soon as each is there."""
    rows = (
        (
            made[group_of(document.lang)],
            identifier(key=document.key, lang=document.lang),
            stored(document, seq=1),
        )
        for document in documents
    )
    try:
        for family in indices.FAMILIES:
            made[family] = indices.create(server, family=family, prefix=prefix, refresh="-1")
        writing.put_many(server, rows)
        indices.swap(server, names=made, prefix=prefix)
        # A measurement that waits is a figure; one that gives up is none.
        engine = ElasticsearchEngine(
            client=server, prefix=prefix, vocabulary=vocabulary, seconds=connection.WRITE_SECONDS
        )
        engine.refresh()
    except (Unreachable, IndexMissing) as error:
        raise EngineUnavailable(str(error)) from error
    return engine
