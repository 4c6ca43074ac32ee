"""Suggestions as one types: public items with a name that goes on from what was typed."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import connections
from rapidfuzz.distance import OSA

from search.analysis.folding import spans
from search.analysis.folding import words as words_of
from search.analysis.groups import group_of, languages_of
from search.engines.embedded import naming, spelling
from search.engines.embedded.naming import SHORTEST
from search.query.request import SuggestRequest
from search.results import Segment, Suggestion

PUBLIC: Final = "public"
MOST_WORDS: Final = 8
SHORTEST_GUESSED: Final = 4  # letters; a shorter beginning may be that of any word
TWO_EDITS: Final = 8
MOST_GUESSES: Final = 3


def suggestions(request: SuggestRequest) -> tuple[Suggestion, ...]:
    """The items to offer; () where too little was typed. One read, three where it is misspelt."""
    typed = words_of(request.q)[:MOST_WORDS]
    if len("".join(typed)) < SHORTEST:
        return ()
    family = group_of(request.lang)
    with connections[PUBLIC].cursor() as cursor:
        starts = [" ".join(typed)]
        rows = _read(cursor, request, starts, family)
        if not rows:
            starts = _guesses(cursor, typed, family=family)
            rows = _read(cursor, request, starts, family) if starts else []
    beginnings = {word for start in starts for word in start.split()}
    return tuple(
        Suggestion(
            content_id=content_id,
            lang=lang,
            type=kind,
            path=path,
            title=title,
            title_segments=_marked(title, beginnings),
        )
        for content_id, lang, kind, path, title in rows
    )


def _read(
    cursor: Any, request: SuggestRequest, starts: Sequence[str], family: str
) -> list[tuple[str, str, str, str, str]]:
    return naming.suggest(
        cursor,
        starts=starts,
        family=family,
        lang=request.lang,
        langs=languages_of(family),
        limit=request.limit,
    )


def _guesses(cursor: Any, typed: list[str], *, family: str) -> list[str]:
    """What may have been meant, with words of the index in place of those that are not in it."""
    guessed = [word for word in typed if len(word) >= SHORTEST_GUESSED]
    if not guessed:
        return []
    found = spelling.look_up(cursor, family=family, words=guessed)
    meant = [typed]
    for place, word in enumerate(typed):
        near = [] if word in found.known else _best(word, found.near.get(word, ()))
        if near:
            meant = [[*each[:place], other, *each[place + 1 :]] for each in meant for other in near]
            meant = meant[:MOST_GUESSES]
    return [" ".join(each) for each in meant if each != typed]


def _best(typed: str, others: Sequence[str]) -> list[str]:
    """The words that begin most like what was typed."""
    allowed = 2 if len(typed) >= TWO_EDITS else 1
    scored = []
    for other in others:
        edits = min(
            OSA.distance(typed, other[:length], score_cutoff=allowed)
            for length in range(len(typed) - 1, len(typed) + 2)
        )
        if edits <= allowed:
            scored.append((edits, other[0] != typed[0], len(other), other))
    return [other for *_, other in sorted(scored)[:MOST_GUESSES]]


def _marked(title: str, beginnings: set[str]) -> tuple[Segment, ...]:
    """The title, with the words marked that begin as one of those typed."""
    pieces, at = [], 0
    for start, end, word in spans(title):
        if any(word.startswith(beginning) for beginning in beginnings):
            if start > at:
                pieces.append(Segment(title[at:start], marked=False))
            pieces.append(Segment(title[start:end], marked=True))
            at = end
    if at < len(title):
        pieces.append(Segment(title[at:], marked=False))
    return tuple(pieces)
