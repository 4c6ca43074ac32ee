"""What is in force in this process: read once, and again when the mark has changed.

The mark is one row, read at most every two seconds through the public role, not for each query.
While the database does not answer, the last known words stay in force, and a process that has
never read any uses the shipped ones.
"""

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import Error, connections

from search.analysis import shipped
from search.analysis.groups import group_of
from search.analysis.shipped import Phrase, StopRow, SynonymRow, WordLists

logger = logging.getLogger(__name__)
ALIAS: Final = "public"
REFRESH_SECONDS: Final = 2.0
RETRY_SECONDS: Final = 5.0

_MARK: Final = "SELECT mark::text FROM curation_version"
_SYNONYMS: Final = """
SELECT family, direction, source, others, reason FROM curation_synonym WHERE is_active ORDER BY id
"""
_STOP_WORDS: Final = "SELECT family, word, reason FROM curation_stopword WHERE is_active"
_BETS: Final = """
SELECT kind, lang, query, content_id::text, expires_on FROM curation_bet
 WHERE is_active ORDER BY position, id
"""


@dataclass(frozen=True, slots=True)
class KeptBet:
    """A bet that is switched on; whether it has expired is asked on the day."""

    kind: str
    content_id: str
    expires_on: date


BetTable = Mapping[tuple[str, Phrase], list[KeptBet]]
BetValues = tuple[str, str, str, str, date]  # kind, language, query, content id, last day


@dataclass(frozen=True, slots=True)
class Active:
    """The lists and bets under one mark; "" where they are the shipped ones."""

    mark: str
    lists: WordLists
    bets: BetTable


class _Kept:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.value: Active | None = None
        self.due = 0.0


_kept = _Kept()
_supposed: ContextVar[BetTable | None] = ContextVar("supposed_bets", default=None)


def current() -> Active:
    """What is in force now. One thread refreshes; the others go on with what they have."""
    value = _kept.value
    if value is not None and time.monotonic() < _kept.due:
        return value
    if not _kept.lock.acquire(blocking=value is None):
        return value or _shipped()
    try:
        if _kept.value is None or time.monotonic() >= _kept.due:
            _refresh()
        return _kept.value or _shipped()
    finally:
        _kept.lock.release()


def word_lists() -> WordLists:
    """The synonyms and stop words in force."""
    return current().lists


def bets() -> BetTable:
    """The bets in force."""
    held = _supposed.get()
    return current().bets if held is None else held


@contextmanager
def supposing_bets(table: BetTable) -> Iterator[None]:
    """Let these bets be in force while the block runs, for this thread or task alone."""
    token = _supposed.set(table)
    try:
        yield
    finally:
        _supposed.reset(token)


def forget() -> None:
    """Read anew at the next query, as a process that has just started."""
    _kept.value, _kept.due = None, 0.0


def recheck() -> None:
    """Look at the mark at the next query; called in the process that made a change."""
    _kept.due = 0.0


def bet_key(query: str, *, lang: str, stops: frozenset[str]) -> tuple[str, Phrase]:
    """What a bet is found by: the query's content words in any order and inflection."""
    family = group_of(lang)
    return lang, tuple(sorted(shipped.key_of(query, family=family, stops=stops)))


def _shipped() -> Active:
    return Active(mark="", lists=shipped.shipped(), bets={})


def _refresh() -> None:
    try:
        _kept.value = _read(_kept.value)
        _kept.due = time.monotonic() + REFRESH_SECONDS
    except Error as error:
        logger.warning("The editors' words can not be read (%s); the last known stay.", error)
        _kept.value = _kept.value or _shipped()
        _kept.due = time.monotonic() + RETRY_SECONDS


def _read(known: Active | None) -> Active:
    # The mark comes first: what changes while the rows are read only makes the next look read anew.
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_MARK)
        row = cursor.fetchone()
        if row is None:
            return _shipped()
        if known is not None and known.mark == row[0]:
            return known
        cursor.execute(_SYNONYMS)
        synonyms = [
            SynonymRow(family, direction, source, tuple(others), why)
            for family, direction, source, others, why in cursor.fetchall()
        ]
        cursor.execute(_STOP_WORDS)
        lists = shipped.compiled(synonyms, [StopRow(*each) for each in cursor.fetchall()])
        cursor.execute(_BETS)
        return Active(mark=row[0], lists=lists, bets=bet_table(cursor.fetchall(), lists))


def bet_table(rows: Iterable[BetValues], lists: WordLists) -> BetTable:
    """The rows by what they are found by, in the order in which they come."""
    found: dict[tuple[str, Phrase], list[KeptBet]] = {}
    for kind, lang, query, content_id, expires_on in rows:
        key = bet_key(query, lang=lang, stops=lists.stop_words[group_of(lang)])
        found.setdefault(key, []).append(KeptBet(kind, content_id, expires_on))
    return found
