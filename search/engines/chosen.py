"""The engine that answers. Everybody who searches asks here and nowhere else.

Elasticsearch where the settings name one and it answers in time; else, and while its breaker is
open, the embedded engine. Where an encoder is switched on, what they found is widened by meaning.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Protocol

from django.conf import settings

from search.engines.base import Candidate, EngineQuery, EngineUnavailable, SearchEngine
from search.engines.breaker import Breaker, BreakerState
from search.engines.embedded.engine import EmbeddedEngine
from search.vectors.encoder import active_encoder
from search.vectors.hybrid import widened

# It reads as the public role and keeps nothing but the index's mean lengths, so one serves all.
EMBEDDED: Final = EmbeddedEngine()


class _Remote(SearchEngine, Protocol):
    """An engine on a server, which may be away."""

    def rank_each(self, queries: Sequence[EngineQuery]) -> Sequence[Sequence[Candidate]]:
        """`rank` for each, all within the time that one may take."""
        ...

    def ping(self) -> None:
        """Raises EngineUnavailable where it could not answer a search."""
        ...


def rank_each(queries: Sequence[EngineQuery]) -> tuple[list[Sequence[Candidate]], str]:
    """The best candidates of each query, and the name of the one engine that ranked them all.

    Raises EngineUnavailable where none answers.
    """
    found, name = _ranked(queries)
    encoder = active_encoder()
    return [
        widened(query, candidates, encoder=encoder)
        for query, candidates in zip(queries, found, strict=True)
    ], name


def _ranked(queries: Sequence[EngineQuery]) -> tuple[Sequence[Sequence[Candidate]], str]:
    preferred = _preferred()
    if preferred is not None:
        engine, breaker = preferred
        try:
            return breaker.call(lambda: engine.rank_each(queries)), engine.name
        except EngineUnavailable:
            pass
    return [EMBEDDED.rank(query) for query in queries], EMBEDDED.name


def probe() -> str:
    """The engine that would answer now; a server is left alone while its breaker is open."""
    preferred = _preferred()
    if preferred is not None:
        engine, breaker = preferred
        try:
            breaker.call(engine.ping)
        except EngineUnavailable:
            return EMBEDDED.name
        return engine.name
    return EMBEDDED.name


def breaker_state() -> BreakerState | None:
    """This process's breaker before Elasticsearch; None where there is no Elasticsearch."""
    preferred = _preferred()
    return None if preferred is None else preferred[1].state()


def _preferred() -> tuple[_Remote, Breaker] | None:
    if not settings.ELASTICSEARCH_URL:
        return None
    return _elasticsearch(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_INDEX_PREFIX)


@lru_cache(maxsize=8)
def _elasticsearch(_url: str, prefix: str) -> tuple[_Remote, Breaker]:
    from search.engines.elasticsearch.engine import ElasticsearchEngine

    return ElasticsearchEngine(prefix=prefix), Breaker()
