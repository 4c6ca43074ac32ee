"""The same question asked of the languages that were not searched, and what to do with nothing."""

from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import fuzz

from search.analysis.analyser import content_words
from search.analysis.codes import query_terms
from search.analysis.folding import words as words_of
from search.analysis.groups import ENGLISH, NORWEGIAN, SAMI, languages_of
from search.hydration import CarriedTopic
from search.query.build import Unknowing, build
from search.results import Elsewhere, Named

FAMILIES: Final = (NORWEGIAN, SAMI, ENGLISH)
MOST_TOPICS: Final = 6
NEAR: Final = 75.0  # of 100; below that a name has little to do with what was typed


def terms_elsewhere(text: str, *, searched: Sequence[str]) -> list[tuple[str, str]]:
    """Family and term for each family that was not searched. Needs no read.

    Words that say nothing in the reader's language are left out, although another may have them.
    """
    typed = words_of(text)
    for family in searched:
        typed = content_words(typed, family)
    codes = query_terms(text)
    found = []
    for family in FAMILIES:
        if family in searched:
            continue
        lang = languages_of(family)[0]
        built = build(" ".join(typed), lang=lang, vocabulary=Unknowing(), spelling=False)
        found += [(family, term) for term in [*built.query.terms, *codes]]
    return found


def elsewhere_of(counts: dict[str, int], *, searched: Iterable[str]) -> tuple[Elsewhere, ...]:
    """Languages with results, the fullest first."""
    skipped = set(searched)
    rows = [Elsewhere(lang=lang, count=count) for lang, count in counts.items()]
    return tuple(
        sorted(
            (row for row in rows if row.lang not in skipped and row.count),
            key=lambda row: (-row.count, row.lang),
        )
    )


def near_topics(topics: Sequence[CarriedTopic], *, text: str) -> tuple[Named, ...]:
    """Topics that are called something like what was typed; else those with most to read."""
    typed = " ".join(words_of(text))
    scored = [
        (fuzz.partial_ratio(typed, " ".join(words_of(each.name))) if typed else 0.0, each)
        for each in topics
    ]
    near = [(score, each) for score, each in scored if score >= NEAR]
    chosen = near or [(0.0, each) for each in topics]
    chosen.sort(key=lambda pair: (-pair[0], -pair[1].articles, pair[1].name))
    return tuple(Named(id=each.id, name=each.name) for _, each in chosen[:MOST_TOPICS])
