"""Keep consumers running inside the worker: one thread each, so that none waits for another.

A thread sleeps until it is woken or ten seconds are over. Being woken often costs nothing: calls
that come while it works are one call afterwards.
"""

import logging
import threading

from django.db import close_old_connections, connections

from editorial.editions.consumers import registry
from editorial.editions.consumers.services import consumer_run, consumers_run_all

logger = logging.getLogger(__name__)
POLL_SECONDS = 10.0
LONGEST_PAUSE = 30.0

_running: list["ConsumerLoop"] = []


class ConsumerLoop(threading.Thread):
    """Runs one consumer again and again, whatever happens to the database, until it is stopped."""

    def __init__(self, name: str) -> None:
        super().__init__(name=f"consumer-{name}", daemon=True)
        self.consumer = name
        self._woken = threading.Event()
        self._stopping = threading.Event()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        """End after the entry that is being done; join the thread to wait for that."""
        self._stopping.set()
        self._woken.set()

    def run(self) -> None:
        pause = 1.0
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                close_old_connections()
                consumer_run(name=self.consumer, should_stop=self._stopping.is_set)
            except Exception as error:  # noqa: BLE001 - a thread that ended would be a silent stop
                logger.warning(
                    "Consumer %s could not run (%s); again in %s s.", self.consumer, error, pause
                )
                connections.close_all()
                self._stopping.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                pause = 1.0
                self._woken.wait(POLL_SECONDS)
        connections.close_all()


def loops_start() -> None:
    """Start a thread for every registered consumer."""
    for name in registry.names():
        loop = ConsumerLoop(name)
        _running.append(loop)
        loop.start()


def loops_stop(*, timeout: float) -> list[str]:
    """Stop all of them. Returns the consumers that did not end in time."""
    for loop in _running:
        loop.stop()
    for loop in _running:
        loop.join(timeout)
    late = [loop.consumer for loop in _running if loop.is_alive()]
    _running.clear()
    return late


def loops_dead() -> list[str]:
    """Consumers whose thread has ended although nobody stopped it."""
    return [loop.consumer for loop in _running if not loop.is_alive() and not loop.is_stopping]


def wake_or_run() -> None:
    """Wake this process's threads; where it has none, let every consumer catch up here and now."""
    if not _running:
        consumers_run_all()
    for loop in _running:
        loop.wake()
