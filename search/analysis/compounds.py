"""Norwegian compounds: `ryggvirvel` is also about `rygg` and `virvel`."""

from functools import lru_cache
from typing import Final

from search.analysis.building import LINKS, SHORTEST_PART
from search.analysis.words import compound_parts

SHORTEST_COMPOUND: Final = 7
_MAX_PARTS: Final = 4
# Inflected ends of the last part; longest first. The stem takes care of the rest.
_ENDINGS: Final = (
    "enes", "anes", "ene", "ane", "ens", "ets", "ers", "en", "et", "er", "ar",
    "a", "s", "e", "n", "t", "",
)  # fmt: skip


@lru_cache(maxsize=100_000)
def split(word: str) -> tuple[str, ...]:
    """The parts of a folded compound, or () where it is none that we can take apart.

    The fewest parts win, then the longest last part, which carries the meaning.
    """
    if len(word) < SHORTEST_COMPOUND or not word.isalpha():
        return ()
    return _several(word, _MAX_PARTS)


def _parts(rest: str, left: int) -> tuple[str, ...]:
    """The best way to take `rest` apart in at most `left` parts; () where there is none."""
    whole = _as_last(rest)
    if whole:
        return (whole,)
    return _several(rest, left) if left > 1 else ()


def _several(rest: str, left: int) -> tuple[str, ...]:
    best: tuple[str, ...] = ()
    for first, after in _beginnings(rest):
        others = _parts(after, left - 1)
        if others and (not best or len(others) + 1 < len(best)):
            best = (first, *others)
    return best


def _beginnings(word: str) -> list[tuple[str, str]]:
    """Every part that `word` may begin with and what follows it; the shortest first."""
    known = compound_parts()
    found: list[tuple[str, str]] = []
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        first = word[:cut]
        if first not in known:
            continue
        found.extend(
            (first, word[cut + len(link) :])
            for link in LINKS
            if word[cut:].startswith(link) and len(word) - cut - len(link) >= SHORTEST_PART
        )
    return found


def _as_last(word: str) -> str:
    known = compound_parts()
    for ending in reversed(_ENDINGS):
        if word.endswith(ending):
            bare = word[: len(word) - len(ending)] if ending else word
            if len(bare) >= SHORTEST_PART and bare in known:
                return bare
            # sykdommer, rommet: the last consonant is doubled before an ending
            if len(bare) > SHORTEST_PART and bare[-1] == bare[-2] and bare[:-1] in known:
                return bare[:-1]
    return ""
