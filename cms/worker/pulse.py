"""Signs of life: what must happen again and again in a worker that works."""

import threading
import time
from collections.abc import Iterable
from typing import Final

LOOP: Final = "the event loop has not turned"
FETCHED: Final = "no job could be fetched"
CLOCKS: Final = "no clock has run"
BEATS: Final = (LOOP, FETCHED, CLOCKS)


class Pulse:
    """Named beats, each with the moment of its last. Safe to use from every thread."""

    def __init__(self, names: Iterable[str] = BEATS) -> None:
        self._lock = threading.Lock()
        self._names = tuple(names)
        self._at: dict[str, float] = {}
        self.forgive()

    def beat(self, name: str) -> None:
        """It has happened just now. Raises KeyError for a name that was not announced."""
        with self._lock:
            if name not in self._at:
                raise KeyError(name)
            self._at[name] = time.monotonic()

    def forgive(self) -> None:
        """Count anew from now: at the start, and after the whole process stood still."""
        with self._lock:
            self._at = dict.fromkeys(self._names, time.monotonic())

    def missing(self, *, seconds: float) -> list[str]:
        """Names of what has not happened for longer than that, as they are said in a sentence."""
        now = time.monotonic()
        with self._lock:
            return [name for name in self._names if now - self._at[name] > seconds]
