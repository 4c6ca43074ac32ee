"""Who follows the log. A consumer is a function that is given one entry and does it, or raises.

Entries carry identifiers, never texts: a consumer reloads the item's current state, so that a late
or doubled entry changes nothing.
"""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Entry:
    """One entry of the log, as a consumer sees it."""

    seq: int
    content_id: UUID
    lang: str
    number: int
    action: str
    path: str


class Consumer(Protocol):
    """Does what an entry asks for; must be safe to repeat. Raises where it could not."""

    def __call__(self, entry: Entry) -> None: ...


_consumers: dict[str, Consumer] = {}


def register(name: str, function: Consumer) -> None:
    """Add a consumer; it begins at the first entry. Raises ValueError where the name is taken."""
    if name in _consumers:
        raise ValueError(f"{name!r} is registered already.")
    _consumers[name] = function


def unregister(name: str) -> None:
    """Take a consumer out again (tests)."""
    _consumers.pop(name, None)


def names() -> list[str]:
    return sorted(_consumers)


def get(name: str) -> Consumer:
    """Raises KeyError where there is none."""
    return _consumers[name]
