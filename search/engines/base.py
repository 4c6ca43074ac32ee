"""What every engine takes and gives. No engine's own types pass this line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from search.documents import SearchDocument

CANDIDATES = 200  # how many of the best an engine ranks; paging and facets stay within them


class EngineUnavailable(Exception):
    """The engine does not answer, or not in time. Another one should."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Values that a hit must have; an empty tuple asks for nothing, several mean any of them."""

    langs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandIn:
    """Other words for a part of the query: the stems of both."""

    words: frozenset[str]
    of: frozenset[str]


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """Weighted index terms of one family of languages.

    `stems` are the words of the query, `stand_ins` what synonyms put in their place; `text` is the
    query as it was understood, for an encoder that reads whole sentences.
    """

    family: str
    terms: dict[str, float]
    stems: frozenset[str]
    filters: Filters = field(default_factory=Filters)
    text: str = ""
    stand_ins: tuple[StandIn, ...] = ()


class Candidate(NamedTuple):
    """A ranked item. What is shown of it is read from its current edition, never from here."""

    key: str
    lang: str
    score: float


class SearchEngine(Protocol):
    """One engine. `name` is what a response reports as `servedBy`."""

    name: str

    def rank(self, query: EngineQuery) -> Sequence[Candidate]:
        """The best candidates, best first. Raises EngineUnavailable."""
        ...

    def replace(self, document: SearchDocument, *, number: int) -> None:
        """Index a document in place of what was there under its key and language."""
        ...

    def remove(self, *, key: str, lang: str, number: int) -> None:
        """Forget a document."""
        ...
