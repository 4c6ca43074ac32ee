"""The log's consumer: each entry's item is indexed as it is now, or buried.

What an entry says is old by the time it is read, so the item's newest edition is read again, and
written under that edition's place in the log.
"""

from django.conf import settings
from elasticsearch import Elasticsearch

from editorial.editions.consumers.registry import ConsumerUnavailableError, Entry
from search.analysis.groups import group_of
from search.engines.elasticsearch import NAME, connection, indices, writing
from search.engines.elasticsearch.connection import IndexMissing, Unreachable
from search.engines.elasticsearch.documents import identifier, tombstone
from search.engines.elasticsearch.reading import newest
from search.engines.elasticsearch.rebuilding import RebuildBusy, rebuild

__all__ = ["NAME", "follow"]


def follow(entry: Entry) -> None:
    """Index or bury the entry's item. Where there is no index yet, build it of all that is public.

    Raises:
        ConsumerUnavailableError: Elasticsearch is away, full, blocked, or being rebuilt.
        Exception: this item can not be indexed.
    """
    client = connection.client()
    prefix = settings.ELASTICSEARCH_INDEX_PREFIX
    try:
        try:
            _write(client, entry, prefix=prefix)
        except IndexMissing:
            missing = indices.missing(client, prefix=prefix)
            rebuild(client, prefix=prefix, families=missing, is_consumer=True)
    except (Unreachable, RebuildBusy, IndexMissing) as error:
        raise ConsumerUnavailableError(f"Elasticsearch: {error}") from error


def _write(client: Elasticsearch, entry: Entry, *, prefix: str) -> None:
    row = newest(content_id=entry.content_id, lang=entry.lang)
    if row is None:
        seq = entry.seq
        body = tombstone(key=str(entry.content_id), lang=entry.lang, seq=seq)
    else:
        seq, body = row.seq, row.body()
    writing.put(
        client, body, index=indices.alias(group_of(entry.lang), prefix=prefix),
        identifier=identifier(key=str(entry.content_id), lang=entry.lang), seq=seq,
    )  # fmt: skip
