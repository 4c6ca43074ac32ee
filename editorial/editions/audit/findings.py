"""What an audit says, and the moment in time that it reads."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.db import DataError, connection, transaction

from content_models.said import first_line

logger = logging.getLogger(__name__)
BATCH = 200
# What reading a row raises that says something nobody can read. A lost connection or a missing key
# is none of these: then the audit itself cannot be made.
UNREADABLE: Final = (
    DataError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError,
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; `seq` is 0 where it is not about one entry."""

    seq: int
    problem: str

    def __str__(self) -> str:
        return f"entry {self.seq}: {self.problem}" if self.seq else self.problem


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is of one moment, however much is published meanwhile."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def parts_read(*parts: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What parts of the audit say, one after the other.

    Nothing that somebody wrote ends an audit: where a part meets what nobody can read, that is a
    finding, and the next part is read all the same.
    """
    for part in parts:
        try:
            with transaction.atomic():
                yield from part()
        except UNREADABLE as error:
            logger.exception("A part of the audit could not be read to its end.")
            yield Finding(0, f"a part of the audit ended early: {unreadable_text(error)}")


def unreadable_text(error: Exception) -> str:
    """What could not be read, in one line, as a finding says it."""
    return f"something cannot be read ({type(error).__name__}: {first_line(error)})."
