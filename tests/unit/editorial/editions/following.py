"""What tests of consumers share: two texts with four entries, and a consumer that notes them."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from editorial.editions.consumers import registry
from editorial.editions.consumers.models import ConsumerCursor, ParkedItem
from tests.factories.pages import draft
from tests.patience import SECONDS


@pytest.fixture
def items(house, published):
    """Two texts, published and taken down: entries 1 and 3 are of the first one."""
    pages = [
        published(draft(author=house["author"], slug=slug, title=slug)) for slug in ("en", "to")
    ]
    for page in pages:
        page.unpublish()
    return [page.translation_key for page in pages]


class Recorder:
    """A consumer that notes what it was called for and fails where it is told to."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self.failing: dict[int, BaseException] = {}
        self.hooks: dict[int, object] = {}

    def __call__(self, entry) -> None:
        self.seen.append(entry.seq)
        if entry.seq in self.hooks:
            self.hooks.pop(entry.seq)()
        if entry.seq in self.failing:
            raise self.failing[entry.seq]


@pytest.fixture
def consumer():
    recorder = Recorder()
    registry.register("probe", recorder)
    yield recorder
    registry.unregister("probe")


def make_due() -> None:
    ParkedItem.objects.update(next_try=timezone.now() - timedelta(seconds=1))


def place() -> tuple[int, str]:
    cursor = ConsumerCursor.objects.get(name="probe")
    return cursor.seq, cursor.state


def in_thread(work):
    """Run something on a connection of its own; returns what it returned."""
    results = []

    def call() -> None:
        try:
            results.append(work())
        finally:
            connections.close_all()

    thread = threading.Thread(target=call)
    thread.start()
    thread.join(SECONDS)
    assert results, "the thread failed"
    return results[0]
