"""Elasticsearch away, slow, full or restarted: somebody answers, and later nothing is missing."""

import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.conf import settings as django_settings

from editorial.editions.consumers import registry
from editorial.editions.consumers.models import ConsumerCursor, ParkedItem
from search.engines import chosen
from search.engines.base import EngineQuery
from search.engines.breaker import FAILURES, FIRST_PAUSE, Breaker
from search.engines.elasticsearch import connection, consumer, indices
from search.engines.elasticsearch.connection import SEARCH_SECONDS
from search.query.build import build
from search.query.request import parse
from search.services import search_run
from search.status import search_report
from tests.integration.elasticsearch.conftest import Shelf, catch_up, key, public
from tests.patience import SECONDS, until

pytestmark = pytest.mark.elasticsearch
# An answer that comes, but so late that only who waits without end sees it.
LATE = 300.0


def served_by(q: str = "influensa") -> tuple[list[str], str]:
    found = search_run(parse({"q": [q], "lang": ["nb"]}))
    return [hit.title for hit in found.hits], found.served_by


def query(q: str = "influensa") -> EngineQuery:
    return build(q, lang="nb", vocabulary=chosen.EMBEDDED).query


@pytest.fixture
def behind_proxy(shelf: Shelf, publish: Any, proxy: Any, settings: Any) -> Shelf:
    """One text is published and indexed; from now on the proxy stands before the server."""
    publish("influensa")
    catch_up()
    shelf.client.indices.refresh(index=indices.every_alias(prefix=shelf.prefix))
    settings.ELASTICSEARCH_URL = proxy.url
    return shelf


class Limits:
    """The client waits patiently, until a test says for how long."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def search(self) -> None:
        """From now on a search is given up as the product gives it up."""
        self._patch.setattr(connection, "SEARCH_SECONDS", SEARCH_SECONDS)

    def write(self, seconds: float) -> None:
        """From now on a write is given up after so many seconds without a sign of life."""
        self._patch.setattr(connection, "WRITE_SECONDS", seconds)
        connection._client.cache_clear()


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> Iterator[Limits]:
    yield Limits(monkeypatch)
    connection._client.cache_clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The breaker's clock, as a list of one number, which only the test moves."""
    now = [1000.0]
    monkeypatch.setattr(chosen, "Breaker", partial(Breaker, clock=lambda: now[0]))
    return now


def test_while_all_is_well_elasticsearch_answers(behind_proxy, proxy):
    assert served_by() == (["Influensa"], "elasticsearch")
    assert proxy.asked == 1
    assert chosen.breaker_state().name == "closed"


@pytest.mark.parametrize(
    ("mode", "delay"), [("slow", LATE), ("drip", 0.4), ("hang-up", 0.0), ("away", 0.0)]
)
def test_while_it_fails_the_embedded_engine_answers_instead(
    behind_proxy, proxy, limits, mode, delay
):
    """Who waited for the server to the end would be given its answer, and say so."""
    served_by()
    limits.search()
    proxy.mode, proxy.delay = mode, delay
    assert served_by() == (["Influensa"], "embedded")
    assert chosen.breaker_state().failures == 1


def test_several_languages_wait_for_it_once(behind_proxy, proxy, limits):
    limits.search()
    proxy.mode, proxy.delay = "slow", LATE
    asked = proxy.asked
    found = search_run(parse({"q": ["influensa"], "lang": ["nb"], "language": ["nb,se,en"]}))
    assert ([hit.title for hit in found.hits], found.served_by) == (["Influensa"], "embedded")
    assert proxy.asked == asked + 1
    assert chosen.breaker_state().failures == 1


def test_an_answer_that_can_not_be_used_is_none(shelf, publish):
    publish("influensa")
    catch_up()
    shelf.client.indices.refresh(index=indices.every_alias(prefix=shelf.prefix))
    alias = indices.alias("no", prefix=shelf.prefix)
    shelf.client.indices.close(index=alias)
    assert served_by() == (["Influensa"], "embedded")
    shelf.client.indices.open(index=alias, wait_for_active_shards="1")
    assert served_by() == (["Influensa"], "elasticsearch")
    # Somebody else's index under our name.
    shelf.client.indices.delete(index=f"{alias}-*")
    shelf.client.index(index=alias, document={"terms": "influens"}, refresh=True)
    assert served_by() == (["Influensa"], "embedded")
    assert chosen.breaker_state().failures == 1
    shelf.client.indices.delete(index=alias)


def test_after_some_failures_it_is_left_alone_and_comes_back_by_itself(clock, behind_proxy, proxy):
    proxy.mode = "away"
    for _ in range(20):
        assert served_by() == (["Influensa"], "embedded")
    assert proxy.asked == FAILURES
    assert chosen.breaker_state().name == "open"
    clock[0] += FIRST_PAUSE
    assert served_by()[1] == "embedded"  # the probe fails
    assert proxy.asked == FAILURES + 1
    proxy.mode = "pass"
    clock[0] += FIRST_PAUSE
    assert served_by()[1] == "embedded"  # the second pause is twice as long
    assert proxy.asked == FAILURES + 1
    clock[0] += FIRST_PAUSE
    assert served_by() == (["Influensa"], "elasticsearch")
    assert chosen.breaker_state().name == "closed"


def test_many_readers_at_once_wait_once_and_then_no_more(clock, behind_proxy, proxy, limits):
    limits.search()
    proxy.mode, proxy.delay = "slow", LATE
    asked, engines = query(), []

    def read() -> None:
        from django.db import connections

        engines.append(chosen.rank_each([asked])[1])
        connections.close_all()

    for _ in range(3):
        threads = [threading.Thread(target=read) for _ in range(12)]
        for each in threads:
            each.start()
        for each in threads:
            each.join(LATE)
    assert engines == ["embedded"] * 36
    assert proxy.asked <= 12
    assert chosen.breaker_state().name == "open"


def test_an_index_that_is_not_there_yet_is_no_reason_to_find_nothing(shelf, publish):
    publish("influensa")
    assert served_by() == (["Influensa"], "embedded")


def test_an_index_that_refuses_the_question_is_left_to_the_other_engine(shelf, publish):
    """As one does that somebody made by hand, with another mapping."""
    publish("influensa")
    catch_up()
    name = f"{shelf.prefix}-by-hand"
    mapping = {"properties": {"answer": {"type": "text"}}}
    shelf.client.indices.create(index=name, mappings=mapping)
    shelf.client.index(index=name, document={"terms": "influens", "answer": "x"}, refresh=True)
    indices.swap(shelf.client, names={"no": name}, prefix=shelf.prefix)
    assert served_by() == (["Influensa"], "embedded")
    state = chosen.breaker_state()
    assert (state.failures, state.reason) == (
        1, "BadRequestError: search_phase_execution_exception",
    )  # fmt: skip


@pytest.mark.parametrize("mode", ["away", "hang-up"])
def test_what_is_published_while_it_is_away_is_added_when_it_is_back(
    behind_proxy, proxy, publish, mode
):
    shelf = behind_proxy
    proxy.mode = mode
    gone = publish("hoste")
    publish("feber")
    run = catch_up()
    assert (run.done, run.failed, run.is_paused) == (0, 0, True)
    gone.unpublish()
    assert catch_up().is_paused
    cursor = ConsumerCursor.objects.get()
    assert (cursor.seq, cursor.outages) == (1, 2)
    assert "Elasticsearch: " in cursor.error
    # Where only the answer was lost, the first of them is there; it is not there twice afterwards.
    assert len(shelf.held()) == {"away": 1, "hang-up": 2}[mode]
    problems = search_report().problems
    assert problems[0].startswith("Elasticsearch does not answer; the embedded engine does.")
    assert problems[1].startswith("The consumer pauses: ConsumerUnavailableError: Elasticsearch:")

    proxy.mode = "pass"
    catch_up()
    assert shelf.held() == public()
    assert public()[key(gone)] == (4, True)
    assert not ParkedItem.objects.exists()
    assert search_report().problems == []


@pytest.mark.parametrize("mode", ["slow", "drip"])
def test_what_is_published_while_writes_are_too_slow_is_there_once_afterwards(
    behind_proxy, proxy, publish, limits, mode
):
    """The server does what it is asked; nobody waits long enough to be told."""
    shelf, delay = behind_proxy, 2.5
    gone, kept = publish("hoste"), publish("feber")
    limits.write(1.0)
    limits.search()
    proxy.mode, proxy.delay = mode, delay
    run = catch_up()
    assert (run.done, run.failed, run.is_paused) == (0, 0, True)
    gone.unpublish()
    assert catch_up().is_paused
    cursor = ConsumerCursor.objects.get()
    assert (cursor.seq, cursor.outages) == (1, 2)
    assert cursor.error.startswith("ConsumerUnavailableError: Elasticsearch: ")
    # The reader is given the truth by the other engine, what is withdrawn is gone at once.
    assert served_by("feber") == (["Feber"], "embedded")
    assert served_by("hoste") == ([], "embedded")

    proxy.mode = "pass"
    limits.write(SECONDS)
    catch_up()
    assert shelf.held() == public()
    assert public()[key(gone)] == (4, True)
    assert public()[key(kept)] == (3, False)
    # A write that comes late by the slow connection brings nothing back.
    time.sleep(delay)
    assert shelf.held() == public()
    assert shelf.found("host") == []
    assert not ParkedItem.objects.exists()
    assert search_report().problems == []


def test_answers_that_drip_slow_the_consumer_down_and_do_not_stop_it(
    behind_proxy, proxy, publish, limits
):
    """A write may take longer than the time-out where something comes all the while."""
    shelf = behind_proxy
    gone, kept = publish("hoste"), publish("feber")
    gone.unpublish()
    limits.write(1.0)
    proxy.mode, proxy.delay = "drip", 0.1
    run = catch_up()
    assert proxy.pieces * proxy.delay > run.done * connection.WRITE_SECONDS
    assert (run.done, run.failed, run.is_paused) == (3, 0, False)
    proxy.mode = "pass"
    assert shelf.held() == public()
    assert (public()[key(gone)], public()[key(kept)]) == ((4, True), (3, False))
    assert not ParkedItem.objects.exists()


def test_a_full_disk_pauses_the_consumer_and_loses_nothing(shelf, publish):
    page = publish("influensa")
    catch_up()
    # What Elasticsearch itself sets when the disk is nearly full.
    blocked = {"index.blocks.read_only_allow_delete": True}
    every = indices.every_alias(prefix=shelf.prefix)
    shelf.client.indices.put_settings(index=every, settings=blocked)
    second = publish("hoste")
    page.unpublish()
    run = catch_up()
    assert (run.done, run.failed, run.is_paused) == (0, 0, True)
    assert shelf.held().keys() == {key(page)}
    # Reading goes on, and what is not public any more is not shown.
    assert served_by() == ([], "elasticsearch")
    assert "pauses" in search_report().problems[0]

    shelf.client.indices.put_settings(
        index=every, settings={"index.blocks.read_only_allow_delete": None}
    )
    catch_up()
    assert shelf.held() == public() == {key(page): (3, True), key(second): (2, False)}
    assert not ParkedItem.objects.exists()
    assert search_report().problems == []


def test_a_real_server_stopped_frozen_and_started_again(db, second_server, publish, limits):
    registry.register(consumer.NAME, consumer.follow)
    try:
        _walk(second_server, publish, limits)
    finally:
        registry.unregister(consumer.NAME)


def _walk(server: Any, publish: Any, limits: Limits) -> None:
    shelf = Shelf(connection.client(), django_settings.ELASTICSEARCH_INDEX_PREFIX)
    first = publish("influensa")
    catch_up()
    assert shelf.held() == public()
    assert served_by() == (["Influensa"], "elasticsearch")

    server.freeze()
    limits.search()
    assert served_by() == (["Influensa"], "embedded")
    server.thaw()

    server.stop()
    second = publish("hoste")
    first.unpublish()
    assert served_by("hoste") == (["Hoste"], "embedded")
    assert catch_up().is_paused
    assert not ParkedItem.objects.exists()

    server.start()
    catch_up()
    assert shelf.held() == public() == {key(first): (3, True), key(second): (2, False)}
    until(lambda: served_by("hoste") == (["Hoste"], "elasticsearch"), "it answers again", pause=0.5)
    assert search_report().problems == []
