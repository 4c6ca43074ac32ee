"""Eight write while sixteen search Elasticsearch, the consumer follows, and a rebuild swaps."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connections

from editorial.editions.consumers.models import ConsumerCursor, ParkedItem
from editorial.editions.models import PublicDocument
from editorial.editions.services import edition_withdraw
from search.analysis.groups import NORWEGIAN
from search.analysis.stems import stem
from search.engines import chosen
from search.engines.elasticsearch import indices
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.rebuilding import rebuild
from tests import signing
from tests.factories.pages import draft, edit, section
from tests.integration.elasticsearch.conftest import Shelf, catch_up, key, public
from tests.integration.search.asking import ask, text, titles

pytestmark = pytest.mark.elasticsearch
WRITERS, READERS = 8, 16
EDITIONS = ("forste", "andre")
PATIENCE = 240.0  # seconds; whoever still waits then waits for ever


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elasticsearch has time: 26 threads on a small machine are no test of its speed."""
    monkeypatch.setitem(ElasticsearchEngine.__init__.__kwdefaults__, "seconds", 30.0)


def title(number: int, part: int, edition: str) -> str:
    return f"Merkelapp {number} {part} tittel{edition}"


def body(edition: str) -> str:
    return f"Felles tekst{edition} og mer."


def in_thread(work: Callable[[], None], failures: list[str]) -> Thread:
    """A thread that tells what went wrong in it, and leaves no connection behind."""

    def run() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the test tells of it
            failures.append(repr(error))
        finally:
            connections.close_all()

    return Thread(target=run, daemon=True)


def write(number: int, pages: list[Any], house: dict[str, Any]) -> None:
    """Publish all, then a second edition of all, then withdraw the first."""
    signers = {
        "author": house["author"], "desk": house["desk"], "clinicians": [house["clinician"]]
    }  # fmt: skip
    for page in pages:
        signing.publish(page, **signers)
    for part, page in enumerate(pages):
        fresh = type(page).objects.get(pk=page.pk)
        signing.publish(
            edit(
                fresh, author=house["author"], title=title(number, part, EDITIONS[1]),
                body=[section(body(EDITIONS[1]))],
            ),
            **signers,
        )  # fmt: skip
    edition_withdraw(
        content_id=pages[0].translation_key, actor=house["duty"], reason="unsafe",
        notices={"nb": "Feil."},
    )  # fmt: skip


def follow(over: Event) -> None:
    """The consumer, woken again and again."""
    while not over.wait(0.05):
        run = catch_up()
        assert (run.failed, run.is_paused, run.needs_resync) == (0, False, False)


def mixed_up(shelf: Shelf) -> list[str]:
    """Documents in the index that are not the whole of one edition; one request sees one state."""

    def asked(field: str, part: str, edition: str) -> dict[str, Any]:
        term = stem(f"{part}{edition}", NORWEGIAN)
        return {"term": {field: {"value": term, "_name": f"{edition} {part}"}}}

    words = [
        asked(field, part, edition)
        for edition in EDITIONS
        for field, part in (("named", "tittel"), ("terms", "tekst"))
    ]
    of_alive = {"must": [{"term": {"gone": False}}], "should": words}
    hits = shelf.client.search(
        index=indices.alias("no", prefix=shelf.prefix), size=1000, query={"bool": of_alive}
    )
    wholes = [[f"{edition} tekst", f"{edition} tittel"] for edition in EDITIONS]
    return [
        f"{hit['_id']}: {hit.get('matched_queries')}"
        for hit in hits["hits"]["hits"]
        if sorted(hit.get("matched_queries", ())) not in wholes
    ]


def read(over: Event, shelf: Shelf, seen: list[int]) -> None:
    while not over.is_set():
        found = ask("merkelapp felles", limit="50")
        assert found.served_by == "elasticsearch"
        for hit in found.hits:
            of_title = [each for each in EDITIONS if f"tittel{each}" in hit.title]
            of_text = [each for each in EDITIONS if f"tekst{each}" in text(hit.snippet)]
            assert of_title == of_text, (hit.title, text(hit.snippet))
            assert len(of_title) == 1
        assert len({hit.content_id for hit in found.hits}) == len(found.hits) == found.total
        assert mixed_up(shelf) == []
        seen.append(found.total)
        over.wait(0.05)


def test_writers_readers_the_consumer_and_a_rebuild_do_not_hinder_each_other(
    shelf, house, publish, patient
):
    kept = publish("merkelapp-fast", title=title(9, 9, EDITIONS[0]), text=body(EDITIONS[0]))
    catch_up()
    drafts = [
        [
            draft(
                author=house["author"], title=title(number, part, EDITIONS[0]),
                slug=f"felles-{number}-{part}", text=body(EDITIONS[0]),
            )
            for part in range(2)
        ]
        for number in range(WRITERS)
    ]  # fmt: skip
    failures: list[str] = []
    seen: list[int] = []
    written, over = Event(), Event()
    writers = [
        in_thread(lambda number=number, pages=pages: write(number, pages, house), failures)
        for number, pages in enumerate(drafts)
    ]
    others = [
        in_thread(lambda: follow(written), failures),
        *(in_thread(lambda: read(over, shelf, seen), failures) for _ in range(READERS)),
    ]
    for thread in [*others, *writers]:
        thread.start()
    rebuild(shelf.client, prefix=shelf.prefix)
    for thread in writers:
        thread.join(PATIENCE)
    written.set()
    others[0].join(PATIENCE)
    over.set()
    for thread in others:
        thread.join(PATIENCE)

    assert [thread for thread in [*writers, *others] if thread.is_alive()] == []
    assert failures == []
    assert len(seen) > READERS
    assert chosen.breaker_state().failures == 0
    catch_up()
    assert shelf.held() == public()
    assert len(shelf.every_index()) == 3
    current = {
        f"{row.content_id}:{row.lang}" for row in PublicDocument.objects.filter(state="current")
    }
    assert current == {key(kept), *(key(pages[1]) for pages in drafts)}
    alias = indices.alias("no", prefix=shelf.prefix)
    assert shelf.client.count(index=alias, query={"term": {"gone": False}})["count"] == len(current)
    assert sorted(titles(ask("merkelapp felles", limit="50"))) == sorted(
        [kept.title, *(title(number, 1, EDITIONS[1]) for number in range(WRITERS))]
    )
    assert not ParkedItem.objects.exists()
    assert ConsumerCursor.objects.get().seq == 1 + WRITERS * 5
