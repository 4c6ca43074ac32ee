"""Which clocks run in this process just now, and since when: what hangs can be told from it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_since: dict[int, tuple[str, float]] = {}


@contextmanager
def running(name: str) -> Iterator[None]:
    """The clock runs, in this thread, while the block does."""
    key = threading.get_ident()
    with _lock:
        _since[key] = (name, time.monotonic())
    try:
        yield
    finally:
        with _lock:
            _since.pop(key, None)


def running_for() -> dict[str, float]:
    """Seconds for which each clock has been running; those that do not run are not in it."""
    now = time.monotonic()
    with _lock:
        return {name: now - began for name, began in _since.values()}
