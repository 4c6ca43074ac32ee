"""Writing: one document, or many; each under its edition's place in the log as version.

Elasticsearch refuses a version that is not newer than the one it has. So entries may come late,
twice or in the wrong order, and a tombstone is a document like any other.
"""

from collections.abc import Iterable
from typing import Any, Final

from elasticsearch import ConflictError, Elasticsearch, helpers

from search.engines.elasticsearch.connection import BULK_SECONDS, Unreachable, asked

CHUNK: Final = 250
_TAKEN: Final = (200, 201, 409)
_BAD: Final = (400, 413)


class Refused(Exception):
    """The server took the request but not this document; the text names the document."""


def put(
    client: Elasticsearch, body: dict[str, Any], *, index: str, identifier: str, seq: int
) -> None:
    """Write one document behind an alias; one that is there in the same or a newer version stays.

    Raises:
        Unreachable: nothing can be written now.
        IndexMissing: nothing is behind the alias. None is made by itself: it would have no mapping.
        ApiError: the document can not be taken.
    """
    options: dict[str, Any] = {"version": seq, "version_type": "external", "require_alias": True}
    try:
        asked(lambda: client.index(index=index, id=identifier, document=body, **options))
    except ConflictError:
        return


def put_many(client: Elasticsearch, rows: Iterable[tuple[str, str, dict[str, Any]]]) -> int:
    """Write (index, id, body) rows in requests of `CHUNK`. Returns how many.

    Raises:
        Unreachable: nothing can be written now.
        Refused: a document can not be taken.
    """
    actions = (
        {
            "_op_type": "index",
            "_index": index,
            "_id": identifier,
            "version": body["seq"],
            "version_type": "external",
            "_source": body,
        }
        for index, identifier, body in rows
    )
    return asked(lambda: _bulk(client.options(request_timeout=BULK_SECONDS), actions))


def _bulk(client: Elasticsearch, actions: Iterable[dict[str, Any]]) -> int:
    count = 0
    for _, row in helpers.streaming_bulk(
        client, actions, chunk_size=CHUNK, raise_on_error=False, max_retries=3, initial_backoff=1
    ):
        result = row["index"]
        status = result["status"]
        if status in _BAD:
            raise Refused(f"{result['_id']}: {result.get('error', {}).get('reason', status)}")
        if status not in _TAKEN:
            raise Unreachable(f"status {status} in a bulk request")
        count += 1
    return count
