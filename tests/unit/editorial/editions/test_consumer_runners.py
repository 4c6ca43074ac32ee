"""Runners of one consumer at the same time do each entry once."""

import threading

from django.db import connections

from editorial.editions.consumers.services import (
    consumer_replay,
    consumer_run,
)
from tests.patience import SECONDS
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
