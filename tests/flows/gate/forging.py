"""Editions and sign-offs as somebody writes them who has the application's password."""

import json
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from content_models.clock import database_now
from content_models.digest import canonical, sha256_hex
from editorial.editions.append import compose, timestamp
from editorial.editions.models import Edition
from editorial.signoff.models import SignOff

Row = dict[str, Any]
COLUMNS = [field.attname for field in Edition._meta.concrete_fields if field.attname != "id"]


def next_row(page: Any, **changed: Any) -> tuple[Row, Row]:
    """Columns and envelope of a correction of a public page, true in every word."""
    latest = Edition.objects.filter(content_id=page.translation_key).order_by("-number")[0]
    row = {name: getattr(latest, name) for name in COLUMNS}
    row |= {
        "number": latest.number + 1, "action": "corrected", "severity": "minor",
        "status": "current", "published_at": database_now(), "receipt": "x",
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
    Edition.objects.create(**row)


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
