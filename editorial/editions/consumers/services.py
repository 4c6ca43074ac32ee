"""Run consumers: in order an item, at least once, and never one item in the way of another."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from editorial.editions.consumers import registry
from editorial.editions.consumers.models import ConsumerCursor, ParkedItem
from editorial.editions.consumers.registry import Entry
from editorial.editions.models import LogEntry

logger = logging.getLogger(__name__)
BATCH = 200
MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass
class Run:
    """What one run did; `is_busy` says that another process had the consumer."""

    done: int = 0
    failed: int = 0
    waiting: int = 0
    is_busy: bool = False
    needs_resync: bool = False


def pause_after(attempts: int) -> timedelta:
    """Twice as long each time: 5 s, 10 s, 20 s … one hour."""
    return min(FIRST_PAUSE * 2 ** max(attempts - 1, 0), LONGEST_PAUSE)


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """True where no other process runs this consumer; held by the session, not a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('consumer'), hashtext(%s))", [name])
        (held,) = cursor.fetchone()
    try:
        yield bool(held)
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_unlock(hashtext('consumer'), hashtext(%s))", [name]
                )


def consumers_run_all() -> dict[str, Run]:
    """Let every consumer catch up; one that breaks does not stop the others."""
    runs = {}
    for name in registry.names():
        runs[name] = consumer_run(name=name)
    return runs


def consumer_run(*, name: str) -> Run:
    """Retry what is due, then follow the log to its end."""
    run = Run()
    with _alone(name) as held:
        if not held:
            run.is_busy = True
            return run
        cursor, _created = ConsumerCursor.objects.get_or_create(name=name)
        if not _is_ours(cursor):
            ConsumerCursor.objects.filter(name=name).update(state="resync")
            run.needs_resync = True
            return run
        _retry_due(name, run, now=timezone.now())
        while _follow(cursor, run):
            pass
    return run


def _is_ours(cursor: ConsumerCursor) -> bool:
    """The chain at the cursor is the one that the consumer saw there."""
    if cursor.seq == 0:
        return True
    found = LogEntry.objects.filter(seq=cursor.seq).values_list("chain_hash", flat=True).first()
    return found is not None and bytes(found) == bytes(cursor.chain_hash)


def _entries(
    *, after: int, until: int | None = None, item: tuple[UUID, str] | None = None
) -> list[tuple[Entry, bytes]]:
    rows = LogEntry.objects.filter(seq__gt=after).order_by("seq")
    if until is not None:
        rows = rows.filter(seq__lte=until)
    if item is not None:
        rows = rows.filter(edition__content_id=item[0], edition__lang=item[1])
    values = rows.values_list(
        "seq", "edition__content_id", "edition__lang", "edition__number", "edition__action",
        "edition__path", "chain_hash",
    )[:BATCH]  # fmt: skip
    return [(Entry(*row[:6]), bytes(row[6])) for row in values]


def _follow(cursor: ConsumerCursor, run: Run) -> bool:
    """One batch; True where there may be more."""
    batch = _entries(after=cursor.seq)
    if not batch:
        return False
    blocked = {
        (row.content_id, row.lang): row for row in ParkedItem.objects.filter(consumer=cursor.name)
    }
    for entry, chain_hash in batch:
        waiting = blocked.get((entry.content_id, entry.lang))
        with transaction.atomic():
            if waiting is not None:
                ParkedItem.objects.filter(pk=waiting.pk).update(last_seq=entry.seq)
                run.waiting += 1
            else:
                error = _attempt(cursor.name, entry)
                if error is None:
                    run.done += 1
                else:
                    run.failed += 1
                    blocked[(entry.content_id, entry.lang)] = _set_aside(cursor.name, entry, error)
            cursor.seq, cursor.chain_hash, cursor.state = entry.seq, chain_hash, "running"
            cursor.save()
    return True


def _attempt(name: str, entry: Entry) -> str | None:
    """None where it went well, else the error as one line."""
    try:
        with transaction.atomic():
            registry.get(name)(entry)
    except Exception as error:  # noqa: BLE001 - whatever a consumer raises must not stop the others
        logger.warning("Consumer %s failed on entry %s: %s", name, entry.seq, error)
        return f"{type(error).__name__}: {error}"[:2000]
    return None


def _set_aside(name: str, entry: Entry, error: str) -> ParkedItem:
    return ParkedItem.objects.create(
        consumer=name,
        content_id=entry.content_id,
        lang=entry.lang,
        first_seq=entry.seq,
        last_seq=entry.seq,
        attempts=1,
        next_try=timezone.now() + pause_after(1),
        error=error,
    )


def _retry_due(name: str, run: Run, *, now: datetime) -> None:
    due = ParkedItem.objects.filter(consumer=name, is_parked=False, next_try__lte=now)
    for row in due.order_by("first_seq"):
        _retry(row, run)


def _retry(row: ParkedItem, run: Run) -> None:
    """Do every entry that waits for an item, in order; stop at the first that fails again."""
    item = (row.content_id, row.lang)
    while True:
        batch = _entries(after=row.first_seq - 1, until=row.last_seq, item=item)
        for entry, _hash in batch:
            error = _attempt(row.consumer, entry)
            if error is not None:
                row.attempts += 1
                row.first_seq, row.error = entry.seq, error
                row.is_parked = row.attempts >= MOST_ATTEMPTS
                row.next_try = None if row.is_parked else timezone.now() + pause_after(row.attempts)
                row.save()
                run.failed += 1
                return
            run.done += 1
            row.first_seq = entry.seq + 1
            row.save()
        if len(batch) < BATCH:
            row.delete()
            return


def item_retry(*, name: str, content_id: UUID | None = None) -> Run:
    """Try parked items of a consumer again now: one, or all."""
    rows = ParkedItem.objects.filter(consumer=name)
    if content_id is not None:
        rows = rows.filter(content_id=content_id)
    rows.update(is_parked=False, attempts=0, next_try=timezone.now())
    return consumer_run(name=name)


def consumer_replay(*, name: str, seq: int) -> None:
    """Put a consumer back so that it does everything after `seq` again.

    Raises:
        ValueError: there is no such entry.
    """
    chain_hash = b""
    if seq:
        found = LogEntry.objects.filter(seq=seq).values_list("chain_hash", flat=True).first()
        if found is None:
            raise ValueError(f"The log has no entry {seq}.")
        chain_hash = bytes(found)
    registry.get(name)
    with transaction.atomic():
        ParkedItem.objects.filter(consumer=name).delete()
        ConsumerCursor.objects.update_or_create(
            name=name, defaults={"seq": seq, "chain_hash": chain_hash, "state": "running"}
        )
