"""The consumer brings each item to the index as it is now, however entries come."""

import pytest
from elasticsearch import BadRequestError

from editorial.editions.consumers import registry
from editorial.editions.consumers.attempts import Run
from editorial.editions.consumers.models import ConsumerCursor, ParkedItem
from editorial.editions.consumers.registry import ConsumerUnavailableError, Entry
from editorial.editions.consumers.selectors import entries_after
from editorial.editions.consumers.services import consumer_replay
from search.engines.elasticsearch import (
    consumer,
    documents,
    indices,
    reading,
    schema,
    writing,
)
from tests.factories.pages import edit
from tests.integration.elasticsearch.conftest import catch_up, key, public

pytestmark = pytest.mark.elasticsearch


def test_without_an_address_nobody_follows_for_elasticsearch():
    assert consumer.NAME not in registry.names()


def test_the_first_entry_builds_the_indices_of_every_family(shelf, publish):
    page = publish("influensa")
    assert catch_up() == Run(done=1)
    assert len(shelf.every_index()) == 3
    assert shelf.held() == {key(page): (1, False)} == public()
    assert shelf.held("en") == shelf.held("se") == {}
    assert shelf.found("influens") == [key(page)]


def test_the_next_entries_are_written_to_the_same_indices(shelf, publish):
    publish("influensa")
    catch_up()
    before = shelf.every_index()
    publish("hoste")
    catch_up()
    assert shelf.every_index() == before
    assert shelf.held() == public()
    assert len(public()) == 2


def test_what_is_withdrawn_stays_as_a_tombstone_without_a_word(shelf, publish):
    page = publish("influensa")
    catch_up()
    page.unpublish()
    catch_up()
    assert shelf.held() == {key(page): (2, True)}
    assert shelf.found("influens") == []
    stored = shelf.client.get(index=indices.alias("no", prefix=shelf.prefix), id=key(page))
    assert stored["_source"] == {
        "key": str(page.translation_key), "lang": "nb", "gone": True, "seq": 2,
    }  # fmt: skip


def test_a_new_version_takes_the_place_of_the_old_one(shelf, house, publish, published):
    page = publish("influensa", text="Om feber.")
    catch_up()
    published(edit(page, author=house["author"], title="Hoste"))
    catch_up()
    assert shelf.held() == {key(page): (2, False)}
    assert shelf.found("influens") == []
    assert shelf.found("host") == [key(page)]


def test_an_old_entry_that_comes_late_brings_nothing_back(shelf, publish):
    page = publish("influensa")
    first = entries_after(seq=0)[0][0]
    old = reading.newest(content_id=first.content_id, lang="nb").body()
    catch_up()
    page.unpublish()
    catch_up()
    consumer.follow(first)
    # Not even where somebody still holds the old text itself.
    writing.put(
        shelf.client, old, index=indices.alias("no", prefix=shelf.prefix),
        identifier=documents.identifier(key=old["key"], lang="nb"), seq=old["seq"],
    )  # fmt: skip
    assert shelf.held() == {key(page): (2, True)}


def test_replaying_the_whole_log_changes_nothing(shelf, publish):
    page = publish("influensa")
    publish("hoste")
    page.unpublish()
    catch_up()
    before = shelf.held()
    consumer_replay(name=consumer.NAME, seq=0)
    assert catch_up() == Run(done=3)
    assert shelf.held() == before == public()


def test_an_index_that_somebody_deleted_is_built_again_of_all_that_is_public(shelf, publish):
    publish("influensa")
    gone = publish("hoste")
    gone.unpublish()
    catch_up()
    for name in shelf.every_index():
        shelf.client.indices.delete(index=name)
    publish("feber")
    catch_up()
    assert shelf.held() == public()
    assert len(public()) == 3


def test_no_index_is_made_by_itself_without_its_mapping(shelf, publish):
    publish("influensa")
    catch_up()
    mapping = shelf.client.indices.get_mapping(index=indices.alias("no", prefix=shelf.prefix))
    (described,) = mapping.body.values()
    assert described["mappings"]["dynamic"] == "strict"
    assert described["mappings"]["_meta"] == {"scheme": schema.SCHEME, "family": "no"}


def test_an_item_that_can_not_be_indexed_waits_alone(shelf, publish, monkeypatch):
    publish("influensa")
    catch_up()
    bad = publish("hoste")
    good = publish("feber")
    real = reading.PublicRow.body

    def body(row):
        extra = {"unknown": 1} if row.content_id == str(bad.translation_key) else {}
        return {**real(row), **extra}

    monkeypatch.setattr(reading.PublicRow, "body", body)
    assert catch_up() == Run(done=1, failed=1)
    assert shelf.held().keys() == public().keys() - {key(bad)}
    waiting = ParkedItem.objects.get()
    assert (waiting.content_id, waiting.attempts) == (bad.translation_key, 1)
    assert waiting.error.startswith(BadRequestError.__name__)
    assert ConsumerCursor.objects.get().seq == 3
    assert shelf.found("feb") == [key(good)]


def test_a_server_that_is_away_is_nobodys_fault(shelf, publish, settings):
    publish("influensa")
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    entry: Entry = entries_after(seq=0)[0][0]
    with pytest.raises(ConsumerUnavailableError, match="Elasticsearch: ConnectionError"):
        consumer.follow(entry)
    run = catch_up()
    assert (run.done, run.failed, run.is_paused) == (0, 0, True)
    assert not ParkedItem.objects.exists()
