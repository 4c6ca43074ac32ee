"""The bonus for a document whose whole name is in the query, the same for both engines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from search.analysis.groups import ENGLISH, NORWEGIAN, SAMI
from search.analysis.stems import stem
from search.analysis.words import stop_words
from search.engines.base import Candidate

BONUS: Final = {ENGLISH: 1.2, NORWEGIAN: 0.8, SAMI: 0.8}


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate before the bonus, with the stems of its names, one name a line."""

    key: str
    lang: str
    score: float
    names: str


def covered(names: str, stems: frozenset[str], stops: frozenset[str]) -> float:
    """How much of the query the best name takes up that the query holds completely; 0 to 1."""
    best = 0.0
    for name in names.split("\n"):
        found = set(name.split()) - stops
        if found and found <= stems:
            best = max(best, len(found) / len(stems))
    return best


def rank_with_bonus(
    rows: Iterable[Scored], *, stems: frozenset[str], family: str
) -> Sequence[Candidate]:
    """The rows in their final order. Equal scores keep the engine's order."""
    stops = frozenset(stem(word, family) for word in stop_words(family))
    asked = stems - stops or stems
    weight = BONUS[family]
    ranked = []
    for row in rows:
        share = covered(row.names, asked, stops) if asked else 0.0
        ranked.append(Candidate(row.key, row.lang, row.score * (1 + weight * share)))
    ranked.sort(key=lambda candidate: -candidate.score)
    return ranked
