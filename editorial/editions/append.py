"""Write one edition: the envelope, both digests, the receipt, and what is recorded with it.

The only place in the house that creates an `Edition`.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from content_models.digest import CLINICAL_SCHEME, canonical, sha256_hex
from content_models.projection import labels_of
from editorial.editions import recorders
from editorial.editions.equipment import EquipmentMissing, no_key
from editorial.editions.heads.services import head_sign_after_commit
from editorial.editions.models import Edition
from editorial.editions.receipts import receipt_sign
from editorial.signoff.models import SignOff

logger = logging.getLogger(__name__)
# What an envelope of scheme 2 says is compared with what the database knows (`editions_envelope`).
EDITION_SCHEME = 2


@dataclass(frozen=True)
class Draft:
    """Everything that decides an edition; `append` adds the arithmetic."""

    content_id: UUID
    lang: str
    number: int
    action: str
    severity: str
    status: str
    kind: str
    risk_class: str
    path: str
    page_id: int
    revision_id: int | None
    article: dict[str, Any]
    editorial: dict[str, Any]
    signoffs: tuple[SignOff, ...]
    published_at: datetime
    first_published_at: datetime
    last_clinical_change: datetime
    last_reviewed: date
    next_review_due: date
    public_until: datetime | None
    withdrawal: dict[str, Any] | None = None
    actor_id: int | None = None


def timestamp(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC to the second, as it stands in documents."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def envelope_of(draft: Draft, *, clinical_digest: str) -> dict[str, Any]:
    """The part of the document that is not clinical."""
    return {
        "edition": {
            "scheme": EDITION_SCHEME,
            "contentId": str(draft.content_id),
            "lang": draft.lang,
            "number": draft.number,
            "action": draft.action,
            "severity": draft.severity,
            "path": draft.path,
            "status": draft.status,
            "publishedAt": timestamp(draft.published_at),
            "firstPublishedAt": timestamp(draft.first_published_at),
            "lastClinicalChange": timestamp(draft.last_clinical_change),
            "lastReviewed": draft.last_reviewed.isoformat(),
            "nextReviewDue": draft.next_review_due.isoformat(),
            "publicUntil": timestamp(draft.public_until),
            "clinicalScheme": CLINICAL_SCHEME,
            "clinicalDigest": clinical_digest,
            "signOffs": [
                {
                    "role": signoff.role,
                    "name": signoff.signer_name,
                    "profession": signoff.signer_profession,
                    "organisation": signoff.signer_organisation,
                    "signedAt": timestamp(signoff.signed_at),
                    "checklist": signoff.checklist_version,
                }
                for signoff in sorted(draft.signoffs, key=lambda row: (row.signed_at, row.pk))
            ],
            "withdrawal": draft.withdrawal,
        },
        "editorial": labels_of(draft.editorial),
    }


def compose(article: bytes, envelope: bytes) -> bytes:
    """The document's bytes: canonical, because "article" sorts before "edition"."""
    return b'{"article":' + article + b"," + envelope[1:]


def append(draft: Draft, *, article_bytes: bytes | None = None) -> Edition:
    """Write the edition and everything that belongs to it in the running transaction.

    Raises:
        EquipmentMissing: the house has no key that signs the receipt.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An edition is only written inside a transaction.")
    article = article_bytes if article_bytes is not None else canonical(draft.article)
    clinical_digest = sha256_hex(article)
    envelope = envelope_of(draft, clinical_digest=clinical_digest)
    envelope_bytes = canonical(envelope)
    document = {"article": draft.article, **envelope}
    edition_digest = sha256_hex(compose(article, envelope_bytes))
    edition = Edition.objects.create(
        content_id=draft.content_id,
        lang=draft.lang,
        number=draft.number,
        action=draft.action,
        severity=draft.severity,
        status=draft.status,
        kind=draft.kind,
        risk_class=draft.risk_class,
        path=draft.path,
        page_id=draft.page_id,
        revision_id=draft.revision_id,
        article=article,
        envelope=envelope_bytes,
        clinical_scheme=CLINICAL_SCHEME,
        clinical_digest=clinical_digest,
        edition_scheme=EDITION_SCHEME,
        edition_digest=edition_digest,
        signoff_ids=[signoff.pk for signoff in draft.signoffs],
        published_at=draft.published_at,
        first_published_at=draft.first_published_at,
        last_clinical_change=draft.last_clinical_change,
        last_reviewed=draft.last_reviewed,
        next_review_due=draft.next_review_due,
        public_until=draft.public_until,
        receipt=_receipt(document=document, edition_digest=edition_digest),
        actor_id=draft.actor_id,
    )
    recorders.run(
        content_id=draft.content_id,
        lang=draft.lang,
        number=draft.number,
        document=document,
        state="withdrawn" if draft.action == "withdrawn" else "current",
    )
    recorders.wake()
    if draft.action == "withdrawn":
        head_sign_after_commit()
    return edition


def _receipt(*, document: dict[str, Any], edition_digest: str) -> str:
    try:
        return receipt_sign(document=document, edition_digest=edition_digest)
    except ImproperlyConfigured as error:
        logger.error("Nothing can be signed by the house: %s", error)
        raise EquipmentMissing([no_key()]) from error
