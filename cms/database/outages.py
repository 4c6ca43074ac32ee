"""Which errors mean that the database is away, and not that the question was wrong."""

from collections.abc import Iterator
from typing import Final

import psycopg
from django.db import InterfaceError, InternalError, OperationalError

AWAY: Final = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
# A standby, or a server that was set to be read from alone, refuses what it is asked to write.
READ_ONLY: Final = "25006"


def is_outage(error: BaseException | None) -> bool:
    """True where the database cannot be reached, hangs, is full, starts, ends or may only be read.

    Looks at what the error came from, too: what broke because the database went away is an outage.
    """
    return any(isinstance(each, AWAY) or _is_read_only(each) for each in _chain(error))


def is_locked(error: BaseException | None) -> bool:
    """True where somebody has held a lock for longer than a session of ours waits for one."""
    return any(isinstance(each, psycopg.errors.LockNotAvailable) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came from, each once."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
        waiting += [each.__cause__, None if each.__suppress_context__ else each.__context__]


def _is_read_only(error: BaseException) -> bool:
    cause = error.__cause__ if isinstance(error, InternalError) else error
    return isinstance(cause, psycopg.Error) and cause.sqlstate == READ_ONLY
