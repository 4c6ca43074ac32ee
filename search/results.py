"""What a search gives back. No engine's types, no HTML: text comes as segments, marked or not."""

from dataclasses import dataclass
from datetime import date
from typing import Final

MOST_ELSEWHERE: Final = 50


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text; `marked` where it matches the query."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A value with its name in the language of the item it came from."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One result, from its current edition. `status` "overdue" means: due for review."""

    content_id: str
    lang: str
    type: str
    path: str
    title: str
    title_segments: tuple[Segment, ...]
    snippet: tuple[Segment, ...]
    status: str
    last_reviewed: date
    next_review_due: date
    topics: tuple[Named, ...]
    also_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A choice and how many of the best results have it."""

    id: str
    name: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """`name` is the request's parameter: type, topic, audience, language or code."""

    name: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call and what answers there."""

    number: str
    label: str


@dataclass(frozen=True, slots=True)
class Pin:
    """Help that stands above every result. `level` is emergency, urgent or support."""

    id: str
    level: str
    title: str
    text: str
    phones: tuple[Phone, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How many results the same query has in a language that was not searched.

    No more than `MOST_ELSEWHERE` are counted: that many says enough to go there.
    """

    lang: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of results.

    `corrected` is the query as it was understood, "" where it was taken as typed. `total` counts
    the results that can be paged to. `near_topics` and `phones` are filled where nothing was found.
    `served_by` names the engine that answered, "none" where all of them are down; `pins` are there
    all the same.
    """

    query: str
    lang: str
    corrected: str = ""
    total: int = 0
    hits: tuple[Hit, ...] = ()
    pins: tuple[Pin, ...] = ()
    facets: tuple[Facet, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    near_topics: tuple[Named, ...] = ()
    phones: tuple[Phone, ...] = ()
    next_cursor: str = ""
    served_by: str = "none"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A public item whose name fits what has been typed so far."""

    content_id: str
    lang: str
    type: str
    path: str
    title: str
    title_segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What to offer while a query is being typed; `pins` come first."""

    query: str
    lang: str
    items: tuple[Suggestion, ...] = ()
    pins: tuple[Pin, ...] = ()
    served_by: str = "none"
