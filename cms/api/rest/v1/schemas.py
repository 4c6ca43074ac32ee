"""The shapes of the answers, for the description of the API.

Nothing is serialised through these models: the answers are stored bytes. The contract tests check
that the bytes and the models agree.
"""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from cms.api.rest.v1.parameters import ContentType, Language

Status = Literal["current", "overdue", "withdrawn"]
Action = Literal["published", "corrected", "reaffirmed", "moved", "status", "withdrawn"]
EntryAction = Literal[
    "published", "corrected", "reaffirmed", "moved", "status", "withdrawn", "revoked"
]
StandingNow = Literal["current", "replaced", "revoked", "withdrawn", "ended"]
Severity = Literal["safety", "major", "minor"]
UNSIGNED = (
    "In editions from before this was given up, and in no newer one: words for search engines that "
    "no clinician signed. Use the signed `title` and `summary` of the article."
)
HexDigest = Field(pattern="^[0-9a-f]{64}$", description="SHA-256, lower-case hexadecimal digits.")


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Named(Shape):
    id: str
    name: str = Field(description="In the language of the document.")


class Code(Shape):
    system: Literal["ICPC-2", "ICD-10", "SNOMED-CT", "MeSH", "ATC"]
    code: str
    display: str


class Section(Shape):
    id: UUID
    aspect: str = Field(description="The health aspect, such as `symptoms` or `help-urgent`.")
    heading: str
    blocks: list[dict[str, Any]] = Field(
        description="Each with a stable `id` and a `type`; see the document guide."
    )


class Reference(Shape):
    title: str
    publisher: str
    kind: str
    identifierType: Literal["DOI", "PMID", "ISBN", "URL", "none"]
    identifier: str
    year: int | None
    retrieved: date | None
    evidenceLevel: str
    evidenceScheme: str


class Article(Shape):
    """What a clinician vouches for; its canonical bytes have the clinical digest."""

    type: ContentType
    lang: Language
    title: str
    summary: str
    riskClass: Literal["A", "B", "C", "D"]
    licence: str
    synonyms: list[str]
    topics: list[Named]
    audiences: list[Named]
    lifeSituations: list[Named]
    codes: list[Code]
    sections: list[Section]
    references: list[Reference]
    referencesWaiver: str


class SignOffShown(Shape):
    role: str
    name: str
    profession: str
    organisation: str
    signedAt: datetime
    checklist: str


class EditionPart(Shape):
    """Which edition this is, since when it stands and who signed."""

    scheme: int
    contentId: UUID
    lang: Language
    number: int
    action: Action
    severity: Severity
    path: str
    status: Status
    publishedAt: datetime
    firstPublishedAt: datetime
    lastClinicalChange: datetime
    lastReviewed: date
    nextReviewDue: date
    publicUntil: datetime | None
    clinicalScheme: int
    clinicalDigest: str = HexDigest
    signOffs: list[SignOffShown]
    withdrawal: dict[str, Any] | None


class EditorialPart(BaseModel):
    """Warning labels. Older editions also have words here that no clinician signed: show none."""

    demonstration: bool
    machineTranslated: bool
    seoTitle: str = Field("", deprecated=True, description=UNSIGNED)
    seoDescription: str = Field("", deprecated=True, description=UNSIGNED)


class Document(Shape):
    """One signed edition. The bytes are canonical JSON (RFC 8785)."""

    article: Article
    edition: EditionPart
    editorial: EditorialPart


class Summary(Shape):
    contentId: UUID
    lang: Language
    type: ContentType
    path: str
    title: str
    summary: str
    topics: list[Named]
    codes: list[Code]
    number: int
    status: Status
    digest: str = HexDigest
    lastReviewed: date
    nextReviewDue: date
    publishedAt: datetime
    firstPublishedAt: datetime


class SummaryPage(Shape):
    items: list[Summary]
    next: str | None = Field(description="`cursor` of the next page; null on the last.")


class Change(Shape):
    seq: int
    cursor: str
    contentId: UUID
    lang: Language
    number: int
    action: EntryAction = Field(
        description="`revoked`: a signature under `editions` was taken back."
    )
    severity: Severity
    path: str
    editionDigest: str = HexDigest
    at: datetime
    editions: list[str] | None = Field(
        default=None,
        description="With `revoked` alone: the digests of every edition that stands under the "
        "signature. `editionDigest` is the newest of them.",
    )


class ChangePage(Shape):
    entries: list[Change]
    cursor: str = Field(description="`since` of the next request; the same again where none came.")
    hasMore: bool


class RevocationShown(Shape):
    name: str
    signedAt: datetime
    revokedAt: datetime
    isDanger: bool


class EditionStatus(Shape):
    """How an edition stands today."""

    editionDigest: str = HexDigest
    contentId: UUID
    lang: Language
    number: int
    status: StandingNow
    isReadable: bool = Field(description="False where the edition answers 410.")
    revocations: list[RevocationShown] = Field(
        description="Signatures under the edition that were taken back."
    )
    newestDigest: str | None = Field(
        description="Of the newest edition of the item; null while a withdrawal waits for the log."
    )


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(description="`urn:helsekilde:problem:` and the code.")
    title: str
    status: int
    detail: str


class Fault(Shape):
    model_config = ConfigDict(populate_by_name=True)
    place: str = Field(alias="in", description="`query` or `path`.")
    name: str
    reason: str


class InvalidParameters(Problem):
    errors: list[Fault]


class Gone(Problem):
    """Withdrawn (with notice, reason and replacement), past its time, or signed by somebody who
    has taken the signature back because of a danger.
    """

    contentId: UUID
    lang: Language
    reason: str | None = None
    withdrawnAt: datetime | None = None
    replacement: UUID | None = None
    replacementUrl: str | None = None
    editionDigest: str | None = None
    revokedAt: datetime | None = None
    newestDigest: str | None = None
    publicUntil: datetime | None = None
