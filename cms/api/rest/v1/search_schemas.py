"""The shape of search results, for the description of the API."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from cms.api.rest.v1.parameters import ContentType, Language
from cms.api.rest.v1.schemas import Named, Shape


class Segment(Shape):
    text: str
    marked: bool = Field(description="It matches the query.")


class Hit(Shape):
    contentId: UUID
    lang: Language
    type: ContentType
    path: str
    title: str
    titleSegments: list[Segment]
    snippet: list[Segment]
    status: Literal["current", "overdue"]
    lastReviewed: date
    nextReviewDue: date
    topics: list[Named]
    alsoIn: list[Language]


class FacetValue(Shape):
    id: str
    name: str
    count: int
    selected: bool


class Facet(Shape):
    name: str = Field(description="The parameter that chooses one of the values.")
    values: list[FacetValue]


class Phone(Shape):
    number: str
    label: str


class Pin(Shape):
    """Help that stands above every result."""

    id: str
    level: Literal["emergency", "urgent", "support"]
    title: str
    text: str
    phones: list[Phone]


class Elsewhere(Shape):
    lang: Language
    count: int = Field(description="At most 50: no more are counted.")


class SearchPage(Shape):
    query: str
    lang: Language
    corrected: str | None = Field(description="The query as it was understood, where it differs.")
    total: int = Field(description="Results that can be paged to.")
    pins: list[Pin]
    hits: list[Hit]
    facets: list[Facet]
    elsewhere: list[Elsewhere] = Field(description="Results in languages that were not searched.")
    nearTopics: list[Named] = Field(description="Filled where nothing was found.")
    phones: list[Phone] = Field(description="Filled where nothing was found.")
    next: str | None
    servedBy: str = Field(description="The engine that answered; `none` where all are down.")


class Suggestion(Shape):
    contentId: UUID
    lang: Language
    type: ContentType
    path: str
    title: str
    titleSegments: list[Segment]


class SuggestPage(Shape):
    query: str
    lang: Language
    items: list[Suggestion]
    pins: list[Pin]
    servedBy: str = Field(description="The engine that answered; `none` where it is down.")
