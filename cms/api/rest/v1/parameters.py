"""The parameters of the API, each with the narrowest form that serves it.

No form lets a control character through, so none reaches the database (PostgreSQL refuses NUL).
"""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Path, Query
from pydantic import AwareDatetime, StringConstraints

MAX_PAGE = 100
_LOG_CURSOR = r"^(0|[1-9][0-9]{0,17}-[0-9a-f]{8,64})$"
_NO_CONTROLS = r"^[^\x00-\x1f\x7f-\x9f]+$"

Language = Literal["nb", "nn", "se", "en"]
ContentType = Literal["illness", "treatment", "lifestyle", "patient-rights", "hub"]
_Slug = Annotated[str, StringConstraints(pattern=r"^[\w-]+$", max_length=100)]
_Code = Annotated[
    str,
    StringConstraints(
        pattern=r"^(ICPC-2|ICD-10|SNOMED-CT|MeSH|ATC):[0-9A-Za-z][0-9A-Za-z.-]*$", max_length=40
    ),
]
_Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

LangQuery = Annotated[Language, Query(description="The language of the content.")]
TypeQuery = Annotated[ContentType | None, Query(alias="type", description="Only this type.")]
TopicQuery = Annotated[_Slug | None, Query(description="Only what carries this topic (its id).")]
AudienceQuery = Annotated[
    _Slug | None, Query(description="Only what is for this audience (its id).")
]
CodeQuery = Annotated[
    _Code | None,
    Query(description="Only what carries this medical code.", example="ICPC-2:T90"),
]
UpdatedSinceQuery = Annotated[
    AwareDatetime | None,
    Query(
        description="Only what changed at or after this moment (RFC 3339, with time zone).",
        example="2026-11-24T00:00:00Z",
    ),
]
AfterQuery = Annotated[
    str,
    Query(
        pattern=_LOG_CURSOR,
        description="Where to go on: `next` of the page before. `0` is the start.",
        example="1204-9f2ab4c1d05e7788",
    ),
]
LimitQuery = Annotated[int, Query(ge=1, le=MAX_PAGE, description="Entries a page, 100 at most.")]
SinceQuery = Annotated[
    str,
    Query(
        pattern=_LOG_CURSOR,
        description="Where to go on: `cursor` of the page before. `0` is the start of the log.",
        example="1204-9f2ab4c1d05e7788",
    ),
]
SearchTextQuery = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        pattern=_NO_CONTROLS,
        description="What to look for, in the reader's own words, or a medical code.",
    ),
]
SearchValuesQuery = Annotated[
    str | None,
    Query(
        max_length=1600,
        pattern=_NO_CONTROLS,
        description="Only results with one of these values, separated by commas.",
    ),
]
FreshnessQuery = Annotated[
    Literal["any", "current"], Query(description="`current` leaves out what is due for review.")
]
ExactQuery = Annotated[Literal["0", "1"], Query(description="`1` switches spelling help off.")]
SearchLimitQuery = Annotated[int, Query(ge=1, le=50, description="Results a page, 50 at most.")]
SuggestLimitQuery = Annotated[int, Query(ge=1, le=20, description="Suggestions, 20 at most.")]
SearchCursorQuery = Annotated[
    str | None,
    Query(
        max_length=2200,
        pattern=r"^[0-9A-Za-z_-]+$",
        description="Where to go on: `next` of the page before.",
    ),
]
ContentIdPath = Annotated[UUID, Path(description="The item; the same in every language.")]
LangPath = Annotated[Language, Path(description="The language of the content.")]
PathPath = Annotated[
    str,
    Path(
        max_length=300,
        pattern=_NO_CONTROLS,
        description="The item's public path without the language.",
        example="sykdom/astma",
    ),
]
DigestPath = Annotated[
    _Digest, Path(description="SHA-256 of the edition's bytes, in lower-case hexadecimal digits.")
]
