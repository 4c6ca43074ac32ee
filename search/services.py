"""What a citizen and a partner ask of the search. Nothing here writes, and nothing here fails.

With every engine and the database down, the help for a query that may mean danger is there all the
same: it comes from data that ships with the code.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, zip_longest
from typing import Final, NamedTuple, Protocol

from django.db import DatabaseError, InterfaceError
from django.utils import translation

from search import safety
from search.analysis.groups import group_of, languages_of
from search.elsewhere import elsewhere_of, near_topics, terms_elsewhere
from search.engines import chosen
from search.engines.base import Candidate, EngineUnavailable
from search.facets import facets_of
from search.hydration import Asked, Hydrated, hydrate
from search.query.build import BuiltQuery, build
from search.query.request import (
    SearchRequest,
    SuggestRequest,
    cursor_read,
    cursor_write,
    mark,
)
from search.results import SearchResults, Suggestions
from search.shown import as_written, hit_of
from search.snippets import Marker
from search.suggesting import suggestions

logger = logging.getLogger(__name__)
DOWN: Final = (EngineUnavailable, DatabaseError, InterfaceError)


class Bets(Protocol):
    """What editors have decided for one query: content ids that come first, and that come last."""

    @property
    def best(self) -> Sequence[str]: ...

    @property
    def worst(self) -> Sequence[str]: ...


class BetsFor(Protocol):
    """Looks the bets of a query up. It answers with none where it can not."""

    def __call__(self, *, query: str, lang: str) -> Bets: ...


_bets: list[BetsFor] = []


def bets_register(function: BetsFor) -> None:
    """Let editors' bets decide; called once, in `AppConfig.ready()` of who keeps them.

    Raises ValueError where somebody keeps them already.
    """
    if _bets and _bets[0] is not function:
        raise ValueError("The bets are kept by somebody else already.")
    _bets[:] = [function]


class _Ranked(NamedTuple):
    """What the engine says, before anything was checked."""

    candidates: list[Candidate]
    served_by: str
    built: list[BuiltQuery]
    searched: tuple[str, ...]
    families: tuple[str, ...]


def search_run(request: SearchRequest) -> SearchResults:
    """One page of results. Raises RequestInvalid for a cursor of another query, nothing else."""
    shown = cursor_read(request)
    empty = SearchResults(
        query=request.q,
        lang=request.lang,
        pins=safety.pins(request.q, lang=request.lang),
        phones=safety.phones(lang=request.lang),
    )
    try:
        ranked = _rank(request)
        found = hydrate(_asked(request, ranked, shown))
    except DOWN:
        logger.exception("No engine answers a search")
        return empty
    with translation.override(request.lang):
        return _results(request, ranked=ranked, found=found, shown=shown, empty=empty)


def _rank(request: SearchRequest) -> _Ranked:
    langs = request.filters.langs or languages_of(group_of(request.lang))
    families = tuple(dict.fromkeys(group_of(lang) for lang in langs))
    built = [
        build(
            request.q,
            lang=request.lang if group_of(request.lang) == family else languages_of(family)[0],
            vocabulary=chosen.EMBEDDED,
            filters=request.filters,
            spelling=not request.exact,
        )
        for family in families
    ]
    rankings, served_by = chosen.rank_each([one.query for one in built])
    # Scores of two vocabularies can not be compared: the languages take turns.
    merged = [each for each in chain.from_iterable(zip_longest(*rankings)) if each is not None]
    return _Ranked(_with_bets(request, merged, langs), served_by, built, langs, families)


def _with_bets(
    request: SearchRequest, candidates: list[Candidate], langs: Sequence[str]
) -> list[Candidate]:
    """The best bets first, in their order, and the worst last."""
    for bets_for in _bets:
        bets = bets_for(query=request.q, lang=request.lang)
        best = [Candidate(key, lang, 0.0) for key in bets.best for lang in langs]
        worst = [each for each in candidates if each.key in bets.worst]
        moved = {*bets.best, *bets.worst}
        candidates = [*best, *(each for each in candidates if each.key not in moved), *worst]
    return candidates


def _asked(request: SearchRequest, ranked: _Ranked, shown: frozenset[bytes]) -> Asked:
    text = ranked.built[0].corrected or request.q
    return Asked(
        candidates=ranked.candidates,
        shown=frozenset(each.key for each in ranked.candidates if mark(each.key) in shown)
        if shown
        else frozenset(),
        reader=request.lang,
        searched=ranked.searched,
        filters=request.filters,
        limit=request.limit,
        current_only=request.freshness == "current",
        other_terms=terms_elsewhere(text, searched=ranked.families),
    )


def _results(
    request: SearchRequest, *, ranked: _Ranked, found: Hydrated, shown: frozenset[bytes],
    empty: SearchResults,
) -> SearchResults:  # fmt: skip
    page = found.page
    markers = {
        one.query.family: Marker(one.query.terms, family=one.query.family) for one in ranked.built
    }
    shown_now = shown | {mark(item.content_id) for item in page}
    hits = tuple(hit_of(item, marker=markers[group_of(item.lang)]) for item in page)
    corrected = next((one.corrected for one in ranked.built if one.corrected), "")
    more = sum(not item.is_shown for item in found.items) > len(page)
    return replace(
        empty,
        corrected=as_written(corrected, hits),
        total=len(found.items),
        hits=hits,
        facets=facets_of(
            found.items, filters=request.filters, audiences=found.audiences, lang=request.lang
        ),
        elsewhere=elsewhere_of(found.elsewhere, searched=ranked.searched),
        near_topics=() if found.items else near_topics(found.topics, text=request.q),
        phones=() if found.items else empty.phones,
        next_cursor=cursor_write(request, shown=shown_now) if more else "",
        served_by=ranked.served_by,
    )


def suggest_run(request: SuggestRequest) -> Suggestions:
    """What to offer while a query is being typed. Raises nothing."""
    empty = Suggestions(
        query=request.q, lang=request.lang, pins=safety.pins(request.q, lang=request.lang)
    )
    try:
        items = suggestions(request)
    except DOWN:
        logger.exception("No suggestions can be read")
        return empty
    return replace(empty, items=items, served_by=chosen.EMBEDDED.name)
