"""Run judged queries against an engine, through the same pipeline as a citizen's search."""

from collections.abc import Iterable
from time import perf_counter
from typing import Any

from search.engines.base import SearchEngine
from search.evaluation.measures import Tally
from search.evaluation.sources import JudgedQuery
from search.query.build import Vocabulary, build


def evaluate(
    queries: Iterable[JudgedQuery], *, engine: SearchEngine, vocabulary: Vocabulary
) -> dict[str, Any]:
    """The figures over all queries, and by language under `by_lang`."""
    total = Tally()
    by_lang: dict[str, Tally] = {}
    for query in queries:
        started = perf_counter()
        built = build(query.text, lang=query.lang, vocabulary=vocabulary)
        ranked = [candidate.key for candidate in engine.rank(built.query)]
        seconds = perf_counter() - started
        total.add(ranked, query.judged, seconds)
        by_lang.setdefault(query.lang, Tally()).add(ranked, query.judged, seconds)
    return {
        **total.report(),
        "by_lang": {lang: tally.report() for lang, tally in sorted(by_lang.items())},
    }
