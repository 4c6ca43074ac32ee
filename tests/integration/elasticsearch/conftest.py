"""Elasticsearch follows the log in these tests; `Shelf` says what its indices really hold."""

from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from editorial.editions.consumers import registry
from editorial.editions.consumers.attempts import Run
from editorial.editions.consumers.services import consumer_run
from editorial.editions.models import PublicDocument
from search.engines.elasticsearch import connection, consumer, indices
from tests.factories.pages import draft


class Shelf:
    """The indices of this test, asked directly."""

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self.client = client
        self.prefix = prefix

    def every_index(self) -> list[str]:
        return sorted(indices.behind(self.client, prefix=self.prefix))

    def held(self, family: str = "no") -> dict[str, tuple[int, bool]]:
        """Id → (version, is a tombstone) of everything behind the family's alias."""
        alias = indices.alias(family, prefix=self.prefix)
        self.client.indices.refresh(index=alias)
        hits = self.client.search(index=alias, size=1000, version=True, query={"match_all": {}})
        return {
            hit["_id"]: (hit["_version"], hit["_source"]["gone"]) for hit in hits["hits"]["hits"]
        }

    def found(self, word: str, family: str = "no") -> list[str]:
        """Ids of what an index term finds."""
        alias = indices.alias(family, prefix=self.prefix)
        self.client.indices.refresh(index=alias)
        hits = self.client.search(index=alias, size=1000, query={"term": {"terms": word}})
        return sorted(hit["_id"] for hit in hits["hits"]["hits"])


def public() -> dict[str, tuple[int, bool]]:
    """What the indices must hold: every item at its newest place in the log."""
    return {
        f"{row.content_id}:{row.lang}": (row.seq, row.state == "withdrawn")
        for row in PublicDocument.objects.filter(lang__in=("nb", "nn"))
    }


def catch_up() -> Run:
    """Let the consumer follow the log now, even where it pauses."""
    return consumer_run(name=consumer.NAME, is_forced=True)


@pytest.fixture
def shelf(db: str, own_indices: str) -> Iterator[Shelf]:
    registry.register(consumer.NAME, consumer.follow)
    yield Shelf(connection.client(), own_indices)
    registry.unregister(consumer.NAME)


@pytest.fixture
def publish(house: dict[str, Any], published: Any) -> Any:
    """Publish a text through the real review: `publish("influensa")`."""

    def run(slug: str, **fields: Any) -> Any:
        values = {"title": slug.capitalize(), **fields}
        return published(draft(author=house["author"], slug=slug, **values))

    return run


def key(page: Any) -> str:
    """The id under which a page's item is stored."""
    return f"{page.translation_key}:{page.locale.language_code}"
