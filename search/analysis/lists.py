"""The word lists in force. Analysis asks here and knows no database.

Without anybody else they are the shipped ones; `search.curation` provides those that editors keep.
They are asked for at query time alone, so a change needs no rebuild.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from search.analysis.shipped import WordLists, shipped

Source = Callable[[], WordLists]

_sources: list[Source] = [shipped]
_held: ContextVar[WordLists | None] = ContextVar("word_lists", default=None)


def provide(source: Source) -> None:
    """Let `source` say from now on what is in force. It must be quick: every query asks it."""
    _sources[:] = [source]


def word_lists() -> WordLists:
    """What is in force now."""
    return _held.get() or _sources[0]()


@contextmanager
def in_force(lists: WordLists) -> Iterator[None]:
    """Let these lists be in force while the block runs, for this thread or task alone."""
    token = _held.set(lists)
    try:
        yield
    finally:
        _held.reset(token)
