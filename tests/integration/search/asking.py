"""Ask as the public does."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from search.query.request import parse
from search.results import SearchResults
from search.services import search_run

SLOW: Final = 1.0  # seconds
T = TypeVar("T")


def ask(q: str, lang: str = "nb", **others: str) -> SearchResults:
    """One page of results."""
    return search_run(parse({"q": [q], "lang": [lang], **{k: [v] for k, v in others.items()}}))


def titles(found: SearchResults) -> list[str]:
    return [hit.title for hit in found.hits]


def text(segments: tuple) -> str:
    """Segments as one string, what matches between brackets."""
    return "".join(f"[{each.text}]" if each.marked else each.text for each in segments)


def promptly(function: Callable[[], T], *, of: object, is_good: Callable[[T], bool]) -> T:
    """What the function returns: as it should be, and within a second.

    A machine that pauses once is no slow query, so only twice in a row fails. `of` names it then.
    """
    for _attempt in range(2):
        began = time.monotonic()
        result = function()
        took = time.monotonic() - began
        if took <= SLOW and is_good(result):
            return result
        if took <= SLOW:
            break
    raise AssertionError(f"{of!r}: {took:.2f} s, {result!r:.500}")
