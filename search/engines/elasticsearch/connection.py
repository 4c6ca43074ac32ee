"""The client, and what its errors mean to us."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from functools import lru_cache
from typing import Any, Final, TypeVar

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, TransportError

SEARCH_SECONDS: Final = 1.0
WRITE_SECONDS: Final = 10.0
BULK_SECONDS: Final = 60.0
_THREADS: Final = 16
_BAD_DOCUMENT: Final = (400, 413)
_NOT_FOUND: Final = 404
_CONFLICT: Final = 409

T = TypeVar("T")


class Unreachable(Exception):
    """The server does not answer, not in time, or takes no work now. The text holds no address."""


class IndexMissing(Exception):
    """There is no complete index behind the alias."""


def client() -> Elasticsearch:
    """The client of this process for the server of the settings. It keeps its connections."""
    return _client(
        os.getpid(),
        settings.ELASTICSEARCH_URL,
        settings.ELASTICSEARCH_API_KEY,
        str(settings.ELASTICSEARCH_CA_FILE or ""),
    )


@lru_cache(maxsize=8)
def _client(_pid: int, url: str, api_key: str, ca_file: str) -> Elasticsearch:
    options: dict[str, Any] = {}
    if api_key:
        options["api_key"] = api_key
    if ca_file:
        options["ca_certs"] = ca_file
    # Whoever calls knows whether to try again: the client's own tries would multiply the time-out.
    return Elasticsearch(
        url,
        max_retries=0,
        retry_on_timeout=False,
        request_timeout=WRITE_SECONDS,
        connections_per_node=_THREADS,
        **options,
    )


def asked(function: Callable[[], T]) -> T:
    """What the function returns, its errors told apart.

    Raises:
        Unreachable: the server is down, busy, blocked, or does not let us in.
        IndexMissing: what was asked is not there.
        ApiError: the request itself is wrong, or a document can not be taken.
    """
    try:
        return function()
    except TransportError as error:
        raise Unreachable(type(error).__name__) from error
    except ApiError as error:
        status = error.meta.status
        if status == _NOT_FOUND:
            raise IndexMissing(str(error.error)) from error
        if status in _BAD_DOCUMENT or status == _CONFLICT:
            raise
        raise Unreachable(f"status {status}: {str(error.error)[:200]}") from error


def in_time(function: Callable[[], T], *, seconds: float) -> T:
    """The same, and given up after `seconds`, however slowly the answer drips in.

    The client's own time-out starts anew with each packet. A call that is given up ends by itself
    when that time-out is over.

    Raises:
        Unreachable: it took too long.
    """
    future = _pool(os.getpid()).submit(asked, function)
    try:
        return future.result(timeout=seconds)
    except FutureTimeout as error:
        future.cancel()
        raise Unreachable(f"no answer within {seconds:g} s") from error


@lru_cache(maxsize=1)
def _pool(_pid: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="elasticsearch")
