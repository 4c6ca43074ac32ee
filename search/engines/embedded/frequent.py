"""Figures of frequent terms, kept for some minutes: to count their postings costs most of a search.

Figures that are minutes old change no order that anybody would notice: which documents have a term
is read anew each time. Rare terms are not kept, for they are counted in no time.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

SECONDS: Final = 300.0
FREQUENT: Final = 500  # documents
_MOST: Final = 20_000  # terms; no language has so many that are frequent

Figures = TypeVar("Figures")


class Frequent(Generic[Figures]):
    """Remembers by family and term what is in `least` documents or more.

    Any number of threads may ask and tell.
    """

    def __init__(self, *, least: int = FREQUENT) -> None:
        self.least = least
        self._kept: dict[tuple[str, str], tuple[float, Figures]] = {}

    def known(self, *, family: str, terms: Iterable[str]) -> dict[str, Figures]:
        """The figures of those terms that were counted a short while ago."""
        oldest = time.monotonic() - SECONDS
        found = ((term, self._kept.get((family, term))) for term in terms)
        return {term: kept[1] for term, kept in found if kept and kept[0] > oldest}

    def keep(self, *, family: str, counted: Sequence[tuple[str, int, Figures]]) -> None:
        """Remember those that are frequent: the term, its documents, and its figures."""
        if len(self._kept) >= _MOST:
            self._kept.clear()
        now = time.monotonic()
        for term, documents, figures in counted:
            if documents >= self.least:
                self._kept[family, term] = (now, figures)
