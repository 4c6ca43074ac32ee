"""How a query is answered now, and how it would be if an entry were saved.

Both answers come from the search that citizens use, on what is public, with the words and bets as
they are and as they would be. Nothing is written, and no citizen's search sees it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from search.analysis.groups import group_of
from search.analysis.lists import in_force
from search.analysis.shipped import Phrase, key_of
from search.curation.active import supposing_bets
from search.curation.models import Bet, Entry, StopWord, Synonym
from search.curation.supposing import bets_with, holds, keys_of, lists_now, lists_with
from search.query.request import SearchRequest
from search.results import Hit
from search.services import search_run


class Rehearsal:
    """Answers queries as they are now and as they would be with the entry saved."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.family = entry.family if isinstance(entry, Synonym | StopWord) else ""
        if isinstance(entry, Bet):
            self.family = group_of(entry.lang)
        now, then = lists_now(), lists_with(entry)
        self._now = (now, bets_with(None, lists=now))
        self._then = (then, bets_with(entry, lists=then))
        stored = type(entry)._default_manager.filter(pk=entry.pk).first() if entry.pk else None
        left_out = {lists.stop_words[self.family] for lists in (now, then)}
        # A stop word must be seen in a text to know that it matters there.
        self._keys = [
            (stops, keys_of(each, stops=stops))
            for each in (entry, stored)
            if each is not None
            for stops in ([frozenset[str]()] if isinstance(entry, StopWord) else left_out)
        ]

    def concerns(self, text: str) -> bool:
        """True where the entry, as it was or as it would be, has a say in the query."""
        if isinstance(self.entry, Bet):
            return any(
                sorted(key_of(text, family=self.family, stops=stops)) == sorted(keys[0])
                for stops, keys in self._keys
            )
        return any(holds(text, keys, family=self.family, stops=stops) for stops, keys in self._keys)

    def phrases(self) -> list[Phrase]:
        """The phrases, as stems, that a query must hold one of for the entry to matter to it."""
        return list(dict.fromkeys(key for _, keys in self._keys for key in keys))

    def before(self, text: str, *, lang: str) -> tuple[Hit, ...]:
        """The first page as it is now."""
        with self._supposing(then=False):
            return search_run(SearchRequest(q=text, lang=lang)).hits

    def after(self, text: str, *, lang: str) -> tuple[Hit, ...]:
        """The first page as it would be."""
        with self._supposing(then=True):
            return search_run(SearchRequest(q=text, lang=lang)).hits

    @contextmanager
    def _supposing(self, *, then: bool) -> Iterator[None]:
        lists, bets = self._then if then else self._now
        with in_force(lists), supposing_bets(bets):
            yield
