"""Whose turn it is where several wait, and one may be held while the others are not."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final

# No try but the first of a turn begins after so long.
TURN_SECONDS: Final = 3.0


class Turns:
    """Tries groups of keys, as long as a turn lasts: first what waits longest for its next try.

    A group that was not tried yet is first. Within a group the order is the caller's, until a turn
    ends inside it: then it goes on with those that were tried longest ago, of those that are as
    grave. Without `seconds` a turn lasts until each had its try.
    """

    def __init__(self, *, seconds: float | None = None) -> None:
        self._seconds = seconds
        self._count = 0
        # The number of the last try of each, and of all whether a turn ended inside their group.
        self._tried: dict[int, int] = {}
        self._cut: set[int] = set()
        self._errors: dict[int, Exception] = {}

    def take(
        self,
        groups: Iterable[list[int]],
        error_against: Callable[[int], Exception | None],
        places: Mapping[int, int] | None = None,
    ) -> dict[int, Exception]:
        """What is in the way of each that is not done: now, or when it was tried last.

        `places` are the keys' gravities: of a group those with a low one are always tried first.
        """
        waiting = sorted(groups, key=lambda keys: max(self._tried.get(key, 0) for key in keys))
        waiting = [self._in_turn(keys, places or {}) for keys in waiting]
        known = {key for keys in waiting for key in keys}
        self._tried = {key: self._tried[key] for key in known & self._tried.keys()}
        self._errors = {key: self._errors[key] for key in known & self._errors.keys()}
        self._cut &= known
        began = time.monotonic()
        for keys in waiting:
            for key in keys:
                self._count += 1
                self._tried[key] = self._count
                error = error_against(key)
                if error is None:
                    self._errors.pop(key, None)
                else:
                    self._errors[key] = error
                if self._seconds is not None and time.monotonic() - began >= self._seconds:
                    if key != keys[-1]:
                        self._cut.update(keys)
                    return dict(self._errors)
        return dict(self._errors)

    def _in_turn(self, keys: list[int], places: Mapping[int, int]) -> list[int]:
        if self._cut.isdisjoint(keys):
            return keys
        return sorted(keys, key=lambda key: (places.get(key, 0), self._tried.get(key, 0)))
