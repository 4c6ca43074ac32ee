"""Synonyms, applied to the query, so that a change needs no rebuild."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from search.analysis.lists import word_lists
from search.analysis.shipped import LONGEST, SynonymTable

WEIGHT: Final = 0.7


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words that are looked for as well, at a weight."""

    words: tuple[str, ...]
    weight: float


def table(family: str) -> SynonymTable:
    """Stems of a phrase → the word lists that expand it, as they are in force now."""
    return word_lists().synonyms[family]


def expansions(stems: Sequence[str], *, family: str) -> Iterator[Expansion]:
    """What the query's phrases also stand for; the stems are in the order of the query."""
    known = table(family)
    for size in range(1, min(LONGEST, len(stems)) + 1):
        for start in range(len(stems) - size + 1):
            for target in known.get(tuple(stems[start : start + size]), ()):
                yield Expansion(words=target, weight=WEIGHT)
