"""What this process knows of the log's standing: never older than a few seconds, and nearly free.

```
      age of the last look    0 ────── 2 s ─────────── 4 s ──────►
      a public read           takes it │ takes it, and │ waits for
                                       │ a look begins │ a look
```
The looks are made by one thread with a connection of its own: a public read costs its one query
and no more. Where the database can not be asked, each read waits for a new look; where it is away
the last answer holds after that too, for then nothing can be read either. Where it is there and
does not answer this (a restore that is half-way, rights that are missing), readers might be shown
what nobody has looked at: nothing is served until a look succeeds, nor before the first one has.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import psycopg
from django.db import Error, close_old_connections, connections
from django.db.backends.signals import connection_created

from editorial.editions.continuity.rules import Standing
from editorial.editions.continuity.selectors import standing_now
from editorial.editions.continuity.services import hold_raise

logger = logging.getLogger(__name__)
FRESH, OLDEST, PATIENCE = 2.0, 4.0, 3.0
NEVER = float("-inf")


class Watch:
    """The last look of this process, and the thread that makes the next one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._wanted = threading.Event()
        self._thread: threading.Thread | None = None
        self._forget()

    def _forget(self) -> None:
        self._standing: Standing | None = None
        self._is_refused = False
        self._began = self._tried = NEVER
        self._looking_since = NEVER
        self._run = getattr(self, "_run", 0) + 1

    def forget(self) -> None:
        """Know nothing any more (tests: the next database is another one)."""
        with self._changed:
            self._forget()
            self._changed.notify_all()

    def standing(self, *, since: float | None = None) -> Standing | None:
        """The log's standing, by a look that began after `since` or a few seconds ago at most.

        None where no look has succeeded yet.
        """
        now = time.monotonic()
        wanted = now - OLDEST if since is None else since
        with self._changed:
            if self._began < max(wanted, now - FRESH):
                self._ask()
            is_stuck = NEVER < self._looking_since < now - PATIENCE
            if self._began < wanted and not is_stuck:
                # A look that failed says nothing of this moment: the database may be back since,
                # and be another one.
                tried = now if self._tried > self._began else wanted
                self._changed.wait_for(
                    lambda: self._began >= wanted or self._tried >= tried, timeout=PATIENCE
                )
            return None if self._is_refused else self._standing

    @property
    def is_refused(self) -> bool:
        """Whether the last look met a database that is there and would not be looked at."""
        return self._is_refused

    def _ask(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._wanted = threading.Event()
            self._thread = threading.Thread(target=self._work, name="continuity", daemon=True)
            self._thread.start()
        self._wanted.set()

    def _work(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            self._look()

    def _look(self) -> None:
        with self._changed:
            began, run, standing = time.monotonic(), self._run, None
            self._looking_since = began
        is_refused = False
        try:
            with _patience():
                close_old_connections()
                standing = standing_now()
        except Exception as error:  # noqa: BLE001 - whatever it is, the thread must go on
            logger.warning("The log's standing could not be looked at: %s", error)
            is_refused = _is_refusal(error)
            connections.close_all()
        with self._changed:
            self._looking_since = NEVER
            if run == self._run:
                self._tried = began
                if standing is not None:
                    self._standing, self._began, self._is_refused = standing, began, False
                elif is_refused:
                    self._is_refused = True
            self._changed.notify_all()
        try:
            if standing is not None and standing.is_restored:
                hold_raise(seen=standing.newer, forgotten=standing.forgotten)
        except Exception:
            logger.exception("The hold could not be written.")
            connections.close_all()
        close_old_connections()


def _is_refusal(error: Exception) -> bool:
    """The database answered, and not what was asked: it is not away, slow or full."""
    away = psycopg.OperationalError | psycopg.InterfaceError
    return isinstance(error, Error) and not isinstance(error.__cause__, away)


_patience: Callable[[], AbstractContextManager[None]] = nullcontext


def register_patience(limit: Callable[[], AbstractContextManager[None]]) -> None:
    """Give the looks a limit to how long they wait for one answer of the database."""
    global _patience  # noqa: PLW0603 - one for each process
    _patience = limit


_watch = Watch()
_seen = threading.local()


def standing() -> Standing | None:
    """How the log stood a few seconds ago at most; None where it could not be looked at."""
    return _watch.standing()


def is_restored(*, since: float | None = None) -> bool:
    """Whether this log has lost its end as far as this process knows, or would not be looked at."""
    standing = _watch.standing(since=since)
    return _watch.is_refused or (standing is not None and standing.is_restored)


def forget() -> None:
    """See `Watch.forget`."""
    _watch.forget()


def reading() -> None:
    """A public read begins in this thread."""
    _seen.connected = False


def has_connected() -> bool:
    """Whether this thread has opened a connection since: it may be another database's."""
    return bool(getattr(_seen, "connected", False))


def _note(**_signal: object) -> None:
    _seen.connected = True


def _after_fork() -> None:
    """A child has none of its parent's threads."""
    global _watch  # noqa: PLW0603 - one for each process
    _watch = Watch()


connection_created.connect(_note, dispatch_uid="continuity")
os.register_at_fork(after_in_child=_after_fork)
