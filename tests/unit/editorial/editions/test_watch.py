"""What a process knows of the log: fresh enough, never by a look that failed, and never stuck."""

import threading
from types import SimpleNamespace

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError

from editorial.editions.continuity import watch
from editorial.editions.continuity.rules import Standing

WHOLE, RESTORED = Standing(log_seq=2), Standing(log_seq=2, hold=(3, 4))


@pytest.fixture
def looks(monkeypatch):
    """What the next looks find, one after the other; the last again and again."""
    found = SimpleNamespace(next=[WHOLE], count=0)

    def look():
        found.count += 1
        result = found.next.pop(0) if len(found.next) > 1 else found.next[0]
        if isinstance(result, Exception):
            raise result
        return result

    monkeypatch.setattr(watch, "standing_now", look)
    monkeypatch.setattr(watch, "hold_raise", lambda **_seen: None)
    monkeypatch.setattr(watch, "close_old_connections", lambda: None)
    monkeypatch.setattr(watch, "connections", SimpleNamespace(close_all=lambda: None))
    watch.forget()
    yield found
    watch.forget()


def test_a_fresh_answer_is_not_asked_for_again(looks):
    assert [watch.is_restored() for _read in range(5)] == [False] * 5
    assert looks.count == 1


def test_after_a_new_connection_it_is_looked_at_anew(looks):
    looks.next = [WHOLE, RESTORED]
    answers = [watch.is_restored()]
    answers.append(watch.is_restored(since=watch.time.monotonic()))
    answers.append(watch.is_restored())
    assert answers == [False, True, True]


def test_a_look_that_failed_holds_for_nobody_who_comes_later(looks, monkeypatch):
    monkeypatch.setattr(watch, "OLDEST", 0.0)
    looks.next = [WHOLE, OSError("away"), RESTORED]
    assert [watch.is_restored() for _read in range(3)] == [False, False, True]


def test_nothing_is_known_where_no_look_succeeds(looks):
    looks.next = [OSError("away")]
    assert watch.standing() is None
    assert watch.is_restored() is False


def test_a_look_that_hangs_keeps_readers_waiting_once(looks, monkeypatch):
    monkeypatch.setattr(watch, "OLDEST", 0.0)
    monkeypatch.setattr(watch, "PATIENCE", 0.05)
    free = threading.Event()
    assert watch.is_restored() is False
    monkeypatch.setattr(watch, "standing_now", lambda: free.wait() and RESTORED)
    assert watch.is_restored() is False
    free.set()
    monkeypatch.setattr(watch, "PATIENCE", 60.0)
    while not watch.is_restored():
        pass


def test_a_look_that_a_living_database_refuses_serves_nobody(looks, monkeypatch):
    monkeypatch.setattr(watch, "OLDEST", 0.0)
    looks.next = [WHOLE, ProgrammingError("permission denied"), OperationalError("away"), WHOLE]
    looks.next[2].__cause__ = psycopg.OperationalError("away")
    assert [watch.is_restored() for _read in range(4)] == [False, True, True, False]
