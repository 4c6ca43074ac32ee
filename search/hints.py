"""Where in a text a word of the query may stand, told quickly: a pattern that leaves most out.

To know what a word stands for costs some microseconds, and a page of results shows ten texts of a
thousand words. The pattern finds each place where one of the terms may begin; only there the words
are looked at one by one.
"""

import re
from functools import cache, lru_cache
from typing import Final

from search.analysis.folding import fold
from search.analysis.groups import NORWEGIAN
from search.analysis.words import bokmal_stems

BEGINNING: Final = 4  # letters of a stem that all its words share
_LATIN: Final = range(0xC0, 0x250)
_PAIRS: Final = {"ae": "æ", "oe": "œ", "ss": "ß", "th": "þ"}


@lru_cache(maxsize=256)
def hint(terms: frozenset[str], family: str) -> re.Pattern[str]:
    """A pattern that is found wherever a word of one of the terms begins, and now and then else."""
    beginnings = {_beginning(term) for term in terms}
    if family == NORWEGIAN:
        others = _nynorsk_stems()
        beginnings |= {_beginning(other) for term in terms for other in others.get(term, ())}
    return re.compile("|".join(sorted(map(_any_spelling, beginnings))) or r"(?!)", re.IGNORECASE)


def _beginning(term: str) -> str:
    # The last letter of a short stem may be another in its words: `try`, `tri`.
    bare = term.removesuffix("*")
    return bare[: min(BEGINNING, max(len(bare) - 1, 1))]


def _any_spelling(beginning: str) -> str:
    """The letters of a folded beginning, each as it may be written with a mark."""
    found, at = "", 0
    while at < len(beginning):
        pair = beginning[at : at + 2]
        single = _written().get(beginning[at], re.escape(beginning[at]))
        if pair in _PAIRS:
            second = _written().get(pair[1], pair[1])
            found += f"(?:{single}{second}|{_PAIRS[pair]})"
            at += 2
        else:
            found += single
            at += 1
    return found


@cache
def _written() -> dict[str, str]:
    """Folded letter → the class of letters that fold to it."""
    marked: dict[str, str] = {}
    for code in _LATIN:
        letter = chr(code)
        if letter.isalpha() and len(fold(letter)) == 1:
            marked[fold(letter)] = marked.get(fold(letter), "") + letter
    return {letter: f"[{letter}{others}][\u0300-\u036f]*" for letter, others in marked.items()}


@cache
def _nynorsk_stems() -> dict[str, tuple[str, ...]]:
    """Stem of a bokmål word → those of its nynorsk counterparts."""
    found: dict[str, list[str]] = {}
    for nynorsk, bokmal in bokmal_stems().items():
        found.setdefault(bokmal, []).append(nynorsk)
    return {bokmal: tuple(stems) for bokmal, stems in found.items()}
