"""Whether the words of a phrase stand in a query, inflected, misspelt, split or written together.

Pure; knows neither flags nor files.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from search.analysis.folding import spans
from search.analysis.stems import stem
from search.lexicon import Lexicon, Phrase, Word, understood

MOST_BETWEEN: Final = 2  # words that may stand between two words of a phrase
MOST_WORDS: Final = 60
_JOINED: Final = 8  # letters of two words that may have been one


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
