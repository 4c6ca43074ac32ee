"""The bonus for a document whose whole name is in the query, the same for both engines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from search.analysis.folding import words
from search.analysis.groups import ENGLISH, NORWEGIAN, SAMI
from search.analysis.stems import stem
from search.analysis.words import bokmal_stems, stop_words
from search.engines.base import Candidate, EngineQuery, StandIn

BONUS: Final = {ENGLISH: 1.2, NORWEGIAN: 0.8, SAMI: 0.8}
STANDING_IN: Final = 0.9  # what a name is worth that only synonyms find in the query
EXACT: Final = 0.2  # more for a name that is the query, so that no synonym stands before it
# And more for one that is the query with its small words and in its order: `vitamin A` is not
# `vitamins`, and what is `with` a thing is not what is `without` it.
AS_WRITTEN: Final = 0.5


class Scored(NamedTuple):
    """A candidate before the bonus, with the stems of its names, one name a line."""

    key: str
    lang: str
    score: float
    names: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query asks for, as names are compared with it."""

    family: str
    stems: frozenset[str]
    stand_ins: tuple[StandIn, ...]
    stops: frozenset[str]
    every: frozenset[str]  # the stems, and those of all that stands in
    written: str  # every word's stem, as a line of names has them


def asked(query: EngineQuery) -> Asked:
    """The query without stop words, nynorsk in the form of bokmål."""
    stops = _stems(stop_words(query.family), query.family)
    forms = _forms(query.family)
    stems = frozenset(forms.get(each, each) for each in query.stems - stops or query.stems)
    stand_ins = tuple(
        StandIn(
            frozenset(forms.get(each, each) for each in one.words - stops or one.words),
            frozenset(forms.get(each, each) for each in one.of) & stems,
        )
        for one in query.stand_ins
    )
    every = stems.union(*(one.words for one in stand_ins))
    written = " ".join(stem(word, query.family) for word in words(query.text))
    return Asked(query.family, stems, stand_ins, stops, every, written)


def _forms(family: str) -> dict[str, str]:
    """A stem → the stem of the form that both written languages are compared in."""
    return bokmal_stems() if family == NORWEGIAN else {}


@lru_cache(maxsize=16)
def _stems(words: frozenset[str], family: str) -> frozenset[str]:
    return frozenset(stem(word, family) for word in words)


@lru_cache(maxsize=50_000)
def _compared(names: str, family: str, stops: frozenset[str]) -> tuple[frozenset[str], ...]:
    """Each name as it is compared. The same names come up in query after query."""
    forms = _forms(family)
    found = (
        frozenset(forms.get(each, each) for each in name.split() if each not in stops)
        for name in names.split("\n")
    )
    return tuple(name for name in found if name)


def covered(names: str, query: Asked) -> float:
    """How much of the query the best name takes up that the query holds completely; 0 to 1.7."""
    if query.written and query.written in names and query.written in names.split("\n"):
        return 1 + EXACT + AS_WRITTEN
    best = 0.0
    for found in _compared(names, query.family, query.stops):
        if not found <= query.every:
            continue
        if found <= query.stems:
            share = len(found) / len(query.stems)
            best = max(best, share + (EXACT if share == 1 else 0.0))
        else:
            best = max(best, STANDING_IN * _covered_by_others(found, query))
    return best


def _covered_by_others(found: frozenset[str], query: Asked) -> float:
    """The same for a name that needs the words that stand in for the query's own."""
    taken, left = found & query.stems, found - query.stems
    for one in query.stand_ins:
        if one.words <= found and one.words & left:
            taken = taken | one.of
            left = left - one.words
    return 0.0 if left else len(taken) / len(query.stems)


def rank_with_bonus(rows: Iterable[Scored], *, query: EngineQuery) -> Sequence[Candidate]:
    """The rows in their final order. Equal scores keep the engine's order."""
    sought = asked(query)
    weight = BONUS[query.family] if sought.stems else 0.0
    ranked = [
        Candidate(row.key, row.lang, row.score * (1 + weight * covered(row.names, sought)))
        for row in rows
    ]
    ranked.sort(key=lambda candidate: -candidate.score)
    return ranked
