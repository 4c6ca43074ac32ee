"""What an audit says, and the moment in time that it reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

BATCH = 200


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
