"""Who follows the log. A consumer is a function that is given one entry and does it, or raises.

Entries carry identifiers, never texts: a consumer reloads the item's current state, so that a late
or doubled entry changes nothing. It is called at least once for each entry, in order for each item,
inside a transaction that also moves its cursor: what it writes to this database is written exactly
once, what it does elsewhere may be repeated after a crash.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True)
class Entry:
    """One entry of the log, as a consumer sees it: an edition, or with action "revoked" a sign-off
    that was taken back, with the number and path of the newest edition under it.
    """

    seq: int
    content_id: UUID
    lang: str
    number: int
    action: str
    path: str


class ConsumerFunction(Protocol):
    """Does what an entry asks for; must be safe to repeat.

    Raises:
        ConsumerUnavailableError: nothing can be done for any item now.
        Exception: this item could not be done; it is tried again later.
    """

    def __call__(self, entry: Entry) -> None: ...


class ConsumerUnavailableError(Exception):
    """What the consumer needs can not be reached: a search engine is down, a host is gone.

    The consumer pauses where it is. No item counts an attempt: a long outage parks nothing.
    """


class Start(StrEnum):
    """Where a consumer begins that this log has never seen."""

    BEGINNING = "beginning"
    HEAD = "head"


@dataclass(frozen=True)
class Consumer:
    """`wants` says which entries it is called for; the others only move its cursor."""

    name: str
    function: ConsumerFunction
    wants: Callable[[Entry], bool]
    start: Start


_consumers: dict[str, Consumer] = {}


def _everything(_entry: Entry) -> bool:
    return True


def register(
    name: str,
    function: ConsumerFunction,
    *,
    wants: Callable[[Entry], bool] = _everything,
    start: Start = Start.BEGINNING,
) -> None:
    """Add a consumer, in `AppConfig.ready()`. Raises ValueError where the name is taken."""
    if name in _consumers:
        raise ValueError(f"{name!r} is registered already.")
    _consumers[name] = Consumer(name=name, function=function, wants=wants, start=start)


def unregister(name: str) -> None:
    """Take a consumer out again (tests)."""
    _consumers.pop(name, None)


def names() -> list[str]:
    return sorted(_consumers)


def get(name: str) -> Consumer:
    """Raises KeyError where there is none."""
    return _consumers[name]
