"""The health address: fit, degraded or not, and never a word about where things are."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from cms.health import registry as checks
from cms.health import views
from editorial.clocks.registry import clocks
from editorial.clocks.services import clocks_known
from editorial.editions.consumers import registry
from editorial.editions.consumers.registry import ConsumerUnavailableError
from editorial.editions.consumers.services import consumer_run
from tests.factories.pages import draft

ADDRESS = "/api/v1/health"


@pytest.fixture
def consumer() -> Any:
    """A consumer that does what the test tells it to."""
    raised: list[Exception] = []

    def follow(_entry: Any) -> None:
        if raised:
            raise raised[0]

    registry.register("probe", follow)
    yield raised
    registry.unregister("probe")


def ask(client: Client) -> dict[str, Any]:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    body: dict[str, Any] = json.loads(response.content)
    return body


def test_all_is_well(client: Client, db: str) -> None:
    clocks_known(names=[clock.name for clock in clocks()])  # what a worker does first
    body = ask(client)
    assert body.pop("consumers") is not None
    assert [each["name"] for each in body.pop("checks")] == checks.names()
    assert body == {
        "status": "ok",
        "database": "ok",
        "search": {"engine": "embedded", "breaker": None, "isOk": True},
    }


def test_a_consumer_that_pauses_is_named_without_its_error(
    client: Client, house: Any, published: Any, consumer: Any
) -> None:
    published(draft(author=house["author"]))
    consumer.append(ConsumerUnavailableError("http://user:password@host:9200"))
    consumer_run(name="probe")
    response = client.get(ADDRESS)
    assert b"password" not in response.content
    body = json.loads(response.content)
    assert body["status"] == "degraded"
    (row,) = [each for each in body["consumers"] if each["name"] == "probe"]
    assert row == {
        "name": "probe", "state": "paused", "behind": 1, "failed": 0, "parked": 0, "isOk": False,
    }  # fmt: skip
    consumer.clear()
    consumer_run(name="probe", is_forced=True)
    (row,) = [each for each in ask(client)["consumers"] if each["name"] == "probe"]
    assert (row["state"], row["behind"], row["isOk"]) == ("running", 0, True)


def test_a_server_that_is_away_is_seen_and_not_asked_for_ever(
    client: Client, db: str, settings: Any
) -> None:
    settings.ELASTICSEARCH_URL = "http://user:password@127.0.0.1:9"
    for failures in (1, 2, 3, 3, 3):
        response = client.get(ADDRESS)
        assert response.status_code == 200
        assert b"127.0.0.1" not in response.content
        assert b"password" not in response.content
        body = json.loads(response.content)
        assert body["status"] == "degraded"
        assert body["search"]["engine"] == "embedded"
        assert body["search"]["breaker"]["failures"] == failures
    assert body["search"]["breaker"]["state"] == "open"


def test_without_a_database_it_is_a_problem(client: Client, monkeypatch: Any) -> None:
    def away() -> None:
        raise OperationalError("connection to 10.0.0.1 with password x failed")

    monkeypatch.setattr(views, "standings", away)
    monkeypatch.setattr(views, "connections", {"public": Public()})
    response = client.get(ADDRESS)
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"] == "5"
    assert json.loads(response.content) == {
        "type": "urn:helsekilde:problem:unavailable",
        "title": "The service can not answer just now",
        "status": 503,
        "detail": "The database can not be reached. Try again in a moment.",
        "database": "unreachable",
    }


class Public:
    """A public role that can not be reached either."""

    def cursor(self) -> None:
        raise OperationalError("password authentication failed for user helsekilde_public")


@pytest.mark.parametrize("query", ["?verbose=1", "?q=", "?a=1&b=2"])
def test_what_is_not_known_is_refused(client: Client, db: str, query: str) -> None:
    response = client.get(ADDRESS + query)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"


def test_it_can_only_be_read(client: Client, db: str) -> None:
    assert client.head(ADDRESS).status_code == 200
    assert client.post(ADDRESS).status_code == 405
    assert client.delete(ADDRESS).status_code == 405
