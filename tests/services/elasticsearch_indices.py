"""Settings that point at the shared Elasticsearch, with index names that no other test has."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from search.engines.elasticsearch import connection
from tests.patience import SECONDS


@pytest.fixture
def patient_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is only slow today answers all the same; who tests a time-out sets one."""
    monkeypatch.setattr(connection, "SEARCH_SECONDS", SECONDS)
    monkeypatch.setattr(connection, "WRITE_SECONDS", SECONDS)


@pytest.fixture
def own_indices(elasticsearch_url: str, settings: Any, patient_client: None) -> Iterator[str]:
    """This test searches with Elasticsearch. Yields what its indices' names begin with."""
    prefix = f"test-{secrets.token_hex(5)}"
    settings.ELASTICSEARCH_URL = elasticsearch_url
    settings.ELASTICSEARCH_INDEX_PREFIX = prefix
    yield prefix
    with Elasticsearch(elasticsearch_url) as client:
        for name in client.indices.get_alias(index=f"{prefix}-*", allow_no_indices=True).body:
            client.indices.delete(index=name)
