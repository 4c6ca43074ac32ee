"""Synonyms, applied to the query, so that a change needs no rebuild."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from search.analysis.lists import word_lists
from search.analysis.shipped import LONGEST, SynonymTable

# Measured on judged queries: more draws in pages about something near, less misses lay words.
WEIGHT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words that are looked for as well, at a weight, and the stems that they stand in for."""

    words: tuple[str, ...]
    weight: float
    of: tuple[str, ...]


def table(family: str) -> SynonymTable:
    """Stems of a phrase → the word lists that expand it, as they are in force now."""
    return word_lists().synonyms[family]


def expansions(stems: Sequence[str], *, family: str) -> Iterator[Expansion]:
    """What the query's phrases also stand for; the stems are in the order of the query.

    The weights of several expansions of a phrase, and of several words of one, add up in a page
    that has them all, so each counts less.
    """
    known = table(family)
    for size in range(1, min(LONGEST, len(stems)) + 1):
        for start in range(len(stems) - size + 1):
            phrase = tuple(stems[start : start + size])
            targets = known.get(phrase, ())
            for target in targets:
                weight = WEIGHT / sqrt(len(targets) * len(target))
                yield Expansion(words=target, weight=weight, of=phrase)
