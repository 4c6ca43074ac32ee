"""What runs by the clock: each with its cron, one run of it at a time, and a note of every run."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

from procrastinate.contrib.django import app

from editorial.clocks.services import run_noted

QUICK = "clock"
LONG = "nightly"

ClockFunction = Callable[[int], None]


@dataclass(frozen=True)
class Clock:
    """`cron` is in UTC. One that is long runs in a lane of its own, in nobody's way."""

    name: str
    cron: str
    is_long: bool


_clocks: dict[str, Clock] = {}


def clock(*, name: str, cron: str, is_long: bool = False) -> Callable[[ClockFunction], object]:
    """Declare a function that takes a timestamp (seconds, UTC) as a clock.

    Two workers never run the same clock at once, and turns that come while it runs are one turn
    afterwards. Raises ValueError where the name is taken.
    """
    if name in _clocks:
        raise ValueError(f"{name!r} is registered already.")
    _clocks[name] = Clock(name, cron, is_long)

    def declare(function: ClockFunction) -> object:
        @functools.wraps(function)
        def run(timestamp: int) -> None:
            with run_noted(name=name):
                function(timestamp)

        task = app.task(name=name, queue=LONG if is_long else QUICK, lock=name, queueing_lock=name)(
            run
        )
        return app.periodic(cron=cron)(task)

    return declare


def clocks() -> list[Clock]:
    """Every clock, by name."""
    return [_clocks[name] for name in sorted(_clocks)]
