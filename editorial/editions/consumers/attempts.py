"""Try one entry, set aside what fails, try it again later, and park what keeps failing."""

import logging
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from django.db import connection, transaction

from editorial.editions.clock import DatabaseNow
from editorial.editions.consumers import registry
from editorial.editions.consumers.models import ParkedItem
from editorial.editions.consumers.registry import ConsumerUnavailableError, Entry
from editorial.editions.consumers.selectors import BATCH, entries_after

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
# PostgreSQL's classes of errors: connection, resources, intervention of an operator, logging in.
CONNECTION_STATES = ("08", "53", "57P", "28", "3D")


@dataclass
class Run:
    """What one run did.

    `is_busy`: another process had the consumer. `is_paused`: what it needs is out of reach.
    `needs_resync`: its place in the log is not in this log.
    """

    done: int = 0
    failed: int = 0
    waiting: int = 0
    is_busy: bool = False
    is_paused: bool = False
    needs_resync: bool = False


def pause_after(attempts: int) -> timedelta:
    """Twice as long each time: 5 s, 10 s, 20 s … one hour."""
    return min(FIRST_PAUSE * 2 ** min(max(attempts - 1, 0), 20), LONGEST_PAUSE)


def error_line(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\x00", "")[:2000]


def is_connection_failure(error: BaseException | None) -> bool:
    """A session died, or none could be had, of whatever role: no item is to blame for it."""
    while error is not None:
        if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            return error.sqlstate is None or error.sqlstate.startswith(CONNECTION_STATES)
        error = error.__cause__
    return False


def attempt(name: str, entry: Entry) -> str | None:
    """None where it went well, else what was raised.

    Raises:
        ConsumerUnavailableError: it is not the item's fault.
        Exception: the database itself is gone.
    """
    consumer = registry.get(name)
    try:
        with transaction.atomic():
            if consumer.wants(entry):
                consumer.function(entry)
    except ConsumerUnavailableError:
        raise
    except Exception as error:
        if not connection.is_usable() or is_connection_failure(error):
            raise
        logger.warning("Consumer %s failed on entry %s: %s", name, entry.seq, error)
        return error_line(error)
    return None


def retry(pk: int, run: Run) -> None:
    """Do every entry that waits for an item, in order; stop at the first that fails again."""
    rows = ParkedItem.objects.filter(pk=pk)
    while row := rows.first():
        batch = entries_after(
            seq=row.first_seq - 1, until=row.last_seq, item=(row.content_id, row.lang)
        )
        for entry, _hash in batch:
            with transaction.atomic():
                error = attempt(row.consumer, entry)
                rows.update(first_seq=entry.seq if error else entry.seq + 1)
            if error is not None:
                _failed_again(row, error)
                run.failed += 1
                return
            run.done += 1
        if len(batch) < BATCH:
            rows.delete()


def _failed_again(row: ParkedItem, error: str) -> None:
    attempts = row.attempts + 1
    is_parked = attempts >= MOST_ATTEMPTS
    ParkedItem.objects.filter(pk=row.pk).update(
        attempts=attempts,
        error=error,
        is_parked=is_parked,
        next_try=None if is_parked else DatabaseNow() + pause_after(attempts),
    )
    if is_parked:
        logger.error("Consumer %s parked %s %s: %s", row.consumer, row.content_id, row.lang, error)
