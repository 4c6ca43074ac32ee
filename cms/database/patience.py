"""How long a web request waits for the database: one that hangs must not hang its readers.

A server that is stopped, or behind a network that swallows everything, answers nothing and ends
nothing; time-outs of its own do not help then. In a request every wait for an answer ends after
some seconds, with the error of a lost connection. Commands and the worker wait as long as it takes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import psycopg
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from psycopg.errors import _WaitTimeout

PUBLIC_SECONDS: Final = 10.0
# An editor waits for other editors' locks, too.
ADMIN_SECONDS: Final = 30.0
_patience: ContextVar[float | None] = ContextVar("patience", default=None)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """No single answer of the database is waited for longer while the block runs."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


def is_limited() -> bool:
    """True inside a web request."""
    return _patience.get() is not None


class PatienceMiddleware:
    """Every request waits for the database for a limited time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_admin = request.path_info.startswith("/admin/")
        with patience(ADMIN_SECONDS if is_admin else PUBLIC_SECONDS):
            return self.get_response(request)


def connect() -> None:
    """Let every connection that Django makes from now on ask how long it may wait."""
    connection_created.connect(_limit, dispatch_uid="cms.database.patience")


def _limit(*, connection: Any, **_signal: Any) -> None:
    limit(connection.connection)


def limit(link: psycopg.Connection) -> None:
    """Let a connection ask, at each of its waits, how long it may take; once is enough."""
    wait = link.wait
    if wait.__name__ == "limited":
        return

    def limited(gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        seconds = _patience.get()
        if timeout is not None or seconds is None:
            return wait(gen, interval=interval, timeout=timeout)
        try:
            return wait(gen, interval=interval, timeout=seconds)
        except _WaitTimeout:
            # What it would still say belongs to nobody: the next one asks on a new connection.
            link.pgconn.finish()
            raise psycopg.OperationalError(
                f"The database gave no answer within {seconds:.0f} seconds."
            ) from None

    link.wait = limited  # type: ignore[method-assign]
