"""The Elasticsearch engine. It ranks; words and spelling are the embedded index's."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch

from search.analysis.groups import group_of
from search.documents import SearchDocument
from search.engines.base import Candidate, EngineQuery, EngineUnavailable
from search.engines.coverage import rank_with_bonus
from search.engines.elasticsearch import NAME, asking, connection, documents, indices, writing
from search.engines.elasticsearch.connection import IndexMissing, Unreachable
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.spelling import Correction, LookedUp

_LEAST_SECONDS: Final = 0.01


class ElasticsearchEngine:
    """Reads and writes through the aliases that begin with `prefix`."""

    name = NAME

    def __init__(
        self, *, client: Elasticsearch | None = None, prefix: str = "",
        vocabulary: EmbeddedEngine | None = None, seconds: float | None = None,
    ) -> None:  # fmt: skip
        self._own_seconds = seconds
        self._client = client
        self.prefix = prefix or settings.ELASTICSEARCH_INDEX_PREFIX
        self.vocabulary = vocabulary or EmbeddedEngine()

    @property
    def _seconds(self) -> float:
        return connection.SEARCH_SECONDS if self._own_seconds is None else self._own_seconds

    @property
    def client(self) -> Elasticsearch:
        return self._client or connection.client()

    def rank(self, query: EngineQuery) -> Sequence[Candidate]:
        """See `SearchEngine.rank`."""
        return self.rank_each([query])[0]

    def rank_each(self, queries: Sequence[EngineQuery]) -> Sequence[Sequence[Candidate]]:
        """`rank` for each, all within the time that one may take."""
        end = time.monotonic() + self._seconds
        return [self._rank(query, end=end) if query.terms else [] for query in queries]

    def _rank(self, query: EngineQuery, *, end: float) -> Sequence[Candidate]:
        answer = self._ask(asking.body(query), family=query.family, end=end)
        try:
            rows = asking.rows(answer)
        except (LookupError, TypeError, ValueError) as error:
            raise EngineUnavailable(f"not an answer of ours: {type(error).__name__}") from error
        return rank_with_bonus(rows, query=query)

    def ping(self) -> None:
        """Raises EngineUnavailable where an index is missing or does not answer in time."""
        end = time.monotonic() + self._seconds
        for family in indices.FAMILIES:
            self._ask({"size": 0, "track_total_hits": False}, family=family, end=end)

    def look_up(
        self, *, family: str, words: Sequence[str], also: Sequence[str] = (), guess: bool = True
    ) -> LookedUp:
        """See `Vocabulary.look_up`."""
        return self.vocabulary.look_up(family=family, words=words, also=also, guess=guess)

    def corrections(
        self, *, family: str, near: Mapping[str, Sequence[str]], beside: Sequence[str] = ()
    ) -> dict[str, list[Correction]]:
        """See `Vocabulary.corrections`."""
        return self.vocabulary.corrections(family=family, near=near, beside=beside)

    def replace(self, document: SearchDocument, *, number: int) -> None:
        """See `SearchEngine.replace`; `number` is the edition's place in the log.

        Raises:
            Unreachable: nothing can be written now.
            IndexMissing: the index has not been built.
        """
        self._put(
            documents.stored(document, seq=number), key=document.key, lang=document.lang,
            seq=number,
        )  # fmt: skip

    def remove(self, *, key: str, lang: str, number: int) -> None:
        """See `SearchEngine.remove`. Raises as `replace` does."""
        self._put(
            documents.tombstone(key=key, lang=lang, seq=number), key=key, lang=lang, seq=number
        )

    def refresh(self) -> None:
        """Let what was written be found at once; it is within a second anyway."""
        connection.asked(
            lambda: self.client.indices.refresh(index=indices.every_alias(prefix=self.prefix))
        )

    def _put(self, body: dict[str, Any], *, key: str, lang: str, seq: int) -> None:
        writing.put(
            self.client, body, index=indices.alias(group_of(lang), prefix=self.prefix),
            identifier=documents.identifier(key=key, lang=lang), seq=seq,
        )  # fmt: skip

    def _ask(self, body: dict[str, Any], *, family: str, end: float) -> Mapping[str, Any]:
        left = max(end - time.monotonic(), _LEAST_SECONDS)
        client = self.client.options(request_timeout=left)
        path = f"/{indices.alias(family, prefix=self.prefix)}/_search"
        try:
            found: Mapping[str, Any] = connection.in_time(
                lambda: client.perform_request("POST", path, headers=indices.JSON, body=body).body,
                seconds=left,
            )
        except (Unreachable, IndexMissing) as error:
            raise EngineUnavailable(f"{type(error).__name__}: {error}") from error
        except ApiError as error:
            # It refuses the question, as an index that is not of our making does. Only the kind of
            # error is told on: the server's words may quote the question.
            raise EngineUnavailable(f"{type(error).__name__}: {error.error}") from error
        return found
