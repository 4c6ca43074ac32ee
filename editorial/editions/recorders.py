"""Functions that write something of their own in the publishing transaction.

A recorder gets the new edition's item and document and writes, for example, a search index. It
fails or succeeds with the publication: what it raises undoes all of it.
"""

from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID


class Recorder(Protocol):
    """`state` is "current" or "withdrawn"; `document` is the edition's document as a dict."""

    def __call__(
        self, *, content_id: UUID, lang: str, number: int, document: dict[str, Any], state: str
    ) -> None: ...


_recorders: dict[str, Recorder] = {}


def register(name: str, function: Recorder) -> None:
    """Add a recorder. Raises ValueError where the name is taken."""
    if name in _recorders:
        raise ValueError(f"{name!r} is registered already.")
    _recorders[name] = function


def run(*, content_id: UUID, lang: str, number: int, document: dict[str, Any], state: str) -> None:
    """Run every recorder, in the order of registration."""
    for function in _recorders.values():
        function(content_id=content_id, lang=lang, number=number, document=document, state=state)


_after: dict[str, Callable[[], None]] = {}


def register_wake(name: str, function: Callable[[], None]) -> None:
    """Add a function that defers the wake-up of the log's consumers, inside the transaction."""
    if name in _after:
        raise ValueError(f"{name!r} is registered already.")
    _after[name] = function


def wake() -> None:
    """Defer every wake-up; called once for each edition, inside its transaction."""
    for function in _after.values():
        function()
