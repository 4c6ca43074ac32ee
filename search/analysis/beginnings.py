"""How the words of a term begin: enough to leave out most of a text that has none of them."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from search.analysis.groups import ENGLISH, NORWEGIAN
from search.analysis.words import bokmal_stems

LONGEST: Final = 8  # letters that are compared
# Snowball knows these three by heart: `dying` is a form of `die`.
_IN_YING: Final = {"die": "dying", "lie": "lying", "tie": "tying"}


def beginnings(terms: Mapping[str, float], family: str) -> dict[str, float]:
    """The folded letters that every word of one of the terms has, with what those terms weigh.

    A word may have them further in, as the part of a compound does.
    """
    found: dict[str, float] = {}
    others = _nynorsk_stems() if family == NORWEGIAN else {}
    for term, weight in terms.items():
        if family == ENGLISH and term in _IN_YING:
            found[_IN_YING[term]] = weight
        for root in {term, *others.get(term, ())}:
            start = _start(root, family)
            found[start] = found.get(start, 0.0) + weight
    return found


def _start(root: str, family: str) -> str:
    bare = root.removesuffix("*")
    # The last letter of an English stem may be another in its words: `allergi`, `allergy`.
    letters = max(len(bare) - 1, 1) if family == ENGLISH else len(bare)
    return bare[: min(letters, LONGEST)]


@cache
def _nynorsk_stems() -> dict[str, tuple[str, ...]]:
    """Stem of a bokmål word → those of its nynorsk counterparts."""
    found: dict[str, list[str]] = {}
    for nynorsk, bokmal in bokmal_stems().items():
        found.setdefault(bokmal, []).append(nynorsk)
    return {bokmal: tuple(stems) for bokmal, stems in found.items()}
