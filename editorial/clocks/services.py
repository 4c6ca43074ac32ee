"""Note when a clock ran. A connection that died meanwhile is replaced, never asked again."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, connection, connections

from content_models.clock import DatabaseNow
from editorial.clocks.models import ClockRun
from editorial.clocks.runs import running

logger = logging.getLogger(__name__)


def clocks_known(*, names: Iterable[str]) -> None:
    """From now on these clocks are expected to run; those that are known already stay so."""
    ClockRun.objects.bulk_create([ClockRun(name=name) for name in names], ignore_conflicts=True)


@contextmanager
def run_noted(*, name: str) -> Iterator[None]:
    """Note how the block ended. What it raised is raised on."""
    with running(name):
        try:
            yield
        except Exception:
            _failure_note(name)
            raise
        _note(name, "succeeded_at")


def _failure_note(name: str) -> None:
    try:
        if not connection.in_atomic_block:
            connections.close_all()
        _note(name, "failed_at")
    except (DatabaseError, InterfaceError) as error:
        logger.warning("That %s failed could not be noted: %s", name, error)


def _note(name: str, field: str) -> None:
    ClockRun.objects.bulk_create(
        [ClockRun(name=name, **{field: DatabaseNow()})],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=[field],
    )
