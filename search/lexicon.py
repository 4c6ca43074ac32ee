"""The words that phrases are written with, and which of them a word of a query may be.

Pure; knows neither flags nor files.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from search.analysis.folding import fold, spans
from search.analysis.groups import NORWEGIAN, SAMI
from search.analysis.stems import stem
from search.analysis.words import compound_parts

_ONE_EDIT: Final = 5  # letters that a word needs to be taken for another
_TWO_EDITS: Final = 9
_SWAPPED: Final = 4  # letters from which one may be missing, or two neighbours swapped
_ANY_BEGINNING: Final = 8  # letters from which the first one may be wrong too
_SAMI_BEGINNING: Final = 6
_SAMI_ENDING: Final = 4
_EDITS: Final = (1, 2)
_MOST_KEPT: Final = 20_000  # words whose roots are remembered: most queries use the same ones


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a phrase: its stem, and its letters where those count (`dø` is not `do`)."""

    root: str
    letters: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in their order; `is_tight` where nothing may stand between them.

    `as_one` is how it looks without its spaces.
    """

    words: tuple[Word, ...]
    as_one: str
    is_tight: bool = False


@dataclass(slots=True)
class Lexicon:
    """What the phrases of one family are written with, and how a query's words are read by it."""

    family: str
    fillers: frozenset[str]
    light: frozenset[str]
    negations: frozenset[str]
    ordinary: frozenset[str] = frozenset()
    roots: dict[str, str] = field(default_factory=dict)  # word → its root
    known: frozenset[str] = frozenset()
    understood: dict[tuple[str, bool], str] = field(default_factory=dict)
    begun: dict[str, list[str]] = field(default_factory=dict)  # first letters → words
    as_long: dict[tuple[int, int], list[str]] = field(default_factory=dict)  # letters, ± → words

    def phrase(self, text: str) -> Phrase:
        """Read a phrase as it is written in the data. Raises ValueError for one that is too little.

        `=` before it: nothing may stand between; `!` before a word: its own letters count.
        """
        is_tight = text.startswith("=")
        found = []
        written = text.removeprefix("=").split()
        for part in written:
            letters = part.removeprefix("!").lower()
            for _, _, folded in spans(letters):
                if folded in self.fillers:
                    continue
                root = stem(folded, self.family)
                self.roots[folded] = root
                found.append(Word(root, letters if part.startswith("!") else ""))
        if not found or (len(found) == 1 and len(written) > 1):
            raise ValueError(f"Red flags: {text!r} has too few words that say something.")
        as_one = stem("".join(folded for _, _, folded in spans(text)), self.family)
        return Phrase(tuple(found), as_one, is_tight)

    def close(self) -> None:
        """All phrases are read."""
        self.known = frozenset(self.roots.values())
        self.understood.clear()
        begun, as_long = defaultdict(list), defaultdict(list)
        for word in self.roots:
            begun[word[:_SAMI_BEGINNING]].append(word)
            for edits in _EDITS:
                for letters in range(len(word) - edits, len(word) + edits + 1):
                    as_long[letters, edits].append(word)
        self.begun, self.as_long = dict(begun), dict(as_long)


def understood(folded: str, lexicon: Lexicon, *, is_pair: bool = False) -> str:
    """The root of a word, or that of the phrase word that it is a misspelling of."""
    kept = lexicon.understood.get((folded, is_pair))
    if kept is None:
        kept = _understood(folded, lexicon, is_pair=is_pair)
        if len(lexicon.understood) < _MOST_KEPT:
            lexicon.understood[folded, is_pair] = kept
    return kept


def _understood(folded: str, lexicon: Lexicon, *, is_pair: bool) -> str:
    own = stem(folded, lexicon.family)
    if folded in lexicon.roots:
        return lexicon.roots[folded]
    if own in lexicon.known:
        return own
    if lexicon.family == SAMI:
        longer = _sami_form(folded, lexicon)
        if longer:
            return longer
    if len(folded) < _SWAPPED or _is_ordinary(folded, own, lexicon):
        return own
    edits = 2 if len(folded) >= _TWO_EDITS and not is_pair else 1
    best, fewest = own, edits + 1.0
    near = lexicon.as_long.get((len(folded), edits), ())
    for other, distance, _ in process.extract(
        folded, near, scorer=OSA.distance, score_cutoff=edits, limit=8
    ):
        if distance < fewest and _is_near_enough(folded, other):
            best, fewest = lexicon.roots[other], distance
    return best


def _is_near_enough(word: str, other: str) -> bool:
    """Short words may lack a letter or have two swapped; in long ones the first may be wrong."""
    if len(word) < _ONE_EDIT and len(other) < _ONE_EDIT and sorted(word) != sorted(other):
        return False
    if len(other) < len(word) < _ONE_EDIT + 1:
        return False
    return word[0] == other[0] or word[:2] == other[1::-1] or len(word) >= _ANY_BEGINNING


def _is_ordinary(folded: str, own: str, lexicon: Lexicon) -> bool:
    if folded in lexicon.ordinary or own in lexicon.ordinary:
        return True
    return lexicon.family == NORWEGIAN and (folded in compound_parts() or own in _part_stems())


@lru_cache(maxsize=1)
def _part_stems() -> frozenset[str]:
    return frozenset(stem(part, NORWEGIAN) for part in compound_parts())


def _sami_form(folded: str, lexicon: Lexicon) -> str:
    """The root of the phrase word that has the same long beginning: another case of it."""
    best, longest = "", _SAMI_BEGINNING - 1
    for other in lexicon.begun.get(folded[:_SAMI_BEGINNING], ()):
        shared = Prefix.similarity(folded, other)
        if shared > longest and max(len(folded), len(other)) - shared <= _SAMI_ENDING:
            best, longest = lexicon.roots[other], shared
    return best


def folded_words(rows: Iterable[dict[str, str]]) -> frozenset[str]:
    """The folded words of rows of `words` and `why`. Raises ValueError for one without a reason."""
    found: set[str] = set()
    for row in rows:
        if not str(row.get("why", "")).strip():
            raise ValueError(f"Red flags: words without a reason: {row}")
        found.update(fold(word) for word in row["words"].split())
    return frozenset(found)
