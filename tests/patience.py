"""Waiting for what must happen: the only place of the tests where a clock decides.

No test says how long something may take: a machine that is slow today is no fault of the product.
A deadline here says that something will never happen, so it is generous. What was measured is
printed (`tests.services.figures`), and judged in `bench/`, as a ratio.
"""

import time
from collections.abc import Callable
from typing import TypeVar

SECONDS = 120.0
LEAST_SECONDS = 60.0
# For a whole work of a process of its own: minutes where all is well, and three times that on a bad
# day. Whoever is not back by then never comes back.
WORK_SECONDS = 1800.0
_SHORTEST_PAUSE = 0.002
T = TypeVar("T")


def until(
    condition: Callable[[], T],
    what: str | Callable[[], str],
    *,
    seconds: float = SECONDS,
    pause: float = 0.05,
) -> T:
    """Ask again until the answer is true, and return it.

    Args:
        condition: asked at once, and again after pauses that grow.
        what: what is waited for, as a sentence; a function is asked for it at the end.
        seconds: when to give up, not less than LEAST_SECONDS.
        pause: the longest pause between two questions, in seconds.

    Raises:
        AssertionError: it never happened; says what.
    """
    if answer := happens(condition, seconds=seconds, pause=pause):
        return answer
    said = what if isinstance(what, str) else what()
    raise AssertionError(f"Not in {seconds:.0f} s: {said}")


def happens(condition: Callable[[], T], *, seconds: float = SECONDS, pause: float = 0.05) -> T:
    """The same for whoever has another word for what does not happen: the last answer."""
    if seconds < LEAST_SECONDS:
        raise ValueError(f"{seconds:g} s are a bound and no patience: at least {LEAST_SECONDS:g}.")
    deadline, next_pause = time.monotonic() + seconds, _SHORTEST_PAUSE
    while not (answer := condition()) and time.monotonic() < deadline:
        time.sleep(next_pause)
        next_pause = min(2 * next_pause, pause)
    return answer
