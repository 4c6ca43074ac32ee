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
_PAUSE = 0.05
T = TypeVar("T")


def until(
    condition: Callable[[], T], what: str | Callable[[], str], *, seconds: float = SECONDS
) -> T:
    """Ask again until the answer is true, and return it.

    Args:
        condition: asked every twentieth of a second.
        what: what is waited for, as a sentence; a function is asked for it at the end.
        seconds: when to give up, not less than LEAST_SECONDS.

    Raises:
        AssertionError: it never happened; says what.
    """
    if seconds < LEAST_SECONDS:
        raise ValueError(f"{seconds:g} s are a bound and no patience: at least {LEAST_SECONDS:g}.")
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            said = what if isinstance(what, str) else what()
            raise AssertionError(f"Not in {seconds:.0f} s: {said}")
        time.sleep(_PAUSE)
    return answer
