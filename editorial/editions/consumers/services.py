"""Run consumers: in order for each item, at least once, and no item in the way of another."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

from django.db import transaction

from content_models.turns import turn
from editorial.editions.clock import DatabaseNow, database_now
from editorial.editions.consumers import registry
from editorial.editions.consumers.attempts import Run, attempt, error_line, pause_after, retry
from editorial.editions.consumers.models import ConsumerCursor, ParkedItem
from editorial.editions.consumers.registry import ConsumerUnavailableError, Entry, Start
from editorial.editions.consumers.selectors import (
    entries_after,
    has_entries_after,
    head,
    is_ours,
)
from editorial.editions.models import LogEntry

logger = logging.getLogger(__name__)


class _MovedError(Exception):
    """Somebody else moved the cursor while an entry was done: what was done is undone."""


def _never() -> bool:
    return False


def consumer_alone(name: str) -> AbstractContextManager[bool]:
    """True where no other process runs this consumer; held by the session, not a transaction.

    Where a stranger keeps the lock two may run: an entry is done at least once, and the cursor
    takes each step once.
    """
    return turn("consumer", name, table="public.editions_consumercursor")


def consumers_run_all() -> dict[str, Run]:
    """Let every consumer catch up; one that breaks does not stop the others.

    Raises:
        ExceptionGroup: after all have run, with what broke.
    """
    runs: dict[str, Run] = {}
    errors: list[Exception] = []
    for name in registry.names():
        try:
            runs[name] = consumer_run(name=name)
        except Exception as error:  # noqa: BLE001 - reported below, after the others
            errors.append(error)
    if errors:
        raise ExceptionGroup("consumers that could not run", errors)
    return runs


def consumer_run(
    *, name: str, should_stop: Callable[[], bool] = _never, is_forced: bool = False
) -> Run:
    """Follow the log to its end and retry what is due, until then or until told to stop.

    `is_forced` runs a consumer that is paused, too.
    """
    run = Run()
    while True:
        with consumer_alone(name) as held:
            if not held:
                run.is_busy = True
                return run
            cursor = _cursor(name)
            if not is_ours(cursor):
                ConsumerCursor.objects.filter(name=name).update(state="resync")
                run.needs_resync = True
                return run
            run.is_paused = not is_forced and _is_paused(cursor)
            if not run.is_paused:
                _catch_up(cursor, run, should_stop)
            place = cursor.seq
        # Whoever was woken while we held the lock went away: look once more for what they saw.
        if run.is_paused or should_stop() or not has_entries_after(place):
            return run


def _cursor(name: str) -> ConsumerCursor:
    place = {}
    if registry.get(name).start is Start.HEAD:
        seq, chain_hash = head()
        place = {"seq": seq, "chain_hash": chain_hash}
    return ConsumerCursor.objects.get_or_create(name=name, defaults=place)[0]


def _is_paused(cursor: ConsumerCursor) -> bool:
    return cursor.paused_until is not None and cursor.paused_until > database_now()


def _catch_up(cursor: ConsumerCursor, run: Run, should_stop: Callable[[], bool]) -> None:
    """New entries come first, and again after each retry: nobody waits for what fails."""
    try:
        _follow(cursor, run, should_stop)
        due = ParkedItem.objects.filter(
            consumer=cursor.name, is_parked=False, next_try__lte=DatabaseNow()
        )
        for pk in list(due.order_by("first_seq").values_list("pk", flat=True)):
            if should_stop():
                return
            retry(pk, run)
            _follow(cursor, run, should_stop)
    except ConsumerUnavailableError as error:
        _pause(cursor, error)
        run.is_paused = True
    except _MovedError:
        cursor.refresh_from_db()
    else:
        if cursor.outages or cursor.state != "running":
            cursor.paused_until, cursor.outages, cursor.error = None, 0, ""
            cursor.state, cursor.updated_at = "running", database_now()
            cursor.save(update_fields=["paused_until", "outages", "error", "state", "updated_at"])


def _pause(cursor: ConsumerCursor, error: Exception) -> None:
    now = database_now()
    cursor.outages += 1
    cursor.updated_at, cursor.paused_until = now, now + pause_after(cursor.outages)
    cursor.error = error_line(error)
    cursor.save(update_fields=["paused_until", "outages", "error", "updated_at"])
    logger.warning("Consumer %s pauses until %s: %s", cursor.name, cursor.paused_until, error)


def _follow(cursor: ConsumerCursor, run: Run, should_stop: Callable[[], bool]) -> None:
    """Every entry after the cursor, each in a transaction of its own."""
    while batch := entries_after(seq=cursor.seq):
        items = ParkedItem.objects.filter(consumer=cursor.name)
        blocked = set(items.values_list("content_id", "lang"))
        for entry, chain_hash in batch:
            if should_stop():
                return
            with transaction.atomic():
                if not _entry_done(cursor.name, entry, blocked, run):
                    blocked.add((entry.content_id, entry.lang))
                moved = ConsumerCursor.objects.filter(name=cursor.name, seq=cursor.seq).update(
                    seq=entry.seq, chain_hash=chain_hash, updated_at=DatabaseNow()
                )
                if not moved:
                    raise _MovedError
            cursor.seq, cursor.chain_hash = entry.seq, chain_hash


def _entry_done(name: str, entry: Entry, blocked: set[tuple[UUID, str]], run: Run) -> bool:
    """Do one new entry, or put it behind what its item waits for. False where it failed."""
    if (entry.content_id, entry.lang) in blocked:
        behind = ParkedItem.objects.filter(
            consumer=name, content_id=entry.content_id, lang=entry.lang
        )
        if behind.update(last_seq=entry.seq):
            run.waiting += 1
            return True
    error = attempt(name, entry)
    if error is None:
        run.done += 1
        return True
    run.failed += 1
    ParkedItem.objects.create(
        consumer=name, content_id=entry.content_id, lang=entry.lang, first_seq=entry.seq,
        last_seq=entry.seq, attempts=1, next_try=DatabaseNow() + pause_after(1), error=error,
    )  # fmt: skip
    return False


def item_release(*, name: str, content_id: UUID | None = None) -> int:
    """Make failed items of a consumer due again, one or all. Returns how many."""
    rows = ParkedItem.objects.filter(consumer=name)
    if content_id is not None:
        rows = rows.filter(content_id=content_id)
    return rows.update(is_parked=False, attempts=0, next_try=DatabaseNow())


def item_retry(*, name: str, content_id: UUID | None = None) -> Run:
    """Try failed items of a consumer again now: one, or all."""
    item_release(name=name, content_id=content_id)
    return consumer_run(name=name, is_forced=True)


def consumer_replay(*, name: str, seq: int) -> None:
    """Put a consumer back so that it does everything after `seq` again.

    A run that is under way notices, and goes on from there.

    Raises:
        ValueError: there is no such entry.
    """
    registry.get(name)
    chain_hash = b""
    if seq:
        found = LogEntry.objects.filter(seq=seq).values_list("chain_hash", flat=True).first()
        if found is None:
            raise ValueError(f"The log has no entry {seq}.")
        chain_hash = bytes(found)
    with transaction.atomic():
        ConsumerCursor.objects.update_or_create(
            name=name,
            defaults={
                "seq": seq, "chain_hash": chain_hash, "state": "running",
                "paused_until": None, "outages": 0, "error": "", "updated_at": DatabaseNow(),
            },
        )  # fmt: skip
        ParkedItem.objects.filter(consumer=name).delete()
