"""Consumers see each entry at least once, in order for each item, and no item stops another."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from content_models.clock import database_now
from editorial.editions.consumers import registry
from editorial.editions.consumers.attempts import pause_after
from editorial.editions.consumers.models import ConsumerCursor, ParkedItem
from editorial.editions.consumers.registry import ConsumerUnavailableError, Start
from editorial.editions.consumers.services import (
    consumer_replay,
    consumer_run,
    consumers_run_all,
    item_retry,
)
from tests.factories.pages import draft
from tests.unit.editorial.editions.following import consumer, in_thread, items, make_due, place

__all__ = ["consumer", "items"]


def test_every_entry_is_seen_once_and_in_order(items, consumer):
    run = consumer_run(name="probe")
    assert consumer.seen == [1, 2, 3, 4]
    assert (run.done, run.failed, run.waiting) == (4, 0, 0)
    assert consumer_run(name="probe").done == 0
    assert consumer.seen == [1, 2, 3, 4]


def test_an_entry_says_which_item_and_nothing_of_its_text(items, consumer):
    entries = []
    registry.register("look", entries.append)
    try:
        consumer_run(name="look")
    finally:
        registry.unregister("look")
    assert [(e.seq, e.content_id, e.lang, e.number, e.action, e.path) for e in entries] == [
        (1, items[0], "nb", 1, "published", "levevaner/en"),
        (2, items[1], "nb", 1, "published", "levevaner/to"),
        (3, items[0], "nb", 2, "withdrawn", "levevaner/en"),
        (4, items[1], "nb", 2, "withdrawn", "levevaner/to"),
    ]


def test_an_item_that_fails_holds_up_its_own_entries_only(items, consumer):
    consumer.failing[1] = ValueError("no room")
    before = database_now()
    run = consumer_run(name="probe")
    assert consumer.seen == [1, 2, 4]
    assert (run.done, run.failed, run.waiting) == (2, 1, 1)
    row = ParkedItem.objects.get()
    assert (row.content_id, row.first_seq, row.last_seq, row.attempts, row.error) == (
        items[0], 1, 3, 1, "ValueError: no room",
    )  # fmt: skip
    assert not row.is_parked
    assert before < row.next_try - timedelta(seconds=5) < database_now()
    assert place() == (4, "running")


def test_a_failed_item_is_left_alone_until_it_is_due_and_then_done_in_order(items, consumer):
    consumer.failing[1] = ValueError("no room")
    consumer_run(name="probe")
    consumer.failing.clear()
    consumer.seen.clear()
    consumer_run(name="probe")
    assert consumer.seen == []
    make_due()
    consumer_run(name="probe")
    assert consumer.seen == [1, 3]
    assert not ParkedItem.objects.exists()


def test_a_retry_goes_on_where_it_failed(items, consumer):
    consumer.failing = {1: ValueError("one"), 3: ValueError("three")}
    consumer_run(name="probe")
    del consumer.failing[1]
    consumer.seen.clear()
    make_due()
    consumer_run(name="probe")
    make_due()
    consumer_run(name="probe")
    assert consumer.seen == [1, 3, 3]
    row = ParkedItem.objects.get()
    assert (row.first_seq, row.attempts, row.error) == (3, 3, "ValueError: three")


def test_pauses_double_up_to_an_hour():
    assert [pause_after(n).total_seconds() for n in (1, 2, 3, 7, 10, 11, 5000)] == [
        5, 10, 20, 320, 2560, 3600, 3600,
    ]  # fmt: skip


def test_an_item_that_failed_eight_times_is_parked_until_a_person_retries_it(items, consumer):
    consumer.failing[1] = ValueError("no room")
    consumer_run(name="probe")
    for _ in range(7):
        make_due()
        consumer_run(name="probe")
    row = ParkedItem.objects.get()
    assert (row.attempts, row.is_parked, row.next_try) == (8, True, None)
    assert consumer.seen.count(1) == 8
    consumer_run(name="probe")
    assert consumer.seen.count(1) == 8
    consumer.failing.clear()
    run = item_retry(name="probe", content_id=items[0])
    assert (run.done, run.failed) == (2, 0)
    assert consumer.seen[-2:] == [1, 3]
    assert not ParkedItem.objects.exists()


def test_an_outage_pauses_the_consumer_and_blames_no_item(items, consumer):
    consumer.failing[2] = ConsumerUnavailableError("engine down")
    run = consumer_run(name="probe")
    assert (run.done, run.failed, run.is_paused) == (1, 0, True)
    cursor = ConsumerCursor.objects.get(name="probe")
    assert (cursor.seq, cursor.outages) == (1, 1)
    assert cursor.error == "ConsumerUnavailableError: engine down"
    assert not ParkedItem.objects.exists()
    consumer.failing.clear()
    assert consumer_run(name="probe").is_paused
    assert consumer.seen == [1, 2]
    ConsumerCursor.objects.update(paused_until=timezone.now())
    assert consumer_run(name="probe").done == 3
    cursor.refresh_from_db()
    assert (cursor.seq, cursor.outages, cursor.paused_until, cursor.error) == (4, 0, None, "")
    assert consumer.seen == [1, 2, 2, 3, 4]


def test_a_consumer_is_called_for_what_it_wants(items):
    seen = []
    registry.register(
        "tombstones",
        lambda entry: seen.append(entry.seq),
        wants=lambda entry: entry.action == "withdrawn",
    )
    try:
        consumer_run(name="tombstones")
    finally:
        registry.unregister("tombstones")
    assert seen == [3, 4]
    assert ConsumerCursor.objects.get(name="tombstones").seq == 4


def test_a_consumer_may_begin_at_the_head(items, house, published):
    seen = []
    registry.register("late", lambda entry: seen.append(entry.seq), start=Start.HEAD)
    try:
        consumer_run(name="late")
        published(draft(author=house["author"], slug="tre", title="Tre"))
        consumer_run(name="late")
    finally:
        registry.unregister("late")
    assert seen == [5]


def test_a_name_is_taken_once(consumer):
    with pytest.raises(ValueError, match="'probe' is registered already"):
        registry.register("probe", consumer)


def test_what_a_consumer_writes_is_undone_where_it_fails(items):
    def write_and_fail_once(entry) -> None:
        Group.objects.create(name=f"entry {entry.seq}")
        if entry.seq == 2 and not ParkedItem.objects.exists():
            raise RuntimeError("half way")

    registry.register("writer", write_and_fail_once)
    try:
        consumer_run(name="writer")
        names = Group.objects.filter(name__startswith="entry").values_list("name", flat=True)
        assert sorted(names) == ["entry 1", "entry 3"]
        make_due()
        consumer_run(name="writer")
        assert sorted(names.all()) == ["entry 1", "entry 2", "entry 3", "entry 4"]
    finally:
        registry.unregister("writer")


def test_a_crash_in_the_middle_repeats_that_entry_and_no_other(items, consumer):
    consumer.failing[3] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        consumer_run(name="probe")
    assert place() == (2, "running")
    consumer.failing.clear()
    consumer_run(name="probe")
    assert consumer.seen == [1, 2, 3, 3, 4]


def test_a_lost_connection_is_no_failure_of_the_item(items, consumer):
    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        in_thread(lambda: run_sql("SELECT pg_terminate_backend(%s)", [pid]))
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    consumer.hooks[3] = cut
    with pytest.raises(Exception, match="terminating connection"):
        consumer_run(name="probe")
    connection.close()
    assert place() == (2, "running")
    assert not ParkedItem.objects.exists()
    consumer_run(name="probe")
    assert consumer.seen == [1, 2, 3, 3, 4]


def run_sql(sql, values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_a_run_stops_between_entries_when_it_is_told_to(items, consumer):
    consumer_run(name="probe", should_stop=lambda: len(consumer.seen) >= 2)
    assert consumer.seen == [1, 2]
    assert place() == (2, "running")


def test_a_log_that_lost_its_tail_stops_the_consumer(items, consumer):
    consumer_run(name="probe")
    ConsumerCursor.objects.filter(name="probe").update(chain_hash=bytes(32))
    run = consumer_run(name="probe")
    assert run.needs_resync
    assert place() == (4, "resync")
    with pytest.raises(CommandError, match="the log was restored"):
        call_command("consumers", "run", "probe")
    consumer.seen.clear()
    call_command("consumers", "replay", "probe", "--from", "0")
    assert consumer.seen == [1, 2, 3, 4]
    assert place() == (4, "running")


def test_a_consumer_past_the_end_of_the_log_stops_too(items, consumer):
    consumer_run(name="probe")
    ConsumerCursor.objects.filter(name="probe").update(seq=99)
    assert consumer_run(name="probe").needs_resync


def test_replay_repeats_from_an_entry_and_forgets_what_failed(items, consumer):
    consumer.failing[1] = ValueError("no room")
    consumer_run(name="probe")
    consumer.failing.clear()
    consumer.seen.clear()
    consumer_replay(name="probe", seq=2)
    assert not ParkedItem.objects.exists()
    consumer_run(name="probe")
    assert consumer.seen == [3, 4]
    with pytest.raises(ValueError, match="no entry 77"):
        consumer_replay(name="probe", seq=77)


def test_one_consumer_that_breaks_does_not_stop_the_others(items, consumer, monkeypatch):
    registry.register("broken", lambda entry: None)
    ConsumerCursor.objects.create(name="broken", seq=0)
    real = ConsumerCursor.objects.get_or_create

    def failing(name, **values):
        if name == "broken":
            raise RuntimeError("no cursor")
        return real(name=name, **values)

    monkeypatch.setattr(ConsumerCursor.objects, "get_or_create", failing)
    try:
        with pytest.raises(ExceptionGroup) as caught:
            consumers_run_all()
    finally:
        registry.unregister("broken")
    assert [str(error) for error in caught.value.exceptions] == ["no cursor"]
    assert consumer.seen == [1, 2, 3, 4]
