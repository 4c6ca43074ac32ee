"""Count searches beside the search: in memory first, written after an answer has been sent.

Noting costs no query. Every few seconds the process that has just finished a request writes what
it has, in one short transaction; what can not be written is dropped and logged. A search never
waits for it and never fails because of it.
"""

import logging
import threading
import time
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from search.query.request import SearchRequest
from search.results import SearchResults
from search.statistics.counts import Counts, Noted
from search.statistics.policy import number
from search.statistics.rules import countable
from search.statistics.services import counts_write

logger = logging.getLogger(__name__)
FLUSH_SECONDS: Final = 5.0
FLUSH_ROWS: Final = 50  # sooner where so many wait: who writes them answers nobody meanwhile
PAUSE_SECONDS: Final = 300.0  # after a failure, a database that is read-only among them
MOST_NOTED: Final = 1000  # different queries between two writes


class _Buffer:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rows: dict[Noted, Counts] = {}
        self.due = 0.0
        self.paused_until = 0.0


_buffer = _Buffer()


def search_note(*, request: SearchRequest, results: SearchResults, on_page: bool) -> None:
    """Count a search. Only a plain one: no filter, no further page, and some engine answered.

    `on_page` says that the results stand on our own page, where a click is counted.
    """
    asked = request.filters
    filtered = asked.kinds or asked.topics or asked.audiences or asked.codes or asked.langs
    if filtered or request.cursor or request.freshness != "any" or results.served_by == "none":
        return
    found = results.total
    counts = Counts(
        searches=1,
        zero=int(found == 0),
        few=int(0 < found <= number("few_results")),
        shown=int(on_page and found > 0),
    )
    _note(query=request.q, lang=request.lang, counts=counts)


def click_note(*, query: str, lang: str) -> None:
    """Count that somebody followed a result of the query."""
    _note(query=query, lang=lang, counts=Counts(clicks=1))


def _note(*, query: str, lang: str, counts: Counts) -> None:
    now = time.monotonic()
    if not settings.SEARCH_STATISTICS or now < _buffer.paused_until:
        return
    text = countable(query)
    if not text:
        return
    noted = Noted(lang, text, timezone.localdate())
    with _buffer.lock:
        if not _buffer.rows:
            _buffer.due = now + FLUSH_SECONDS
        if noted in _buffer.rows or len(_buffer.rows) < MOST_NOTED:
            _buffer.rows.setdefault(noted, Counts()).add(counts)


def flush_if_due(**_signal: Any) -> None:
    """Write what has been noted, every few seconds. Called when a request is finished.

    Never inside a transaction of somebody else's, whose connection is not ours to close.
    """
    is_due = len(_buffer.rows) >= FLUSH_ROWS or time.monotonic() >= _buffer.due
    if _buffer.rows and is_due and not connection.in_atomic_block:
        flush()


def flush() -> None:
    """Write what has been noted. Whatever happens to the database, nothing is raised."""
    with _buffer.lock:
        rows, _buffer.rows = _buffer.rows, {}
    if not rows:
        return
    try:
        try:
            counts_write(rows)
        finally:
            connection.close_if_unusable_or_obsolete()
    except Exception as error:  # noqa: BLE001 - the answer is given; no counter may spoil it
        _buffer.paused_until = time.monotonic() + PAUSE_SECONDS
        logger.warning(
            "Searches are not counted for %d seconds: %s", PAUSE_SECONDS, type(error).__name__
        )


def forget() -> None:
    """Drop what has been noted and any pause, as a process that has just started."""
    with _buffer.lock:
        _buffer.rows = {}
    _buffer.paused_until = 0.0
