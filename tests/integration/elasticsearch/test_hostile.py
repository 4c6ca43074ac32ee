"""No query breaks Elasticsearch, or our asking of it: each has its answer, and none another's."""

import pytest
from django.test import Client

from search.engines import chosen
from search.engines.elasticsearch import connection
from search.engines.elasticsearch.rebuilding import rebuild
from search.query.request import parse
from search.services import search_run
from tests.integration.search.asking import counted
from tests.integration.search.hostile import (
    TEXTS,
    api_status,
    in_address,
    longest,
    shelf_fill,
    spoken,
)

pytestmark = pytest.mark.elasticsearch
# In the suite, and by `make hostile`.
MANY, ALL = 500, 2_000
OVER_HTTP, ALL_OVER_HTTP = 200, 500
MOST_STATEMENTS = 12


@pytest.fixture
def hostile_shelf(db: str, own_indices: str) -> None:
    """The texts that some of the queries find, in both indices."""
    shelf_fill()
    assert rebuild(connection.client(), prefix=own_indices).documents == len(TEXTS)


def test_they_have_an_answer_of_elasticsearch(hostile_shelf, is_full, figure):
    """What is too long is asked as far as it may go, so that it costs what it can cost."""
    many = ALL if is_full else MANY
    found = 0
    with counted() as cost:
        for text, lang in spoken(many, seed=7):
            request = parse({"q": [longest(text)], "lang": [lang]})
            answer = cost.of(text, lambda request=request: search_run(request))
            assert answer.served_by == "elasticsearch", repr(text)
            found += answer.total > 0
    figure(cost.said())
    assert cost.most[0] <= MOST_STATEMENTS, cost.most
    assert found > many / 10
    assert chosen.breaker_state().name == "closed"


def test_the_api_answers_by_elasticsearch_or_refuses(hostile_shelf, is_full):
    many = ALL_OVER_HTTP if is_full else OVER_HTTP
    client, refused, found = Client(), 0, 0
    for text, lang in spoken(many, seed=8):
        query, read = in_address(text)
        wanted = api_status(read)
        answer = client.get(f"/api/v1/search?lang={lang}&{query}")
        assert answer.status_code == wanted, repr(text)
        said = answer.json()
        served = "elasticsearch" if wanted == 200 else None
        assert said.get("servedBy") == served, repr(text)
        refused += served is None
        found += len(said.get("hits", ())) > 0
    assert many / 20 < refused < many / 2
    assert found > many / 10
