"""Which words of the index may have been meant by a word that is not in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz.distance import OSA

from search.analysis.stems import stem
from search.engines.embedded.deletions import edits_allowed, keys

_KNOWN: Final = """
SELECT word, bool_or(is_name) FROM search_word
 WHERE family = %s AND word = ANY (%s::text[]) GROUP BY word
"""
_NEAR: Final = """
SELECT DISTINCT word FROM search_spelling WHERE family = %s AND key = ANY (%s::text[])
"""
_USED: Final = """
SELECT term, count(*), sum(ttf) FROM search_posting
 WHERE family = %s AND term = ANY (%s::text[]) GROUP BY term
"""
_MOST_CANDIDATES: Final = 40


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the index that is `edits` away from the one asked for."""

    word: str
    edits: int
    documents: int
    in_names: float


def known(cursor: Any, *, family: str, words: Iterable[str]) -> set[str]:
    """Those of the words that the index has."""
    cursor.execute(_KNOWN, [family, list(words)])
    return {row[0] for row in cursor.fetchall()}


def corrections(cursor: Any, *, family: str, words: Sequence[str]) -> dict[str, list[Correction]]:
    """For each word the words of the index within the edits allowed, the best first."""
    wanted = {word: keys(word, edits=edits_allowed(word)) for word in words if edits_allowed(word)}
    if not wanted:
        return {}
    cursor.execute(_NEAR, [family, sorted(set().union(*wanted.values()))])
    vocabulary = [row[0] for row in cursor.fetchall()]
    near = {word: _within(word, vocabulary) for word in wanted}
    others = {other for found in near.values() for other, _ in found}
    used = _used(cursor, family=family, words=others)
    return {
        word: sorted(
            (
                Correction(other, edits, *used[stem(other, family)])
                for other, edits in found
                if stem(other, family) in used
            ),
            key=lambda each: _merit(word, each),
        )
        for word, found in near.items()
    }


def _within(word: str, vocabulary: list[str]) -> list[tuple[str, int]]:
    allowed = edits_allowed(word)
    found = []
    for other in vocabulary:
        edits = OSA.distance(word, other, score_cutoff=allowed)
        if edits <= allowed:
            found.append((other, edits))
    found.sort(key=lambda pair: pair[1])
    return found[:_MOST_CANDIDATES]


def _used(cursor: Any, *, family: str, words: set[str]) -> dict[str, tuple[int, float]]:
    if not words:
        return {}
    cursor.execute(_USED, [family, sorted({stem(word, family) for word in words})])
    return {term: (documents, names) for term, documents, names in cursor.fetchall()}


def _merit(word: str, found: Correction) -> tuple[float, ...]:
    """Smaller is better: fewer edits, the same first letter, used in names, used often."""
    first_letter = 0.5 if found.word[0] != word[0] else 0.0
    rare = 0.3 if not found.in_names else 0.0
    return (
        found.edits + first_letter + rare,
        -found.documents,
        len(found.word),
    )
