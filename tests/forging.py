"""Rows of the log as somebody would write them who has the application's password."""

import json
from typing import Any

from django.db import connection

from content_models.digest import canonical, sha256_hex
from editorial.editions.append import compose
from editorial.editions.models import Edition


def withdrawal_forge(page: Any, **withdrawal: Any) -> None:
    """Withdraw a live page by SQL, as the house would, but with these words and this reason."""
    newest = Edition.objects.filter(page_id=page.pk).order_by("-number")
    edition = newest.exclude(action="withdrawn")[0]
    article = json.loads(bytes(edition.article))
    article = {name: article[name] for name in ("lang", "title", "type")}
    envelope = json.loads(bytes(edition.envelope))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT helsekilde_now(), "
            "to_char(helsekilde_now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
        )
        moment, now = cursor.fetchone()
    said = {"reason": "unsafe", "notice": "Nei.", "replacement": None, "withdrawnAt": now}
    edition.pk, edition.number = None, edition.number + 1
    edition.action, edition.status, edition.severity = "withdrawn", "withdrawn", "safety"
    edition.signoff_ids, edition.public_until, edition.revision_id = [], None, None
    edition.published_at = moment
    edition.article = canonical(article)
    edition.clinical_digest = sha256_hex(edition.article)
    envelope["edition"] |= {
        "number": edition.number, "action": "withdrawn", "status": "withdrawn",
        "severity": "safety", "publishedAt": now, "publicUntil": None, "signOffs": [],
        "clinicalDigest": edition.clinical_digest, "withdrawal": {**said, **withdrawal},
    }  # fmt: skip
    edition.envelope = canonical(envelope)
    edition.edition_digest = sha256_hex(compose(edition.article, edition.envelope))
    edition._state.adding = True
    edition.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET live = false WHERE id = %s", [page.pk])
