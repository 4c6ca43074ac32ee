"""An engine over just the documents given, in indices of its own that are dropped at the end."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from elasticsearch import Elasticsearch

from search.analysis.groups import group_of
from search.documents import SearchDocument
from search.engines.elasticsearch import connection, indices, writing
from search.engines.elasticsearch.documents import identifier, stored
from search.engines.elasticsearch.engine import ElasticsearchEngine


@contextmanager
def scratch_engine(
    documents: Iterable[SearchDocument], *, client: Elasticsearch | None = None
) -> Iterator[ElasticsearchEngine]:
    """Index the documents (a doubled one once) and yield their engine.

    Raises:
        Unreachable: there is no server.
    """
    server = client or connection.client()
    prefix = f"scratch-{secrets.token_hex(4)}"
    made: dict[str, str] = {}
    try:
        for family in indices.FAMILIES:
            made[family] = indices.create(server, family=family, prefix=prefix, refresh="-1")
        rows = (
            (made[group_of(document.lang)], identifier(key=document.key, lang=document.lang),
             stored(document, seq=1))
            for document in documents
        )  # fmt: skip
        writing.put_many(server, rows)
        indices.swap(server, names=made, prefix=prefix)
        engine = ElasticsearchEngine(client=server, prefix=prefix)
        engine.refresh()
        yield engine
    finally:
        indices.drop(server, made.values())
