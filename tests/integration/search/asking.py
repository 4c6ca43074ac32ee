"""Ask as the public does."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connections

from search.query.request import parse
from search.results import SearchResults
from search.services import search_run

T = TypeVar("T")


def ask(q: str, lang: str = "nb", **others: str) -> SearchResults:
    """One page of results."""
    return search_run(parse({"q": [q], "lang": [lang], **{k: [v] for k, v in others.items()}}))


def titles(found: SearchResults) -> list[str]:
    return [hit.title for hit in found.hits]


def text(segments: tuple) -> str:
    """Segments as one string, what matches between brackets."""
    return "".join(f"[{each.text}]" if each.marked else each.text for each in segments)


@dataclass
class Cost:
    """What answers have cost: in statements, which are the same every day, and in seconds."""

    answers: int = 0
    statements: int = 0
    most: tuple[int, str] = (0, "")
    slowest: tuple[float, str] = (0.0, "")

    def of(self, asked: str, function: Callable[[], T]) -> T:
        """What the function returns."""
        before, began = self.statements, time.monotonic()
        result = function()
        self.slowest = max(self.slowest, (time.monotonic() - began, asked))
        self.most = max(self.most, (self.statements - before, asked))
        self.answers += 1
        return result

    def said(self) -> str:
        return f"slowest of {self.answers}: {self.slowest[0]:.2f} s, {self.slowest[1]!r:.100}"


@contextmanager
def counted() -> Iterator[Cost]:
    """Count what is asked of the database while the block runs."""
    cost = Cost()

    def count(execute: Any, *arguments: Any) -> Any:
        cost.statements += 1
        return execute(*arguments)

    with ExitStack() as wrapped:
        for connection in connections.all():
            wrapped.enter_context(connection.execute_wrapper(count))
        yield cost
