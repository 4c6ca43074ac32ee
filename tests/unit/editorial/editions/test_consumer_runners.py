"""Runners of one consumer at the same time do each entry once."""

import logging
import threading
from typing import Any

import pytest
from django.db import connections

from editorial.editions.consumers.models import ParkedItem
from editorial.editions.consumers.services import (
    consumer_replay,
    consumer_run,
)
from tests.flows.locks.taken import session
from tests.patience import SECONDS, until
from tests.unit.editorial.editions.following import consumer, in_thread, items, place

__all__ = ["consumer", "items"]


def test_two_runners_do_each_entry_once(items, consumer):
    found = []
    consumer.hooks[2] = lambda: found.append(in_thread(lambda: consumer_run(name="probe")))
    consumer_run(name="probe")
    assert found[0].is_busy
    assert consumer.seen == [1, 2, 3, 4]


def test_many_runners_at_once_do_each_entry_once(items, consumer):
    barrier = threading.Barrier(4)

    def run() -> None:
        barrier.wait(SECONDS)
        try:
            consumer_run(name="probe")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert consumer.seen == [1, 2, 3, 4]
    assert place() == (4, "running")


def test_a_replay_during_a_run_takes_effect_in_it(items, consumer):
    consumer.hooks[3] = lambda: in_thread(lambda: consumer_replay(name="probe", seq=1) or True)
    consumer_run(name="probe")
    assert consumer.seen == [1, 2, 3, 2, 3, 4]


LOCKS = [
    "SELECT pg_advisory_lock(hashtext('consumer'), hashtext('probe'))",
    "SELECT pg_advisory_lock_shared(hashtext('consumer'), hashtext('probe'))",
]


@pytest.mark.parametrize("lock", LOCKS)
def test_the_publics_login_stops_no_consumer(items, consumer, lock, caplog):
    """Any login may take an advisory lock: what was withdrawn stayed in a cache while it did."""
    with session("public") as public:
        public.execute(lock)
        with caplog.at_level(logging.WARNING):
            run = consumer_run(name="probe")
        assert not run.is_busy
        assert consumer.seen == [1, 2, 3, 4]
        assert place() == (4, "running")
    assert "helsekilde_public keeps the lock of consumer probe" in caplog.text


def test_a_stranger_in_the_queue_stops_no_later_run(items, consumer):
    waiting: list[Any] = []

    def queue() -> None:
        with session("public") as public:
            public.execute(LOCKS[0])

    def begin() -> None:
        thread = threading.Thread(target=queue)
        thread.start()
        waiting.append(thread)
        until(lambda: advisory_waiters() == 1, "the public's login waits for the lock")

    consumer.hooks[2] = begin
    consumer_run(name="probe")
    waiting[0].join(SECONDS)
    assert consumer.seen == [1, 2, 3, 4]
    assert not consumer_run(name="probe").is_busy


def advisory_waiters() -> int:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def test_while_a_stranger_keeps_the_lock_no_step_is_taken_twice(items, consumer):
    """Two runners do an entry each then; the cursor goes on from each one once."""
    with session("public") as public:
        public.execute(LOCKS[0])
        consumer.hooks[2] = lambda: in_thread(lambda: consumer_run(name="probe"))
        consumer_run(name="probe")
    assert set(consumer.seen) == {1, 2, 3, 4}
    assert place() == (4, "running")
    assert not ParkedItem.objects.exists()
