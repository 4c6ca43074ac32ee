"""From what was typed to weighted index terms: stop words, spelling, synonyms, codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

from search.analysis.analyser import content_words, word_terms
from search.analysis.codes import query_terms
from search.analysis.folding import spans
from search.analysis.folding import words as words_of
from search.analysis.groups import ENGLISH, group_of
from search.analysis.stems import stem
from search.analysis.synonyms import Expansion, expansions
from search.engines.base import EngineQuery, Filters
from search.engines.embedded.spelling import Correction, LookedUp

MOST_WORDS: Final = 40
CODE_WEIGHT: Final = 3.0
JOINED: Final = 0.8
ALTERNATIVE: Final = 0.4


class Vocabulary(Protocol):
    """What the index knows of words."""

    def look_up(
        self, *, family: str, words: Sequence[str], also: Sequence[str] = (), guess: bool = True
    ) -> LookedUp:
        """Which of the words there are, and with `guess` what the first of them are near."""
        ...

    def corrections(
        self, *, family: str, near: Mapping[str, Sequence[str]]
    ) -> dict[str, list[Correction]]:
        """What each word may have meant, out of what it is near."""
        ...


class Unknowing:
    """A vocabulary that knows no word and guesses none: the query as it is typed, and no read."""

    def look_up(
        self, *, family: str, words: Sequence[str], also: Sequence[str] = (), guess: bool = True
    ) -> LookedUp:
        return LookedUp(known=set(), near={})

    def corrections(
        self, *, family: str, near: Mapping[str, Sequence[str]]
    ) -> dict[str, list[Correction]]:
        return {}


@dataclass(frozen=True, slots=True)
class BuiltQuery:
    """The engine's query, and `corrected`: the words as they were understood, "" where as typed."""

    query: EngineQuery
    corrected: str
    words: tuple[str, ...]


def build(
    text: str, *, lang: str, vocabulary: Vocabulary, filters: Filters | None = None,
    spelling: bool = True,
) -> BuiltQuery:  # fmt: skip
    """Analyse a query in one language. Never raises for any text."""
    family = group_of(lang)
    codes = query_terms(text)
    typed = list(dict.fromkeys(words_of(text)))[:MOST_WORDS]
    content = content_words(typed, family)
    joined = [first + second for first, second in pairwise(content)] if family != ENGLISH else []
    found = vocabulary.look_up(family=family, words=content, also=joined, guess=spelling)
    replaced = _replacements(content, found, family=family, vocabulary=vocabulary)
    terms: dict[str, float] = {}
    understood: list[str] = []
    for word in content:
        better = replaced.get(word, [])
        meant = [each.word for each in better[:1]] or [word]
        understood += meant
        for spelt in meant:
            _add(terms, spelt, family, 1.0)
        for other in better[1:3]:
            _add(terms, other.word, family, ALTERNATIVE)
    for word in joined:
        if word in found.known:
            _add(terms, word, family, JOINED)
            understood.append(word)
    stems = frozenset(stem(word, family) for word in understood)
    for expansion in expansions([stem(word, family) for word in understood], family=family):
        _expand(terms, expansion, family)
    for code in codes:
        terms[code] = CODE_WEIGHT
    corrected = _shown(text, replaced) if replaced else ""
    query = EngineQuery(
        family=family, terms=terms, stems=stems, filters=filters or Filters(),
        text=corrected or text,
    )  # fmt: skip
    return BuiltQuery(query=query, corrected=corrected, words=tuple(understood))


def _replacements(
    content: list[str], found: LookedUp, *, family: str, vocabulary: Vocabulary
) -> dict[str, list[Correction]]:
    near = {word: found.near[word] for word in content if word in found.near}
    if not near:
        return {}
    better = vocabulary.corrections(family=family, near=near)
    return {word: best for word, best in better.items() if best}


def _add(terms: dict[str, float], word: str, family: str, weight: float) -> None:
    for term, share in word_terms(word, family):
        terms[term] = max(terms.get(term, 0.0), weight * share)


def _expand(terms: dict[str, float], expansion: Expansion, family: str) -> None:
    for word in expansion.words:
        _add(terms, word, family, expansion.weight)


def _shown(text: str, replaced: dict[str, list[Correction]]) -> str:
    """The query with its misspelt words replaced, for "showing results for"."""
    pieces, at = [], 0
    for start, end, word in spans(text):
        if word in replaced:
            pieces += [text[at:start], replaced[word][0].word]
            at = end
    return "".join([*pieces, text[at:]])
