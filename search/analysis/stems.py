"""Stems by Snowball, on folded words, so that both spellings of a word get the same stem.

Northern Sámi has no stemmer anywhere. There a long word also stands for its first letters, which
finds its other cases at a lower weight (`analyser.py`).
"""

import re
from functools import lru_cache
from threading import local
from typing import Final

from Stemmer import Stemmer

from search.analysis.groups import ENGLISH, NORWEGIAN, SAMI

_NAMES: Final = {NORWEGIAN: "norwegian", ENGLISH: "english"}
# Snowball takes these nouns for verbs in -erte: `smerte` → `smer`, but `smerter` → `smert`.
_NOUNS_IN_ERTE: Final = ("smerte", "hjerte", "hjarte")
# Snowball takes -ens for a genitive, and `demens` would be the pronoun `dem`.
_NOUNS_IN_ENS: Final = (
    "demens", "kvens", "tinens", "potens", "sistens", "lligens", "valens", "sidens", "isiens",
)  # fmt: skip
_DOUBLED: Final = re.compile(r".{2}([bdfgklmnprst])\1$")
_made = local()  # a Stemmer keeps a buffer of its own and must not be shared between threads


def _stemmer(group: str) -> Stemmer:
    stemmers: dict[str, Stemmer] = _made.__dict__
    if group not in stemmers:
        stemmers[group] = Stemmer(_NAMES[group])
        stemmers[group].maxCacheSize = 0
    return stemmers[group]


@lru_cache(maxsize=200_000)
def stem(word: str, group: str) -> str:
    """The stem of a folded word: `sykehuset` → `sykehus`. Sámi words are returned as they are."""
    if group == SAMI or word.isdigit():
        return word
    if group == NORWEGIAN and word.endswith(_NOUNS_IN_ERTE):
        return word[:-1]
    if group == NORWEGIAN and word.endswith(_NOUNS_IN_ENS):
        return word
    found: str = _stemmer(group).stemWord(word)
    # Snowball leaves `sykdom` and `sykdommer` apart: a double consonant at the end is one.
    if group == NORWEGIAN and _DOUBLED.search(found):
        found = found[:-1]
    return found
