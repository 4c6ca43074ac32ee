"""The part of the audit that is about what the public can reach: documents, addresses, live pages
and pictures.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from wagtail.models import Page

from editorial.editions.append import compose
from editorial.editions.audit.findings import BATCH, Finding
from editorial.editions.audit.places import place_findings
from editorial.editions.audit.revocations import revocation_findings
from editorial.editions.models import (
    Edition,
    PublicDocument,
    PublicMedia,
    PublicPath,
)
from editorial.editions.wishes.selectors import PATIENCE

_NEWEST = """
SELECT e.content_id, e.lang, e.id FROM editions_edition e
 WHERE NOT EXISTS (SELECT 1 FROM editions_edition n WHERE n.content_id = e.content_id
                                                      AND n.lang = e.lang AND n.number > e.number)
"""
_REVOKED = """
SELECT d.seq, d.lang, d.path, r.signoff_id FROM editions_publicdocument d
  JOIN editions_edition e ON e.id = d.edition_id
  JOIN signoff_signoffrevocation r ON r.signoff_id = ANY (e.signoff_ids)
 WHERE d.state = 'current' ORDER BY d.seq, r.signoff_id
"""
# What is withdrawn in a moment is no finding; what is said to be withdrawn already is one at once.
_HIDDEN = """
SELECT d.seq, d.lang, d.path FROM editions_hiding d
 WHERE d.hides AND EXISTS (
       SELECT 1 FROM editions_wishing w LEFT JOIN editions_wishoutcome o ON o.wish_id = w.wish_id
        WHERE w.content_id = d.content_id AND w.lang = d.lang AND w.hides
          AND (o.wish_id IS NOT NULL
               OR w.wished_at < helsekilde_now() - make_interval(secs => %(patience)s))
        UNION ALL
       SELECT 1 FROM editions_takingback t JOIN editions_edition e ON e.id = d.edition_id
        WHERE t.content_id = d.content_id AND t.lang = d.lang AND t.signoff_id = ANY (e.signoff_ids)
          AND t.wished_at < helsekilde_now() - make_interval(secs => %(patience)s))
 ORDER BY d.seq
"""

# A row that an older house wrote is one too: the public reads no end that its editors believe in.
_ENDS = """
SELECT d.seq, d.page_id FROM editions_publicdocument d
  JOIN editions_edition e ON e.id = d.edition_id
  JOIN wagtailcore_page g ON g.id = d.page_id AND g.live
 WHERE d.state = 'current' AND editions_ends_otherwise(g.expire_at, e) ORDER BY d.seq
"""


def public_findings() -> Iterator[Finding]:
    """Compare everything that public reads touch with the log, both ways."""
    yield from _document_findings()
    yield from _standing_findings()
    yield from _hidden_findings()
    yield from revocation_findings()
    yield from _address_findings()
    yield from _page_findings()
    yield from _end_findings()
    yield from place_findings()
    yield from _media_findings()


def _document_findings() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        newest = {(content_id, lang): pk for content_id, lang, pk in cursor.fetchall()}
    last = 0
    while batch := list(PublicDocument.objects.filter(seq__gt=last).order_by("seq")[:BATCH]):
        editions = Edition.objects.select_related("log_entry").in_bulk(
            [newest.get((row.content_id, row.lang), 0) for row in batch]
        )
        for row in batch:
            edition = editions.get(newest.pop((row.content_id, row.lang), 0))
            for problem in _document_problems(row, edition):
                yield Finding(row.seq, f"the public document of {row}: {problem}.")
        last = batch[-1].seq
    for content_id, lang in sorted(newest, key=str):
        yield Finding(0, f"{content_id} ({lang}) is in the log and not in the public table.")


def _standing_findings() -> Iterator[Finding]:
    """A text is public only while every sign-off that its edition names stands (R-01)."""
    with connection.cursor() as cursor:
        cursor.execute(_REVOKED)
        for seq, lang, path, signoff_id in cursor.fetchall():
            yield Finding(
                seq, f"the public document of {lang}/{path}: sign-off {signoff_id} was revoked."
            )


def _hidden_findings() -> Iterator[Finding]:
    """What is hidden is withdrawn in the log, as soon as that can be had."""
    with connection.cursor() as cursor:
        cursor.execute(_HIDDEN, {"patience": PATIENCE.total_seconds()})
        for seq, lang, path in cursor.fetchall():
            text = "readers are told that it is withdrawn, and the log has no withdrawal"
            yield Finding(seq, f"the public document of {lang}/{path}: {text}.")


def _document_problems(row: PublicDocument, edition: Edition | None) -> Iterator[str]:
    if edition is None:
        yield "the log has no edition of it"
    elif row.edition_id != edition.pk or not hasattr(edition, "log_entry"):
        yield "it is not the newest edition of the log"
    else:
        try:
            expected = _expected(edition)
        except (ValueError, KeyError, TypeError):
            yield "its edition can not be read"
            return
        wrong = [name for name, value in expected.items() if value != _shown(row, name)]
        if wrong:
            yield f"it is not what the edition says ({', '.join(wrong)})"


def _shown(row: PublicDocument, name: str) -> Any:
    if name == "document":
        return bytes(row.document)
    if name == "summary":
        try:
            said = json.loads(bytes(row.summary))
            return {key: said.get(key) for key in _SUMMARY}
        except (ValueError, AttributeError):
            return None
    return getattr(row, name)


_SUMMARY = (
    "contentId", "lang", "type", "path", "title", "summary", "topics", "codes", "number", "status",
    "digest", "lastReviewed", "nextReviewDue", "publishedAt", "firstPublishedAt",
)  # fmt: skip


def _expected(edition: Edition) -> dict[str, Any]:
    """Every column of a public row, as the edition says it must be."""
    article = json.loads(bytes(edition.article))
    said = json.loads(bytes(edition.envelope))["edition"]
    listed = {**article, **said, "digest": edition.edition_digest}
    listed["summary"] = article.get("summary", "")
    for name in ("topics", "codes"):
        listed[name] = article.get(name, [])
    return {
        "seq": edition.log_entry.seq,
        "page_id": edition.page_id,
        "number": edition.number,
        "state": "withdrawn" if edition.action == "withdrawn" else "current",
        "status": edition.status,
        "kind": edition.kind,
        "path": edition.path,
        "title": article["title"],
        "topics": [term["id"] for term in article.get("topics", [])],
        "audiences": [term["id"] for term in article.get("audiences", [])],
        "codes": [f"{code['system']}:{code['code']}" for code in article.get("codes", [])],
        "digest": edition.edition_digest,
        "clinical_digest": edition.clinical_digest,
        "document": compose(bytes(edition.article), bytes(edition.envelope)),
        "summary": {name: listed.get(name) for name in _SUMMARY},
        "public_until": edition.public_until,
        "last_reviewed": edition.last_reviewed,
        "next_review_due": edition.next_review_due,
        "modified_at": edition.published_at,
    }


def _address_findings() -> Iterator[Finding]:
    """An address belongs to the item that first had it, and every item has its own."""
    owners: dict[tuple[str, str], Any] = {}
    editions = Edition.objects.order_by("log_entry__seq").values_list("lang", "path", "content_id")
    for lang, path, content_id in editions.iterator(chunk_size=2000):
        owners.setdefault((lang, path), content_id)
    rows = PublicPath.objects.values_list("lang", "path", "content_id")
    for lang, path, content_id in rows.iterator(chunk_size=2000):
        if owners.pop((lang, path), None) != content_id:
            yield Finding(0, f"the address {lang}/{path} leads to an item that never had it.")
    for lang, path in sorted(owners):
        yield Finding(0, f"the address {lang}/{path} is gone.")


def _page_findings() -> Iterator[Finding]:
    current = set(PublicDocument.objects.filter(state="current").values_list("page_id", flat=True))
    live = set(
        Page.objects.filter(live=True, content_type__app_label="content_models").values_list(
            "pk", flat=True
        )
    )
    for pk in sorted(live - current):
        yield Finding(0, f"page {pk} is live without a current edition.")
    for pk in sorted(current - live):
        yield Finding(0, f"page {pk} has a current edition and is not live.")


def _end_findings() -> Iterator[Finding]:
    """A live page ends when its edition says; its own row ends nothing, and misleads."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDS)
        for seq, page_id in cursor.fetchall():
            yield Finding(seq, f"page {page_id} says another end than its edition does.")


def _media_findings() -> Iterator[Finding]:
    folder = Path(settings.PUBLIC_MEDIA_ROOT)
    for digest in PublicMedia.objects.order_by("pk").values_list("pk", flat=True):
        try:
            with (folder / digest).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            yield Finding(0, f"the picture {digest} is missing from the public folder.")
            continue
        if found != digest:
            yield Finding(0, f"the picture {digest} has other bytes.")
