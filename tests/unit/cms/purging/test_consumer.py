"""Each entry of the log purges what shows its item, on a real server."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest

from cms.purging.consumer import follow
from editorial.editions.consumers import registry
from editorial.editions.consumers.models import ConsumerCursor, ParkedItem
from editorial.editions.consumers.registry import ConsumerUnavailableError, Entry
from editorial.editions.consumers.services import consumer_run
from editorial.editions.services import edition_withdraw

ITEM = UUID("3f0c52a8-7a8e-5a0e-9d0b-0123456789ab")
ENTRY = Entry(seq=7, content_id=ITEM, lang="nb", number=2, action="corrected", path="sykdom/astma")
KEYS = [f"content-{ITEM}", "list-nb", "changes"]


class Cache(ThreadingHTTPServer):
    """A cache that notes what it is asked to forget, and answers as it is told to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.status = 200
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/purge"


class Answer(BaseHTTPRequestHandler):
    server: Cache

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(
            {"path": self.path, "header": self.headers["Surrogate-Key"], "body": json.loads(body)}
        )
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def cache(settings: Any) -> Iterator[Cache]:
    server = Cache()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.CDN_PURGE_URL = server.url
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def consumer() -> Iterator[str]:
    registry.register("cdn-probe", follow)
    yield "cdn-probe"
    registry.unregister("cdn-probe")


def test_an_entry_purges_its_item_the_lists_and_the_feed(cache):
    follow(ENTRY)
    assert cache.asked == [
        {"path": "/purge", "header": " ".join(KEYS), "body": {"surrogate_keys": KEYS}}
    ]


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_cache_that_can_not_now_is_waited_for(cache, status):
    cache.status = status
    with pytest.raises(ConsumerUnavailableError, match=str(status)):
        follow(ENTRY)


@pytest.mark.parametrize("status", [301, 400, 403, 404])
def test_a_cache_that_refuses_is_for_a_person(cache, status):
    cache.status = status
    with pytest.raises(ValueError, match=str(status)):
        follow(ENTRY)
    assert len(cache.asked) == 1


def test_a_cache_that_is_away_is_waited_for(cache, settings):
    settings.CDN_PURGE_URL = "http://127.0.0.1:9/purge"
    with pytest.raises(ConsumerUnavailableError, match="can not be reached"):
        follow(ENTRY)


def test_publication_and_withdrawal_are_purged_once_the_cache_is_back(house, live, cache, consumer):
    cache.status = 503
    consumer_run(name=consumer, is_forced=True)
    assert not ParkedItem.objects.filter(consumer=consumer).exists()
    edition_withdraw(
        content_id=live.translation_key, actor=house["duty"], reason="unsafe", notices={}
    )
    cache.status, cache.asked = 204, []
    consumer_run(name=consumer, is_forced=True)
    first = f"content-{live.translation_key}"
    assert [asked["body"]["surrogate_keys"][0] for asked in cache.asked] == [first, first]
    assert ConsumerCursor.objects.get(name=consumer).seq == 2
