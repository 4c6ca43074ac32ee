"""How far the clock of a process is from the database's. It decides nothing; it should be known."""

import logging
import os
import socket
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import connection

from editorial.editions.clock import DatabaseNow, database_now
from editorial.editions.models import ClockReading

logger = logging.getLogger(__name__)
MOST_SECONDS: Final = 5.0
# A process that runs a clock says so each time; one that is silent for longer is no news.
FRESH: Final = timedelta(minutes=10)
KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Skew:
    """`seconds` is positive where the process is ahead, and true to `uncertainty` either way."""

    seconds: float
    uncertainty: float

    @property
    def is_small(self) -> bool:
        """False only where the difference is sure to be more than five seconds."""
        return abs(self.seconds) - self.uncertainty <= MOST_SECONDS


def skew_measure() -> Skew:
    """Ask the database for its time, and take its answer to have been true half-way.

    Raises RuntimeError inside a transaction, whose time stands still.
    """
    if connection.in_atomic_block:
        raise RuntimeError("The time of a transaction is that of its beginning.")
    connection.ensure_connection()  # what that takes is no part of the question
    before, began = time.time(), time.monotonic()
    database = database_now().timestamp()
    half = (time.monotonic() - began) / 2
    return Skew(seconds=before + half - database, uncertainty=half)


def skew_note() -> Skew:
    """Measure this process and let health see it; readings of a day ago are forgotten."""
    skew = skew_measure()
    ClockReading.objects.update_or_create(
        process=f"{socket.gethostname()[:200]}:{os.getpid()}",
        defaults={
            "seconds": skew.seconds,
            "uncertainty": skew.uncertainty,
            "measured_at": DatabaseNow(),
        },
    )
    ClockReading.objects.filter(measured_at__lt=DatabaseNow() - KEPT).delete()
    if not skew.is_small:
        logger.warning("The clock of this process is %s.", said(skew))
    return skew


def noted() -> list[Skew]:
    """What other processes have noted lately, the worst first."""
    rows = ClockReading.objects.filter(measured_at__gte=DatabaseNow() - FRESH)
    found = [Skew(*values) for values in rows.values_list("seconds", "uncertainty")]
    return sorted(found, key=lambda skew: -abs(skew.seconds))


def said(skew: Skew) -> str:
    """For example "172,800.0 s ahead of the database's"."""
    direction = "ahead of" if skew.seconds > 0 else "behind"
    return f"{abs(skew.seconds):,.1f} s {direction} the database's"
