"""What would be in force if an entry were saved. Nothing is written."""

import sys
from collections.abc import Sequence
from typing import TypeVar

from search.analysis.groups import group_of
from search.analysis.shipped import Phrase, WordLists, compiled, key_of
from search.curation import active
from search.curation.active import BetTable
from search.curation.models import Bet, Entry, StopWord, Synonym

Row = TypeVar("Row", bound=Entry)


def lists_with(entry: Entry) -> WordLists:
    """The word lists with the entry in place of its stored self, read from the tables."""
    synonyms = _others(Synonym, entry)
    stop_words = _others(StopWord, entry)
    return compiled([each.row() for each in synonyms], [each.row() for each in stop_words])


def lists_now() -> WordLists:
    """The word lists as the tables have them this moment."""
    return compiled(
        [each.row() for each in Synonym.objects.filter(is_active=True)],
        [each.row() for each in StopWord.objects.filter(is_active=True)],
    )


def _others(model: type[Row], entry: Entry) -> list[Row]:
    rows = [
        row
        for row in model._default_manager.filter(is_active=True).order_by("pk")
        if not (isinstance(entry, model) and row.pk == entry.pk)
    ]
    if isinstance(entry, model) and entry.is_active:
        rows.append(entry)
    return rows


def bets_with(entry: Entry | None, *, lists: WordLists) -> BetTable:
    """The bets with the entry in place of its stored self; None: as the table has them."""
    rows = list(Bet.objects.filter(is_active=True))
    if isinstance(entry, Bet):
        rows = [bet for bet in rows if bet.pk != entry.pk]
        if entry.is_active:
            rows.append(entry)
    rows.sort(key=lambda bet: (bet.position, bet.pk or sys.maxsize))
    return active.bet_table(
        ((bet.kind, bet.lang, bet.query, str(bet.content_id), bet.expires_on) for bet in rows),
        lists,
    )


def keys_of(entry: Entry, *, stops: frozenset[str]) -> list[Phrase]:
    """The phrases of an entry that a query must hold for the entry to matter to it."""
    if isinstance(entry, Synonym):
        texts: Sequence[str] = [source for source, _ in entry.row().pairs()]
        return list(dict.fromkeys(key_of(text, family=entry.family, stops=stops) for text in texts))
    if isinstance(entry, StopWord):
        return [key_of(entry.word, family=entry.family, stops=frozenset())]
    if isinstance(entry, Bet):
        return [key_of(entry.query, family=group_of(entry.lang), stops=stops)]
    return []


def holds(text: str, keys: Sequence[Phrase], *, family: str, stops: frozenset[str]) -> bool:
    """True where the text has one of the phrases, its words side by side."""
    stems = key_of(text, family=family, stops=stops)
    return any(
        stems[start : start + len(key)] == key
        for key in keys
        for start in range(len(stems) - len(key) + 1)
    )
