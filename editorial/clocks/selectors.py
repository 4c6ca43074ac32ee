"""How every clock stands, by the database's time."""

from dataclasses import dataclass
from datetime import datetime

from content_models.clock import database_now
from editorial.clocks.models import ClockRun
from editorial.clocks.registry import Clock, clocks
from editorial.clocks.rules import is_late

PULSE = "clocks.pulse"


@dataclass(frozen=True, slots=True)
class Standing:
    """`is_known`: a worker has started since it was made; `is_failing`: its last run broke."""

    clock: Clock
    succeeded_at: datetime | None
    failed_at: datetime | None
    is_known: bool
    is_late: bool
    is_failing: bool


def standings() -> list[Standing]:
    """Every registered clock, by name."""
    now = database_now()
    rows = ClockRun.objects.in_bulk([each.name for each in clocks()])
    return [_standing(each, rows.get(each.name), now=now) for each in clocks()]


def _standing(clock: Clock, row: ClockRun | None, *, now: datetime) -> Standing:
    if row is None:
        return Standing(clock, None, None, is_known=False, is_late=True, is_failing=False)
    return Standing(
        clock,
        row.succeeded_at,
        row.failed_at,
        is_known=True,
        is_late=is_late(
            clock.cron, now=now, known_since=row.known_since, succeeded_at=row.succeeded_at
        ),
        is_failing=row.failed_at is not None
        and (row.succeeded_at is None or row.succeeded_at < row.failed_at),
    )
