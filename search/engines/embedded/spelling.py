"""Which words of the index may have been meant by a word that is not in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz.distance import OSA

from search.analysis.stems import stem
from search.analysis.words import stop_words
from search.engines.embedded.deletions import SHORTEST, edits_allowed, keys
from search.engines.embedded.frequent import Frequent

Usage = tuple[int, float]  # documents, and how much the term counts in names

# One statement tells the known words and what the unknown ones are near to.
_LOOK_UP: Final = """
WITH found AS MATERIALIZED (
    SELECT DISTINCT word FROM search_word
     WHERE family = %(family)s AND word = ANY (%(every)s::text[])
)
SELECT f.word, NULL FROM found f
UNION ALL
SELECT DISTINCT a.word, s.word
  FROM unnest(%(words)s::text[], %(keys)s::text[]) AS a(word, key)
  JOIN search_spelling s ON s.family = %(family)s AND s.key = a.key
 WHERE NOT EXISTS (SELECT 1 FROM found f WHERE f.word = a.word)
"""
_USED: Final = """
SELECT term, count(*), sum(ttf) FROM search_posting
 WHERE family = %s AND term = ANY (%s::text[]) GROUP BY term
"""
# One reading of each term's postings: to look their documents up in turn took ten times as long.
_TOGETHER: Final = """
SELECT DISTINCT found.term
  FROM (SELECT array_agg(p.term) AS terms FROM search_posting p
         WHERE p.family = %(family)s AND p.term = ANY (%(every)s::text[]) AND p.ttf > 0
         GROUP BY p.doc
        HAVING count(*) > 1 AND bool_or(p.term = ANY (%(beside)s::text[]))) named
 CROSS JOIN LATERAL unnest(named.terms) AS found(term)
 WHERE found.term <> ALL (%(beside)s::text[])
"""
_MOST_CANDIDATES: Final = 40
_MOST_RIVALS: Final = 5
_MOST_BESIDE: Final = 6
_FITS: Final = 0.6  # less than an edit


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the index that is `edits` away from the one asked for."""

    word: str
    edits: int
    documents: int
    in_names: float


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Words that the index has, and for each of the others the words that share a key with it."""

    known: set[str]
    near: dict[str, list[str]]


def look_up(
    cursor: Any, *, family: str, words: Sequence[str], also: Sequence[str] = (), guess: bool = True
) -> LookedUp:
    """Which of `words` and `also` the index has; with `guess`, what the other `words` are near."""
    pairs = [
        (word, key)
        for word in (words if guess else ())
        if edits_allowed(word)
        for key in sorted(keys(word, edits=edits_allowed(word)))
    ]
    values = {
        "family": family,
        "every": [*words, *also],
        "words": [word for word, _ in pairs],
        "keys": [key for _, key in pairs],
    }
    found = LookedUp(known=set(), near={})
    if not words:
        return found
    cursor.execute(_LOOK_UP, values)
    for word, other in cursor.fetchall():
        if other is None:
            found.known.add(word)
        else:
            found.near.setdefault(word, []).append(other)
    return found


def corrections(
    cursor: Any, *, family: str, near: Mapping[str, Sequence[str]], beside: Sequence[str],
    usage: Frequent[Usage],
) -> dict[str, list[Correction]]:  # fmt: skip
    """For each word those of its near words that are within the edits allowed, the best first.

    A word that differs from one of the index by its ending alone is right, and has none; a stop
    word says nothing, so it is never what was meant. Of words that are as near as each other, the
    one is meant that stands in a name with a word `beside` it.
    """
    within = {word: _within(word, others) for word, others in near.items()}
    others = {other for found in within.values() for other, _ in found}
    used = _used(cursor, family=family, words=others | set(near), usage=usage)
    stops = stop_words(family)
    found = {
        word: sorted(
            (
                Correction(other, edits, *used[stem(other, family)])
                for other, edits in found
                if stem(other, family) in used and other not in stops
            ),
            key=lambda each: _merit(word, each),
        )
        for word, found in within.items()
        if not _is_inflected(word, family=family, used=used)
    }
    _put_fitting_first(cursor, found, family=family, beside=beside[:_MOST_BESIDE])
    return found


def _put_fitting_first(
    cursor: Any, found: dict[str, list[Correction]], *, family: str, beside: Sequence[str]
) -> None:
    """Sort anew where rivals of different stems are told apart by the words beside them."""
    stems: set[str] = set()
    for several in found.values():
        alike = {stem(each.word, family) for each in _rivals(several)}
        stems |= alike if len(alike) > 1 else set()
    together = _in_names_with(cursor, family=family, stems=stems, beside=beside)
    for word, several in found.items():
        fitting = [each for each in _rivals(several) if stem(each.word, family) in together]
        several.sort(key=lambda each: _merit(word, each, fits=each in fitting))


def _rivals(several: Sequence[Correction]) -> Sequence[Correction]:
    """The first few that are as near as the first; none where it has no rival."""
    alike = [each for each in several if each.edits == several[0].edits][:_MOST_RIVALS]
    return alike if len(alike) > 1 else []


def _in_names_with(
    cursor: Any, *, family: str, stems: set[str], beside: Sequence[str]
) -> frozenset[str]:
    """Those stems that stand in a name together with one of the words beside."""
    others = {stem(word, family) for word in beside}
    if not stems - others or not others:
        return frozenset()
    values = {"family": family, "every": sorted(stems | others), "beside": sorted(others)}
    cursor.execute(_TOGETHER, values)
    return frozenset(term for (term,) in cursor.fetchall())


def _within(word: str, vocabulary: Sequence[str]) -> list[tuple[str, int]]:
    allowed = edits_allowed(word)
    found = []
    for other in vocabulary:
        edits = OSA.distance(word, other, score_cutoff=allowed)
        if edits <= allowed:
            found.append((other, edits))
    found.sort(key=lambda pair: pair[1])
    return found[:_MOST_CANDIDATES]


def _used(cursor: Any, *, family: str, words: set[str], usage: Frequent[Usage]) -> dict[str, Usage]:
    """The usage of those stems that the index has."""
    stems = {stem(word, family) for word in words}
    used = usage.known(family=family, terms=stems)
    unknown = sorted(stems - set(used))
    if unknown:
        cursor.execute(_USED, [family, unknown])
        rows = cursor.fetchall()
        counted = [(term, documents, (documents, names)) for term, documents, names in rows]
        usage.keep(family=family, counted=counted)
        used |= {term: figures for term, _, figures in counted}
    return used


def _merit(word: str, found: Correction, *, fits: bool = False) -> tuple[float, ...]:
    """Smaller is better: fewer edits, fits, the same first letter, used in names, used often."""
    first_letter = 0.5 if found.word[0] != word[0] else 0.0
    rare = 0.3 if not found.in_names else 0.0
    return (
        found.edits + first_letter + rare - (_FITS if fits else 0.0),
        -found.documents,
        len(found.word),
    )


def _is_inflected(word: str, *, family: str, used: Mapping[str, object]) -> bool:
    """True where the index has another form of the word. Short stems meet others by chance."""
    root = stem(word, family)
    return root in used and (len(root) >= SHORTEST or len(root) >= len(word) - 1)
