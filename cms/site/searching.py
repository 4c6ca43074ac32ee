"""What the search page shows, in words of its own: no engine's types reach a template."""

from dataclasses import dataclass

from search.results import Phone, Segment


@dataclass(frozen=True)
class Hit:
    """One result. `also_in` are the names of the other languages it can be read in."""

    lang: str
    lang_name: str
    kind_name: str
    url: str
    title: str
    title_pieces: tuple[Segment, ...]
    snippet: tuple[Segment, ...]
    status: str
    last_reviewed: str
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pin:
    """Help that stands above every result, with its phone numbers."""

    level: str
    title: str
    text: str
    phones: tuple[Phone, ...]


@dataclass(frozen=True)
class FacetValue:
    """A choice; following `url` makes it, or takes it back where it is `active`."""

    name: str
    count: int | None
    url: str
    active: bool


@dataclass(frozen=True)
class Facet:
    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True)
class Elsewhere:
    """The same question asked of another language. `count` is a number, or `50+`."""

    lang: str
    name: str
    url: str
    count: str


@dataclass(frozen=True)
class Topic:
    """A topic that may be what was meant."""

    name: str
    url: str


@dataclass(frozen=True)
class SearchPage:
    """Everything on the search page. `asked` is false for an empty question.

    `refused` says what is wrong with an address that is no search of ours.
    """

    query: str = ""
    asked: bool = False
    unavailable: bool = False
    refused: str = ""
    total: int = 0
    corrected: str = ""
    exact_url: str = ""
    hits: tuple[Hit, ...] = ()
    pinned: tuple[Pin, ...] = ()
    facets: tuple[Facet, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    near: tuple[Topic, ...] = ()
    phones: tuple[Phone, ...] = ()
    first_url: str = ""
    next_url: str = ""
