"""A rebuild builds beside what is live and swaps while editions come; killed, it harms nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from editorial.editions.consumers.models import ConsumerCursor
from editorial.editions.consumers.services import consumer_alone
from search.engines.elasticsearch import consumer, indices, rebuilding, schema
from search.engines.elasticsearch.rebuilding import RebuildBusy, rebuild
from search.engines.elasticsearch.writing import Refused
from search.status import search_report
from tests import databases
from tests.integration.elasticsearch.conftest import catch_up, key, public

pytestmark = pytest.mark.elasticsearch


class Meanwhile:
    """Does something once, when a rebuild has done `at` documents."""

    def __init__(self, action, at: int = 1) -> None:
        self.action, self.at, self.done = action, at, False

    def __call__(self, count: int) -> None:
        if count >= self.at and not self.done:
            self.done = True
            self.action()


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("search_rebuild", *arguments, stdout=out)
    return out.getvalue()


def test_everything_public_is_there_and_nothing_else_is_left(shelf, publish):
    publish("influensa")
    gone = publish("hoste")
    gone.unpublish()
    catch_up()
    before = shelf.every_index()
    built = rebuild(shelf.client, prefix=shelf.prefix)
    assert (built.documents, built.until, built.dropped) == (2, 3, 3)
    assert shelf.held() == public()
    assert len(shelf.every_index()) == 3
    assert not set(before) & set(shelf.every_index())


def test_what_is_published_replaced_and_withdrawn_meanwhile_is_as_it_should_be(
    shelf, publish, published, house
):
    from tests.factories.pages import edit

    first, second = publish("influensa"), publish("hoste")
    catch_up()

    def meanwhile() -> None:
        first.unpublish()
        published(edit(second, author=house["author"], title="Kikhoste"))
        publish("feber")
        # The consumer runs all the while and writes to the indices that are live.
        catch_up()
        assert shelf.found("feb") != []

    rebuild(shelf.client, prefix=shelf.prefix, progress=Meanwhile(meanwhile))
    assert shelf.held() == public()
    assert public()[key(first)] == (3, True)
    assert shelf.found("kikhost") == [key(second)]
    assert shelf.found("influens") == []
    assert ConsumerCursor.objects.get().seq == 5


def test_what_comes_between_the_swap_and_the_end_goes_to_the_new_index(shelf, publish, monkeypatch):
    publish("influensa")
    catch_up()
    real = indices.swap

    def swap(*arguments, **named) -> None:
        publish("hoste")  # its wake-up finds the consumer held
        real(*arguments, **named)
        publish("feber")

    monkeypatch.setattr(indices, "swap", swap)
    rebuild(shelf.client, prefix=shelf.prefix)
    catch_up()
    assert shelf.held() == public()
    assert len(public()) == 3


def test_readers_find_everything_all_the_time(shelf, publish):
    page = publish("influensa")
    catch_up()
    seen = []
    rebuild(
        shelf.client, prefix=shelf.prefix,
        progress=lambda _count: seen.append(shelf.found("influens")),
    )  # fmt: skip
    assert seen == [[key(page)]]
    assert shelf.found("influens") == [key(page)]


def test_interrupted_it_leaves_what_was_live_and_nothing_else(shelf, publish):
    page = publish("influensa")
    catch_up()
    before = shelf.every_index()

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(shelf.client, prefix=shelf.prefix, progress=Meanwhile(interrupt))
    assert shelf.every_index() == before
    assert shelf.found("influens") == [key(page)]
    rebuild(shelf.client, prefix=shelf.prefix)
    assert shelf.held() == public()


def test_what_a_killed_one_left_is_reported_and_dropped_by_the_next(shelf, publish):
    publish("influensa")
    catch_up()
    left = indices.create(shelf.client, family="no", prefix=shelf.prefix)
    assert search_report().problems == [
        f"Left by a rebuild that was killed: {left}. "
        "Run: manage.py search_rebuild --engine elasticsearch"
    ]
    assert rebuild(shelf.client, prefix=shelf.prefix).dropped == 4
    assert search_report().problems == []


def test_what_others_keep_on_the_server_is_left_alone(shelf, publish):
    publish("influensa")
    others = [f"{shelf.prefix}-versuch-v1-no-20260101000000-abcdef", f"{shelf.prefix}-v1-notes"]
    for name in others:
        shelf.client.indices.create(index=name)
    catch_up()
    rebuild(shelf.client, prefix=shelf.prefix)
    for name in others:
        assert shelf.client.indices.exists(index=name)
    assert len(shelf.every_index()) == 3
    assert search_report().problems == []


def test_a_document_that_can_not_be_taken_stops_it_before_the_swap(shelf, publish, monkeypatch):
    page = publish("influensa")
    catch_up()
    before = shelf.every_index()
    real = rebuilding.PublicRow.body
    monkeypatch.setattr(rebuilding.PublicRow, "body", lambda row: {**real(row), "unknown": 1})
    with pytest.raises(Refused, match=key(page)):
        rebuild(shelf.client, prefix=shelf.prefix)
    assert shelf.every_index() == before


def test_one_at_a_time(shelf, publish):
    publish("influensa")
    catch_up()
    with databases.owner_connection(connections["default"].settings_dict["NAME"]) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('search_rebuild'), hashtext(''))")
        with pytest.raises(RebuildBusy):
            rebuild(shelf.client, prefix=shelf.prefix)
    assert len(shelf.every_index()) == 3


def test_a_consumer_that_does_not_let_go_stops_it_before_the_swap(shelf, publish, monkeypatch):
    publish("influensa")
    catch_up()
    before = shelf.every_index()
    monkeypatch.setattr(rebuilding, "PATIENCE_SECONDS", 0.3)
    with databases.owner_connection(connections["default"].settings_dict["NAME"]) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('consumer'), hashtext('elasticsearch'))")
        with pytest.raises(RebuildBusy, match="The consumer was busy"):
            rebuild(shelf.client, prefix=shelf.prefix)
    assert shelf.every_index() == before
    with consumer_alone(consumer.NAME) as held:
        assert held


def test_after_a_restore_that_lost_the_tail_it_starts_over(shelf, publish):
    page = publish("influensa")
    catch_up()
    # An index from a log that went further: every version in it is newer than any to come.
    alias = indices.alias("no", prefix=shelf.prefix)
    body = {"key": str(page.translation_key), "lang": "nb", "gone": True, "seq": 900}
    shelf.client.index(
        index=alias, id=key(page), document=body, version=900, version_type="external"
    )
    ConsumerCursor.objects.update(seq=900, chain_hash=b"another log")
    assert catch_up().needs_resync
    assert any("restored" in problem for problem in search_report().problems)
    command("--engine", "elasticsearch")
    assert shelf.held() == public() == {key(page): (1, False)}
    assert ConsumerCursor.objects.get().state == "running"
    assert search_report().problems == []


def test_the_command_rebuilds_both_engines_and_says_what_it_did(shelf, publish):
    publish("influensa")
    assert command() == (
        "embedded: 1 documents, 0 stale ones removed.\n"
        "elasticsearch: 1 documents of no, en, se up to entry 1, 0 old indices dropped.\n"
    )
    assert shelf.held() == public()
    assert ConsumerCursor.objects.get().seq == 1


def test_one_language_leaves_the_others_alone(shelf, publish):
    publish("influensa")
    catch_up()
    before = set(shelf.every_index())
    command("--engine", "elasticsearch", "--lang", "nn", "--lang", "nb")
    replaced = before - set(shelf.every_index())
    assert [name.split(f"-v{schema.SCHEME}-")[1][:3] for name in replaced] == ["no-"]
    assert shelf.held() == public()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--lang", "nb"], "goes with --engine elasticsearch"),
        (["--lang", "xx"], "invalid choice"),
        (["--engine", "solr"], "invalid choice"),
    ],
)
def test_what_can_not_be_asked_is_refused_in_one_line(shelf, arguments, reason):
    with pytest.raises(CommandError, match=reason):
        command(*arguments)
    assert shelf.every_index() == []


def test_without_a_server_it_says_so(db, settings):
    with pytest.raises(CommandError, match="ELASTICSEARCH_URL is empty"):
        command("--engine", "elasticsearch")
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="Elasticsearch takes nothing now: ConnectionError"):
        command("--engine", "elasticsearch")


def test_indices_of_an_earlier_scheme_are_reported_and_dropped(shelf, publish, monkeypatch):
    page = publish("influensa")
    catch_up()
    former = shelf.every_index()
    monkeypatch.setattr(schema, "SCHEME", schema.SCHEME + 1)
    problems = search_report().problems
    assert problems[0].startswith("There is no index for no.")
    assert problems[-1].startswith(f"Built for an earlier version of Helsekilde: {former[0]}")
    # The consumer makes the new ones by itself, and leaves the old for those who still read them.
    second = publish("hoste")
    catch_up()
    assert shelf.held().keys() == {key(page), key(second)}
    assert len(shelf.every_index()) == 6
    command("--engine", "elasticsearch")
    assert len(shelf.every_index()) == 3
    assert search_report().problems == []
