"""Both engines behind one bench: what a test puts in goes to the engine, what it asks comes out."""

from collections.abc import Iterator
from typing import Any

import pytest

from search.documents import SearchDocument
from search.engines.base import Candidate, Filters, SearchEngine
from search.engines.elasticsearch import connection, indices
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.query.build import build


class Bench:
    """An engine, and the embedded index beside it, whose vocabulary every query is built with."""

    def __init__(self, engine: SearchEngine) -> None:
        self.engine = engine
        self.vocabulary = EmbeddedEngine()

    def put(self, key: str, title: str, *, lang: str = "nb", number: int = 1, **more: Any) -> None:
        document = SearchDocument(key=key, lang=lang, title=title, **more)
        self.engine.replace(document, number=number)
        if self.engine.name != self.vocabulary.name:
            self.vocabulary.replace(document, number=number)

    def remove(self, key: str, *, lang: str = "nb", number: int) -> None:
        self.engine.remove(key=key, lang=lang, number=number)

    def rank(self, text: str, *, lang: str = "nb", **filters: Any) -> list[Candidate]:
        if isinstance(self.engine, ElasticsearchEngine):
            self.engine.refresh()
        built = build(text, lang=lang, vocabulary=self.vocabulary, filters=Filters(**filters))
        return list(self.engine.rank(built.query))

    def find(self, text: str, *, lang: str = "nb", **filters: Any) -> list[str]:
        return [found.key for found in self.rank(text, lang=lang, **filters)]


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def bench(request: pytest.FixtureRequest, db: str) -> Iterator[Bench]:
    if request.param == "embedded":
        yield Bench(EmbeddedEngine())
        return
    prefix = request.getfixturevalue("own_indices")
    client = connection.client()
    made = {name: indices.create(client, family=name, prefix=prefix) for name in indices.FAMILIES}
    indices.swap(client, names=made, prefix=prefix)
    yield Bench(ElasticsearchEngine())
