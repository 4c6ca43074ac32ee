"""Which words of the original text match, and the passage that shows them best. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from search.analysis.analyser import word_terms
from search.analysis.beginnings import beginnings
from search.analysis.codes import MARK
from search.analysis.folding import fold_text, spans, words
from search.results import Segment

WINDOW: Final = 32  # words
MOST_LETTERS: Final = 8_000  # of a document that are looked at; few are longer
CONTENT_AFTER: Final = 2_000  # letters, after which a passage with half of the query will do
LEAST_WEIGHT: Final = 0.3
PIECE: Final = 400  # letters at least, then to the end of the line or sentence
_END: Final = re.compile(r"\n|[.!?]\s")
_WORD: Final = re.compile(r"[^\W_]")
_ELLIPSIS: Final = "…"


class _Match(NamedTuple):
    start: int
    end: int
    word: int
    term: str
    weight: float


class Marker:
    """Marks the words of a query in the texts of one family of languages.

    It remembers what it knows of a word, so that one serves all hits of a page.
    """

    def __init__(self, terms: Mapping[str, float], *, family: str) -> None:
        self._family = family
        self._terms = {term: weight for term, weight in terms.items() if weight >= LEAST_WEIGHT}
        # A passage that has all of this is as good as any: every word of the query itself.
        self._enough = sum(
            weight for term, weight in self._terms.items() if term[0] != MARK and weight >= 1
        )
        self._begun = beginnings(
            {term: weight for term, weight in self._terms.items() if term[0] != MARK}, family
        )
        # A sign that is a word may fold to brackets and stops: `⑴` is `(1)`.
        begun = map(re.escape, sorted(self._begun, reverse=True))
        self._beginning = re.compile("|".join(begun) or r"(?!)")
        self._known: dict[str, tuple[str, float]] = {}
        self._others: set[str] = set()  # words that stand for none of the terms

    def segments(self, text: str) -> tuple[Segment, ...]:
        """The whole text, cut where marked words begin and end."""
        return _cut(text, self._matches(spans(text)), 0, len(text))

    def snippet(self, texts: Iterable[str]) -> tuple[Segment, ...]:
        """The passage with the most of the query's weight; where none has any, the beginning.

        It looks no further than a passage that has every word of the query, after
        `CONTENT_AFTER` letters one that has half of them, nor than `MOST_LETTERS`.
        """
        best, text, looked = 0.0, "", 0
        for piece in _pieces(texts):
            if not text:
                text = piece if _WORD.search(piece) else ""
            # A passage that can not be better than the best one is not taken apart.
            if self._most(piece) > best:
                weight = self._weight(set(words(piece)))
                if weight > best:
                    best, text = weight, piece
            looked += len(piece)
            enough = self._enough if looked < CONTENT_AFTER else self._enough / 2
            if enough <= best > 0:
                break
        return self._passage(text) if text else ()

    def _passage(self, text: str) -> tuple[Segment, ...]:
        found = spans(text)
        matches = self._matches(found)
        first = _best_start(found, matches)
        last = min(first + WINDOW, len(found)) - 1
        begin = 0 if first == 0 else found[first][0]
        end = len(text) if last == len(found) - 1 else found[last][1]
        cut = list(_cut(text, matches, begin, end))
        if begin > 0:
            cut.insert(0, Segment(_ELLIPSIS, marked=False))
        if end < len(text):
            cut.append(Segment(_ELLIPSIS, marked=False))
        return tuple(cut)

    def _most(self, text: str) -> float:
        """What the terms that may stand in the text weigh: told by how their words begin."""
        return sum(map(self._begun.__getitem__, set(self._beginning.findall(fold_text(text)))))

    def _weight(self, found: set[str]) -> float:
        """What the different terms among these words weigh together."""
        weights: dict[str, float] = {}
        for word in filter(self._beginning.search, found - self._others):
            matched = self._match(word)
            if matched:
                term, weight = matched
                weights[term] = max(weights.get(term, 0.0), weight)
        return sum(weights.values())

    def _matches(self, found: Sequence[tuple[int, int, str]]) -> list[_Match]:
        may_begin = self._beginning.search
        return [
            _Match(start, end, place, *matched)
            for place, (start, end, word) in enumerate(found)
            if may_begin(word) and (matched := self._match(word))
        ]

    def _match(self, word: str) -> tuple[str, float] | None:
        """The first term of the query that the word stands for, and how much of it."""
        known = self._known.get(word)
        if known is None:
            known = self._looked_up(word)
            if known is None:
                self._others.add(word)
            else:
                self._known[word] = known
        return known

    def _looked_up(self, word: str) -> tuple[str, float] | None:
        terms = word_terms(word, self._family)
        for term, share in terms:
            if term in self._terms:
                # The first letters of a Sámi word stand for its other cases, on both sides.
                weight = self._terms[term] * (1.0 if term[-1] == "*" else share)
                if weight >= LEAST_WEIGHT:
                    return term, weight
        return None


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    """Passages of some sentences each, until `MOST_LETTERS` have gone by."""
    left = MOST_LETTERS
    for whole in texts:
        text = whole[:left]
        left -= len(text)
        begin = 0
        while begin < len(text):
            found = _END.search(text, begin + PIECE)
            end = found.end() if found else len(text)
            yield text[begin:end].strip()
            begin = end


def _best_start(found: Sequence[tuple[int, int, str]], matches: Sequence[_Match]) -> int:
    """The first word of the window with the greatest weight of different terms."""
    best, start = 0.0, 0
    for at, match in enumerate(matches):
        weights: dict[str, float] = {}
        for other in matches[at:]:
            if other.word >= match.word + WINDOW - 4:
                break
            weights[other.term] = max(weights.get(other.term, 0.0), other.weight)
        total = sum(weights.values())
        if total > best:
            best, start = total, match.word
    # A few words before the first match, so that the passage can be read.
    return 0 if start < WINDOW // 2 or len(found) <= WINDOW else start - 4


def _cut(text: str, matches: Sequence[_Match], begin: int, end: int) -> tuple[Segment, ...]:
    pieces = []
    at = begin
    for match in matches:
        if match.start < at or match.end > end:
            continue
        if match.start > at:
            pieces.append(Segment(text[at : match.start], marked=False))
        pieces.append(Segment(text[match.start : match.end], marked=True))
        at = match.end
    if at < end:
        pieces.append(Segment(text[at:end], marked=False))
    return tuple(pieces)
