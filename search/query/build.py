"""From what was typed to weighted index terms: stop words, spelling, synonyms, codes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Protocol

from search.analysis.analyser import content_words, word_terms
from search.analysis.codes import query_terms
from search.analysis.folding import spans
from search.analysis.folding import words as words_of
from search.analysis.groups import ENGLISH, NORWEGIAN, group_of
from search.analysis.stems import stem
from search.analysis.synonyms import Expansion, expansions
from search.analysis.words import bokmal_stems
from search.engines.base import EngineQuery, Filters, StandIn
from search.engines.embedded.spelling import Correction, LookedUp

MOST_WORDS: Final = 40
CODE_WEIGHT: Final = 3.0
JOINED: Final = 0.8
ALTERNATIVE: Final = 0.4
# A letter names its subject first; what comes after is the story around it.
LONG_QUERY: Final = 12
FIRST_WORDS: Final = 8
LATER: Final = 0.6
_ROMAN: Final = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_NUMERAL: Final = re.compile(r"\b(types?|stages?|grades?|stadium|grad)\s+(i{1,3}|iv|v)\b", re.I)


class Vocabulary(Protocol):
    """What the index knows of words."""

    def look_up(
        self, *, family: str, words: Sequence[str], also: Sequence[str] = (), guess: bool = True
    ) -> LookedUp:
        """Which of the words there are, and with `guess` what the first of them are near."""
        ...

    def corrections(
        self, *, family: str, near: Mapping[str, Sequence[str]], beside: Sequence[str] = ()
    ) -> dict[str, list[Correction]]:
        """What each word may have meant, out of what it is near, in a query with words `beside`."""
        ...


class Unknowing:
    """A vocabulary that knows no word and guesses none: the query as it is typed, and no read."""

    def look_up(
        self, *, family: str, words: Sequence[str], also: Sequence[str] = (), guess: bool = True
    ) -> LookedUp:
        return LookedUp(known=set(), near={})

    def corrections(
        self, *, family: str, near: Mapping[str, Sequence[str]], beside: Sequence[str] = ()
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
    typed = list(dict.fromkeys(words_of(_numerals(text))))[:MOST_WORDS]
    content = content_words(typed, family)
    joined = [first + second for first, second in pairwise(content)] if family != ENGLISH else []
    found = vocabulary.look_up(family=family, words=content, also=joined, guess=spelling)
    certain = _with_synonyms(content, family)
    unsure = [word for word in content if word not in certain]
    beside = [word for word in content if word in found.known]
    replaced = _replacements(unsure, found, family=family, vocabulary=vocabulary, beside=beside)
    terms: dict[str, float] = {}
    understood: list[str] = []
    for place, word in enumerate(content):
        weight = LATER if place >= FIRST_WORDS and len(content) > LONG_QUERY else 1.0
        better = replaced.get(word, [])
        meant = [each.word for each in better[:1]] or [word]
        understood += meant
        for spelt in meant:
            _add(terms, spelt, family, weight)
        for other in better[1:3]:
            _add(terms, other.word, family, ALTERNATIVE)
    for word in joined:
        if word in found.known:
            _add(terms, word, family, JOINED)
            understood.append(word)
    stems = frozenset(stem(word, family) for word in understood)
    stand_ins = []
    for expansion in _expansions(understood, family):
        for word in expansion.words:
            _add(terms, word, family, expansion.weight)
        words = frozenset(stem(word, family) for word in expansion.words)
        stand_ins.append(StandIn(words, frozenset(expansion.of)))
    for code in codes:
        terms[code] = CODE_WEIGHT
    corrected = _shown(text, replaced) if replaced else ""
    query = EngineQuery(
        family=family, terms=terms, stems=stems, filters=filters or Filters(),
        text=corrected or text,
        stand_ins=tuple(stand_ins),
    )  # fmt: skip
    return BuiltQuery(query=query, corrected=corrected, words=tuple(understood))


def _replacements(
    content: list[str],
    found: LookedUp,
    *,
    family: str,
    vocabulary: Vocabulary,
    beside: Sequence[str],
) -> dict[str, list[Correction]]:
    near = {word: found.near[word] for word in content if word in found.near}
    if not near:
        return {}
    better = vocabulary.corrections(family=family, near=near, beside=beside)
    return {word: best for word, best in better.items() if best}


def _add(terms: dict[str, float], word: str, family: str, weight: float) -> None:
    for term, share in word_terms(word, family):
        terms[term] = max(terms.get(term, 0.0), weight * share)


def _expansions(spelt: Sequence[str], family: str) -> list[Expansion]:
    """What the words also stand for, as they are and, for nynorsk, in the form of bokmål."""
    stems = [stem(word, family) for word in spelt]
    found = list(expansions(stems, family=family))
    if family == NORWEGIAN:
        forms = bokmal_stems()
        bokmal = [forms.get(each, each) for each in stems]
        if bokmal != stems:
            found += [each for each in expansions(bokmal, family=family) if each not in found]
    return found


def _with_synonyms(content: Sequence[str], family: str) -> set[str]:
    """The words that editors have synonyms for: known, whether the index has them or not."""
    of = {root for each in _expansions(content, family) for root in each.of}
    return {word for word in content if stem(word, family) in of}


def _numerals(text: str) -> str:
    """Types and stages are counted in two ways: `type II` is `type 2`."""
    return _NUMERAL.sub(lambda found: f"{found.group(1)} {_ROMAN[found.group(2).lower()]}", text)


def _shown(text: str, replaced: dict[str, list[Correction]]) -> str:
    """The query with its misspelt words replaced, for "showing results for"."""
    pieces, at = [], 0
    for start, end, word in spans(text):
        if word in replaced:
            pieces += [text[at:start], replaced[word][0].word]
            at = end
    return "".join([*pieces, text[at:]])
