"""Which words of the original text match, and the passage that shows them best. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from search.analysis.analyser import word_terms
from search.analysis.codes import MARK
from search.analysis.folding import spans
from search.hints import hint
from search.results import Segment

WINDOW: Final = 32  # words
MOST_LETTERS: Final = 12_000  # of a document that are looked at; few are longer
LEAST_WEIGHT: Final = 0.3
PIECE: Final = 400  # letters at least, then to the end of the line or sentence
_END: Final = re.compile(r"\n|[.!?]\s")
_ELLIPSIS: Final = "…"


def segments(text: str, *, terms: Mapping[str, float], family: str) -> tuple[Segment, ...]:
    """The whole text, cut where marked words begin and end."""
    return _cut(text, _matches(text, terms=terms, family=family), 0, len(text))


def snippet(
    texts: Iterable[str], *, terms: Mapping[str, float], family: str
) -> tuple[Segment, ...]:
    """The passage with the most of the query's weight; where none has any, the beginning.

    It looks no further than a passage that has every word of the query, nor than `MOST_LETTERS`.
    """
    best: tuple[float, str, list[tuple[int, int, str]], list[_Match], int] | None = None
    weighty = {term: weight for term, weight in terms.items() if weight >= LEAST_WEIGHT}
    words = [term for term in weighty if term[0] != MARK]
    enough = sum(weighty[term] for term in words if weighty[term] >= 1)
    likely = hint(frozenset(words), family)
    for text in _pieces(texts):
        # A passage with no more of the words than the best one has is not taken apart.
        if best is not None and len(set(likely.findall(text))) <= len({m.term for m in best[3]}):
            continue
        found = spans(text)
        if not found:
            continue
        matches = _matches(text, terms=weighty, family=family, found=found)
        weight, start = _best_window(found, matches)
        if best is None or weight > best[0]:
            best = (weight, text, found, matches, start)
        if enough <= best[0] > 0:
            break
    if best is None:
        return ()
    _, text, found, matches, first = best
    last = min(first + WINDOW, len(found)) - 1
    begin = 0 if first == 0 else found[first][0]
    end = len(text) if last == len(found) - 1 else found[last][1]
    cut = list(_cut(text, matches, begin, end))
    if begin > 0:
        cut.insert(0, Segment(_ELLIPSIS, marked=False))
    if end < len(text):
        cut.append(Segment(_ELLIPSIS, marked=False))
    return tuple(cut)


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


class _Match:
    __slots__ = ("end", "start", "term", "weight", "word")

    def __init__(self, start: int, end: int, word: int, term: str, weight: float) -> None:
        self.start, self.end, self.word, self.term, self.weight = start, end, word, term, weight


def _matches(
    text: str, *, terms: Mapping[str, float], family: str,
    found: Sequence[tuple[int, int, str]] | None = None,
) -> list[_Match]:  # fmt: skip
    matches = []
    for place, (start, end, word) in enumerate(spans(text) if found is None else found):
        for term, share in word_terms(word, family):
            # The first letters of a Sámi word stand for its other cases, on both sides.
            weight = terms.get(term, 0.0) * (1.0 if term[-1] == "*" else share)
            if weight >= LEAST_WEIGHT:
                matches.append(_Match(start, end, place, term, weight))
                break
    return matches


def _best_window(
    found: Sequence[tuple[int, int, str]], matches: Sequence[_Match]
) -> tuple[float, int]:
    """The weight of different terms in the best window, and its first word."""
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
    return best, 0 if start < WINDOW // 2 or len(found) <= WINDOW else start - 4


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
