"""Live pages whose text is not the one of their edition any more.

Nothing wrong is public then, for the public reads the edition; but somebody should know. Where a
topic was renamed or a picture replaced, the text waits for a new review. Where the page's own row
says something else than the revision that was signed, something wrote past the house.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wagtail.models import Page, Revision

from content_models.publishing import Candidate
from editorial.editions.audit.findings import BATCH, snapshot
from editorial.editions.models import Edition, PublicDocument


class Cause(StrEnum):
    """Why a live page reads otherwise than its edition."""

    REFERENCE = "something that it refers to has changed"
    PAGE = "its own row was changed since it was signed"


@dataclass(frozen=True)
class Drift:
    seq: int
    page_id: int
    cause: Cause

    def __str__(self) -> str:
        return f"page {self.page_id} reads otherwise than its edition: {self.cause.value}."


def drifts() -> Iterator[Drift]:
    """Every live page that does not project to its edition any more, in the log's order."""
    last = 0
    rows = PublicDocument.objects.filter(state="current").order_by("seq")
    while batch := list(rows.filter(seq__gt=last).values_list("seq", "page_id")[:BATCH]):
        for _seq, page_id in batch:
            drift = page_drift(page_id=page_id)
            if drift is not None:
                yield drift
        last = batch[-1][0]


def page_drift(*, page_id: int) -> Drift | None:
    """Whether one live page has drifted, both sides read at one moment; None where it has not."""
    with snapshot():
        row = PublicDocument.objects.filter(page_id=page_id, state="current").first()
        page = Page.objects.filter(pk=page_id, live=True).first()
        if row is None or page is None:
            return None
        found = Candidate(page.specific).clinical_digest
        if found == row.clinical_digest:
            return None
        signed = _digest_of_revision(row.edition_id)
    # The revision is what was signed. Where it projects to what the page does, the difference lies
    # in what both refer to.
    cause = Cause.REFERENCE if signed == found else Cause.PAGE
    return Drift(seq=row.seq, page_id=page_id, cause=cause)


def _digest_of_revision(edition_id: int) -> str | None:
    revision_id = Edition.objects.values_list("revision_id", flat=True).get(pk=edition_id)
    revision = Revision.objects.filter(pk=revision_id).first()
    return Candidate(revision.as_object()).clinical_digest if revision else None
