"""From a word to the terms it stands for in the index, one way for both engines."""

from functools import lru_cache
from typing import Final, NamedTuple

from search.analysis.compounds import split
from search.analysis.groups import NORWEGIAN, SAMI
from search.analysis.stems import stem
from search.analysis.words import bokmal_stems, stop_words

VARIANT: Final = 0.5  # what a compound's part, or the same word in the other form, counts
SAMI_PREFIX: Final = 6


class Term(NamedTuple):
    """One index term and how much it says, 1 for the word itself."""

    text: str
    weight: float


@lru_cache(maxsize=200_000)
def word_terms(word: str, group: str) -> tuple[Term, ...]:
    """The terms of one folded word, its own stem first.

    Norwegian adds the bokmål form of a nynorsk word and the parts of a compound; Sámi, which has
    no stemmer, the first letters of a long word.
    """
    own = stem(word, group)
    others: list[str] = []
    if group == NORWEGIAN:
        pairs = bokmal_stems()
        others.append(pairs.get(own, own))
        for part in split(word):
            root = stem(part, group)
            others.append(pairs.get(root, root))
    elif group == SAMI and len(word) > SAMI_PREFIX:
        others.append(word[:SAMI_PREFIX] + "*")
    unique = dict.fromkeys(other for other in others if other != own and len(other) > 1)
    return (Term(own, 1.0), *(Term(other, VARIANT) for other in unique))


def content_words(words: list[str], group: str) -> list[str]:
    """The words without stop words; all of them where there is nothing else."""
    stops = stop_words(group)
    return [word for word in words if word not in stops] or words
