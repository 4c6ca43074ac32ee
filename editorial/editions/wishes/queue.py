"""Whose turn it is where several wait, and one may be held while the others are not."""

import time
from collections.abc import Callable, Iterable
from typing import Final

# No try but the first of a turn begins after so long.
TURN_SECONDS: Final = 3.0


class Turns:
    """Tries groups of keys, those first that were tried least often, for as long as a turn lasts.

    Within a group the order is the caller's. Without `seconds` a turn lasts until each had its try.
    """

    def __init__(self, *, seconds: float | None = None) -> None:
        self._seconds = seconds
        self._tries: dict[int, int] = {}
        self._errors: dict[int, Exception] = {}

    def take(
        self, groups: Iterable[list[int]], error_against: Callable[[int], Exception | None]
    ) -> dict[int, Exception]:
        """What is in the way of each that is not done: now, or when it was tried last."""
        waiting = sorted(groups, key=lambda keys: min(self._tries.get(key, 0) for key in keys))
        known = {key for keys in waiting for key in keys}
        self._tries = {key: self._tries[key] for key in known & self._tries.keys()}
        self._errors = {key: self._errors[key] for key in known & self._errors.keys()}
        began = time.monotonic()
        for key in (key for keys in waiting for key in keys):
            self._tries[key] = self._tries.get(key, 0) + 1
            error = error_against(key)
            if error is None:
                self._errors.pop(key, None)
            else:
                self._errors[key] = error
            if self._seconds is not None and time.monotonic() - began >= self._seconds:
                break
        return dict(self._errors)
