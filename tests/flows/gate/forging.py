"""Editions and sign-offs as somebody writes them who has the application's password."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, transaction
from wagtail.models import Page

from content_models.clock import database_now, day_of
from content_models.digest import canonical, sha256_hex
from content_models.pages import PAGE_TYPES
from content_models.policy import risk_class
from content_models.publishing import Candidate
from editorial.editions.append import EDITION_SCHEME, Draft, compose, envelope_of, timestamp
from editorial.editions.models import Edition
from editorial.editions.receipts import receipt_sign
from editorial.editions.rules import add_months, public_until
from editorial.signoff.models import SignOff

Row = dict[str, Any]
# Stands for the receipt that belongs to the document, whatever that says.
TRUE = "x"
SEGMENTS = {kind.document_type: kind.path_segments for kind in PAGE_TYPES}
COLUMNS = [field.attname for field in Edition._meta.concrete_fields if field.attname != "id"]


def next_row(page: Any, **changed: Any) -> tuple[Row, Row]:
    """Columns and envelope of a correction of a public page, true in every word."""
    editions = Edition.objects.filter(
        content_id=page.translation_key, lang=page.locale.language_code
    )
    latest = editions.order_by("-number")[0]
    row = {name: getattr(latest, name) for name in COLUMNS}
    row |= {
        "number": latest.number + 1, "action": "corrected", "severity": "minor",
        "status": "current", "published_at": database_now(), "receipt": TRUE,
        "article": bytes(latest.article), **changed,
    }  # fmt: skip
    envelope = json.loads(bytes(latest.envelope))
    envelope["edition"] |= {
        "number": row["number"], "action": row["action"], "severity": row["severity"],
        "status": row["status"], "publishedAt": timestamp(row["published_at"]),
    }  # fmt: skip
    return row, envelope


def row_write(row: Row, envelope: Row, *, raw: bytes | None = None) -> None:
    """Insert an edition with the digests of its bytes; `raw` are those of the envelope."""
    row["clinical_digest"] = sha256_hex(row["article"])
    row["envelope"] = canonical(envelope) if raw is None else raw
    row["edition_digest"] = sha256_hex(compose(row["article"], row["envelope"]))
    if row["receipt"] == TRUE:
        row["receipt"] = _receipt(row, envelope)
    Edition.objects.create(**row)


def _receipt(row: Row, envelope: Row) -> str:
    """The receipt that the house would sign for this document; none where it could not read it."""
    try:
        document = {"article": json.loads(row["article"]), **envelope}
        return receipt_sign(document=document, edition_digest=row["edition_digest"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def article_forge(
    page: Any, step: Any, *, by: Sequence[Any], change: Callable[[Row], Any], **said: Any
) -> None:
    """The first edition of a draft of class A, as a function has changed its article, with the
    signatures of these people under that; `said` as `first_forge` has it.
    """
    article = json.loads(Candidate(step.revision.as_object()).article_bytes)
    change(article)
    digest = sha256_hex(canonical(article))
    signed = [signoff_forge(step, by=who, clinical_digest=digest) for who in by]
    first_forge(page, signed, article=article, **said)


def first_forge(
    page: Any,
    signoffs: Sequence[SignOff],
    *,
    article: Row | None = None,
    before: Callable[[], Any] | None = None,
    number: int = 1,
    kind: str | None = None,
    risk: str = "A",
) -> None:
    """The first edition of a draft of class A, true in every word, on these sign-offs or none.

    `article` stands in the place of its own, `number`, `kind` (with its address) and `risk` in
    that of what the edition says of it. `before` is done in the same transaction, once all
    has been read that the edition says of the text.
    """
    revision = page.get_latest_revision()
    text = revision.as_object()
    article = article or Candidate(text).article
    article_bytes = canonical(article)
    lang, kind = text.locale.language_code, kind or text.document_type
    path = f"{SEGMENTS[kind][lang]}/{text.slug}"
    with transaction.atomic():
        if before:
            before()
        now = database_now()
        reviewed = max((day_of(row.signed_at) for row in signoffs), default=day_of(now))
        due = add_months(reviewed, risk_class(risk).months)
        made = Draft(
            content_id=text.translation_key, lang=lang, number=number,
            action="published", severity="major", status="current", kind=kind,
            risk_class=risk,
            path=path, page_id=text.pk, revision_id=revision.pk,
            article=article, editorial={}, signoffs=tuple(signoffs), published_at=now,
            first_published_at=now, last_clinical_change=now, last_reviewed=reviewed,
            next_review_due=due,
            public_until=public_until(risk_class=risk, next_review_due=due, expire_at=None),
        )  # fmt: skip
        Page.objects.filter(pk=text.pk).update(live=True)
        row = {name: getattr(made, name) for name in COLUMNS if hasattr(made, name)}
        row |= {
            "article": article_bytes, "clinical_scheme": 1, "receipt": TRUE,
            "edition_scheme": EDITION_SCHEME, "signoff_ids": [each.pk for each in signoffs],
        }  # fmt: skip
        row_write(row, envelope_of(made, clinical_digest=sha256_hex(article_bytes)))


def forge(page: Any, change: Callable[[Row, Row], Any], *, immediate: bool = False) -> None:
    """Write the next edition of a page after `change` has had its way with columns and envelope.

    `change` may return the bytes of the envelope. `immediate`: the constraints are asked at once.
    """
    with transaction.atomic():
        if immediate:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        row, envelope = next_row(page)
        raw = change(row, envelope)
        row_write(row, envelope, raw=raw if isinstance(raw, bytes) else None)


def signoff_row(step: Any, *, by: Any, **changed: Any) -> Row:
    """Columns of a sign-off in a step, in somebody's name, as nobody pressed it."""
    page = step.revision.as_object()
    profile = by.reviewer_profile
    return {
        "content_id": page.translation_key, "lang": page.locale.language_code, "page_id": page.pk,
        "revision_id": step.revision_id, "task_state_id": step.pk, "role": "clinical",
        "signed_by_id": by.pk, "credential": profile.credentials.first(),
        "declaration": profile.declarations.first(), "signer_name": profile.display_name,
        "signer_profession": profile.profession, "signer_organisation": profile.organisation,
        "credential_text": "x", "declaration_text": "x", "checklist_version": "clinical-1",
        "attestation": "x", "clinical_scheme": 1, "clinical_digest": "0" * 64, **changed,
    }  # fmt: skip


def signoff_forge(step: Any, *, by: Any, **changed: Any) -> SignOff:
    found = SignOff.objects.create(**signoff_row(step, by=by, **changed))
    found.refresh_from_db()
    return found
