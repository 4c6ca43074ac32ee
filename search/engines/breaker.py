"""A breaker: what has failed several times in a row is left alone for a while.

One for each process, for threads of it: processes do not tell each other, so each finds out for
itself, which costs it `FAILURES` slow searches. Closed, every call goes through. Open, none does.
When the pause is over one call is let through as a probe, while all others are still refused: it
either closes the breaker or opens it for a pause twice as long.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from search.engines.base import EngineUnavailable

FAILURES: Final = 3
FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 30.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BreakerState:
    """`name` is closed, open or half-open; `reason` what failed last, "" where all is well."""

    name: str
    failures: int
    retry_in: float
    reason: str


class Breaker:
    """Thread-safe. The clock is seconds that only go forward."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._pause = 0.0
        self._until = 0.0
        self._is_probing = False
        self._reason = ""

    def call(self, function: Callable[[], T]) -> T:
        """What the function returns.

        Raises:
            EngineUnavailable: the breaker is open, or the function raised it.
        """
        is_probe = self._enter()
        try:
            result = function()
        except EngineUnavailable as error:
            self._failed(str(error), is_probe=is_probe)
            raise
        except BaseException:
            # Not the engine's fault, and no proof of its health either.
            self._left(is_probe=is_probe)
            raise
        self._succeeded(is_probe=is_probe)
        return result

    def state(self) -> BreakerState:
        """How it stands, for whoever watches."""
        with self._lock:
            left = max(self._until - self._clock(), 0.0)
            name = "closed"
            if self._pause:
                name = "open" if left and not self._is_probing else "half-open"
            return BreakerState(name, self._failures, round(left, 1), self._reason)

    def _enter(self) -> bool:
        """True where the call is the probe."""
        with self._lock:
            if not self._pause:
                return False
            if self._is_probing or self._clock() < self._until:
                raise EngineUnavailable(f"left alone after: {self._reason}")
            self._is_probing = True
            return True

    def _failed(self, reason: str, *, is_probe: bool) -> None:
        with self._lock:
            self._reason = reason
            self._failures += 1
            if is_probe:
                self._is_probing = False
                self._open(min(self._pause * 2, LONGEST_PAUSE))
            elif not self._pause and self._failures >= FAILURES:
                self._open(FIRST_PAUSE)

    def _open(self, pause: float) -> None:
        self._pause = pause
        self._until = self._clock() + pause

    def _left(self, *, is_probe: bool) -> None:
        if is_probe:
            with self._lock:
                self._is_probing = False

    def _succeeded(self, *, is_probe: bool) -> None:
        with self._lock:
            # A slow success that began before the breaker opened says nothing about now.
            if is_probe or not self._pause:
                self._failures, self._pause, self._until = 0, 0.0, 0.0
                self._is_probing, self._reason = False, ""
