"""Judged queries that are kept in the house, and what a change does to their figures."""

from dataclasses import dataclass
from typing import Final

from search.analysis.groups import languages_of
from search.curation.models import JudgedQuery
from search.curation.rehearsal import Rehearsal
from search.evaluation.measures import ndcg
from search.results import Hit

MOST_MEASURED: Final = 200
MOST_MOVED: Final = 20


@dataclass(frozen=True, slots=True)
class Moved:
    """A judged query whose figure changes."""

    lang: str
    query: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class JudgedEffect:
    """NDCG@10 over the judged queries that the entry matters to; `stored` counts all of them."""

    stored: int
    concerned: int
    measured: int
    before: float
    after: float
    moved: tuple[Moved, ...]


def judged_effect(rehearsal: Rehearsal) -> JudgedEffect | None:
    """What the change does to the judged queries; None where no set is stored."""
    langs = languages_of(rehearsal.family)
    stored = list(JudgedQuery.objects.filter(lang__in=langs).order_by("pk"))
    if not stored:
        return None
    concerned = [query for query in stored if rehearsal.concerns(query.text)]
    before, after, moved = 0.0, 0.0, []
    measured = concerned[:MOST_MEASURED]
    for query in measured:
        first = _figure(rehearsal.before(query.text, lang=query.lang), query)
        second = _figure(rehearsal.after(query.text, lang=query.lang), query)
        before, after = before + first, after + second
        if first != second:
            moved.append(Moved(query.lang, query.text, first, second))
    moved.sort(key=lambda each: (each.after - each.before, each.query))
    count = len(measured) or 1
    return JudgedEffect(
        stored=len(stored),
        concerned=len(concerned),
        measured=len(measured),
        before=before / count,
        after=after / count,
        moved=tuple(moved[:MOST_MOVED]),
    )


def _figure(hits: tuple[Hit, ...], query: JudgedQuery) -> float:
    return ndcg([hit.content_id for hit in hits], query.judged)
