"""Whether the words of a phrase stand in a query, inflected, misspelt, split or written together.

Pure; knows neither flags nor files.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from search.analysis.folding import fold, spans
from search.analysis.groups import NORWEGIAN, SAMI
from search.analysis.stems import stem
from search.analysis.words import compound_parts

MOST_BETWEEN: Final = 2  # words that may stand between two words of a phrase
MOST_WORDS: Final = 60
_ONE_EDIT: Final = 5  # letters that a word needs to be taken for another
_TWO_EDITS: Final = 9
_SWAPPED: Final = 4  # letters from which one may be missing, or two neighbours swapped
_ANY_BEGINNING: Final = 8  # letters from which the first one may be wrong too
_JOINED: Final = 8  # letters of two words that may have been one
_SAMI_BEGINNING: Final = 6
_SAMI_ENDING: Final = 4
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


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the query: as it was typed, folded, and the root that it is read as."""

    letters: str
    folded: str
    root: str


@dataclass(frozen=True, slots=True)
class Text:
    """A query as one family reads it; `as_one` are its long words and pairs of neighbours."""

    tokens: tuple[Token, ...]
    as_one: frozenset[str]


def read(query: str, lexicon: Lexicon, *, without: frozenset[str] = frozenset()) -> Text:
    """The words of a query, each read as the phrase word that it may be.

    Fillers are left out, and the words of `without`.
    """
    typed = [
        (query[start:end].lower(), folded)
        for start, end, folded in spans(query)[:MOST_WORDS]
        if folded not in without
    ]
    tokens = tuple(
        Token(letters, folded, understood(folded, lexicon))
        for letters, folded in typed
        if folded not in lexicon.fillers
    )
    pairs = [first + second for (_, first), (_, second) in pairwise(typed)]
    as_one = {understood(pair, lexicon, is_pair=True) for pair in pairs if len(pair) >= _JOINED}
    as_one.update(stem(folded, lexicon.family) for _, folded in typed if len(folded) >= _JOINED)
    return Text(tokens, frozenset(as_one))


class PhraseSet:
    """Phrases with a mark each, looked up by their first word and by how they look as one word."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[int, Phrase]]] = {}
        self._as_one: dict[str, set[int]] = {}

    def add(self, mark: int, phrase: Phrase) -> None:
        self._by_first.setdefault(phrase.words[0].root, []).append((mark, phrase))
        if len(phrase.as_one) >= _JOINED:
            self._as_one.setdefault(phrase.as_one, set()).add(mark)

    def found(self, text: Text, lexicon: Lexicon) -> set[int]:
        """Marks of the phrases whose words stand in the text in order, with little in between."""
        marks: set[int] = set()
        for word in text.as_one:
            marks |= self._as_one.get(word, set())
        for start, token in enumerate(text.tokens):
            marks.update(
                mark
                for mark, phrase in self._by_first.get(token.root, ())
                if mark not in marks
                and _is(token, phrase.words[0])
                and _follows(text.tokens, start, phrase, lexicon)
            )
        return marks


def _follows(tokens: Sequence[Token], at: int, phrase: Phrase, lexicon: Lexicon) -> bool:
    for wanted in phrase.words[1:]:
        found = _next(tokens, at + 1, wanted, 0 if phrase.is_tight else MOST_BETWEEN, lexicon)
        if found < 0:
            return False
        at = found
    return True


def _next(tokens: Sequence[Token], start: int, wanted: Word, most: int, lexicon: Lexicon) -> int:
    """Where the wanted word stands, passing at most `most` words that say something; else -1."""
    passed = 0
    for at in range(start, len(tokens)):
        if _is(tokens[at], wanted):
            return at
        folded = tokens[at].folded
        if folded in lexicon.negations:
            return -1
        if most == 0 or folded not in lexicon.light:
            passed += 1
        if passed > most:
            return -1
    return -1


def _is(token: Token, wanted: Word) -> bool:
    return token.root == wanted.root and (not wanted.letters or token.letters == wanted.letters)


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
    for other, distance, _ in process.extract(
        folded, lexicon.roots.keys(), scorer=OSA.distance, score_cutoff=edits, limit=8
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
    for other, root in lexicon.roots.items():
        shared = Prefix.similarity(folded, other)
        if shared > longest and max(len(folded), len(other)) - shared <= _SAMI_ENDING:
            best, longest = root, shared
    return best


def folded_words(rows: Iterable[dict[str, str]]) -> frozenset[str]:
    """The folded words of rows of `words` and `why`. Raises ValueError for one without a reason."""
    found: set[str] = set()
    for row in rows:
        if not str(row.get("why", "")).strip():
            raise ValueError(f"Red flags: words without a reason: {row}")
        found.update(fold(word) for word in row["words"].split())
    return frozenset(found)
