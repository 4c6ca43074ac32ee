"""The embedded engine: PostgreSQL ranks, spells and suggests; nothing else needs to run."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connections

from search.documents import SearchDocument
from search.engines.base import Candidate, EngineQuery
from search.engines.coverage import rank_with_bonus
from search.engines.embedded import ranking, spelling, writing
from search.engines.embedded.frequent import FREQUENT, Frequent

_SIZES: Final = """
SELECT count(*), avg(length), avg(name_length) FROM search_document WHERE family = %s
"""
_SIZES_KEPT: Final = 30.0  # seconds; a mean that is half a minute old changes no order


class EmbeddedEngine:
    """Reads through the alias `reads` (the public role), writes through `writes`.

    What `frequent` documents or more have in common is counted once in a while, not each time.
    """

    name = "embedded"

    def __init__(
        self, *, reads: str = "public", writes: str = "default", frequent: int = FREQUENT
    ) -> None:
        self.reads = reads
        self.writes = writes
        self.frequent = frequent
        self._sizes: dict[str, tuple[float, tuple[float, float, float]]] = {}
        self._counts: Frequent[float] = Frequent(least=frequent)
        self._usage: Frequent[spelling.Usage] = Frequent(least=frequent)

    def rank(self, query: EngineQuery) -> Sequence[Candidate]:
        """See `SearchEngine.rank`."""
        if not query.terms:
            return []
        with connections[self.reads].cursor() as cursor:
            sizes = self._sizes_of(cursor, query.family)
            rows = ranking.rank(cursor, query, sizes=sizes, counts=self._counts)
        return rank_with_bonus(rows, query=query)

    def replace(self, document: SearchDocument, *, number: int) -> None:
        """See `SearchEngine.replace`."""
        with connections[self.writes].cursor() as cursor:
            writing.replace(cursor, document, number=number)

    def remove(self, *, key: str, lang: str, number: int) -> None:
        """See `SearchEngine.remove`."""
        with connections[self.writes].cursor() as cursor:
            writing.remove(cursor, key=key, lang=lang)

    def look_up(
        self, *, family: str, words: Sequence[str], also: Sequence[str] = (), guess: bool = True
    ) -> spelling.LookedUp:
        """See `spelling.look_up`."""
        with connections[self.reads].cursor() as cursor:
            return spelling.look_up(cursor, family=family, words=words, also=also, guess=guess)

    def corrections(
        self, *, family: str, near: Mapping[str, Sequence[str]], beside: Sequence[str] = ()
    ) -> dict[str, list[spelling.Correction]]:
        """See `spelling.corrections`."""
        with connections[self.reads].cursor() as cursor:
            return spelling.corrections(
                cursor, family=family, near=near, beside=beside, usage=self._usage
            )

    def _sizes_of(self, cursor: Any, family: str) -> tuple[float, float, float]:
        kept = self._sizes.get(family)
        if kept and time.monotonic() - kept[0] < _SIZES_KEPT and kept[1][0] >= self.frequent:
            return kept[1]
        cursor.execute(_SIZES, [family])
        count, length, name_length = cursor.fetchone()
        sizes = (float(count), float(length or 1), float(name_length or 1))
        self._sizes[family] = (time.monotonic(), sizes)
        return sizes
