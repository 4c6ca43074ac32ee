"""Permanent addresses: one edition by the digest of its bytes, its receipt, and how it stands."""

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from cms.api.delivery.caching import SHORT, cache_control, http_date
from cms.api.delivery.doors import STATUS
from cms.api.delivery.problems import ProblemError
from cms.api.delivery.responses import respond
from cms.api.rest.v1 import parameters as p
from cms.api.rest.v1.content import BASE, ended_problem, withdrawal_problem
from cms.api.rest.v1.description import (
    EDITION_RESPONSES,
    RECEIPT_CONTENT,
    RECEIPT_RESPONSES,
    STATUS_RESPONSES,
)
from editorial.editions.revocations.rules import is_dangerous
from editorial.editions.selectors_archive import (
    ArchivedEdition,
    EditionStanding,
    edition_by_digest,
    receipt_by_digest,
)
from editorial.editions.withdrawal import danger_notice

router = Router(tags=["editions"])
UNKNOWN = "There is no edition with this digest."


@router.get(
    "/{digest}", response=EDITION_RESPONSES, summary="Read an edition", operation_id="readEdition"
)
def edition(request: HttpRequest, *, digest: p.DigestPath) -> HttpResponse:
    """One edition, also where a newer one has followed; `Link: rel="latest-version"` leads there.

    The bytes never change. `Edition-Status` says how the edition stands today: `revoked` means that
    a signature under it was taken back. Where that is a danger it answers 410, as it does after a
    withdrawal, which takes down every edition before it.
    """
    found = edition_by_digest(digest=digest)
    if found is None:
        raise ProblemError("not-found", UNKNOWN)
    since = found.since
    refusal = _refusal(found)
    if refusal is not None:
        raise refusal
    headers = {
        **_headers(since),
        "Last-Modified": http_date(found.published_at),
        "Cache-Control": cache_control(found.left),
        "Content-Language": since.lang,
        "Link": f'<{BASE}/editions/{digest}/receipt>; rel="describedby"; '
        f'type="application/jose", {_links(since, with_status=bool(since.revocations))}',
    }
    body = b'{"article":' + bytes(found.article) + b"," + bytes(found.envelope)[1:]
    return respond(request, body=body, tag=digest, headers=headers)


@router.get(
    "/{digest}/receipt",
    response=RECEIPT_RESPONSES,
    summary="Read the review receipt",
    operation_id="readReceipt",
    openapi_extra={"responses": {200: RECEIPT_CONTENT}},
)
def receipt(request: HttpRequest, *, digest: p.DigestPath) -> HttpResponse:
    """Who vouched for an edition and when, as a JWS signed with Ed25519.

    The keys are at `/.well-known/jwks.json`. Receipts hold no text and stay after a withdrawal. One
    proves what was signed then; `Edition-Status`, and the status that `Link: rel="status"` leads
    to, say whether the signatures still stand.
    """
    found = receipt_by_digest(digest=digest)
    if found is None:
        raise ProblemError("not-found", UNKNOWN)
    headers = {**_headers(found.since), "Cache-Control": SHORT, "Link": _links(found.since)}
    return respond(
        request,
        body=found.receipt.encode(),
        tag=f"receipt-{digest}",
        headers=headers,
        content_type="application/jose",
    )


@router.get(
    "/{digest}/status",
    response=STATUS_RESPONSES,
    summary="Ask how an edition stands",
    operation_id="readEditionStatus",
)
def status(request: HttpRequest, *, digest: p.DigestPath) -> HttpResponse:
    """How an edition stands today, and which signatures under it were taken back.

    Ask before you show a signer's name from a receipt or a copy. `isReadable` is false where the
    edition itself answers 410.
    """
    found = edition_by_digest(digest=digest)
    if found is None:
        raise ProblemError("not-found", UNKNOWN)
    body = json.dumps(_status(found), ensure_ascii=False, separators=(",", ":")).encode()
    headers = {**_headers(found.since), "Cache-Control": SHORT, "Link": _links(found.since)}
    return respond(request, body=body, tag=hashlib.sha256(body).hexdigest(), headers=headers)


def _status(found: ArchivedEdition) -> dict[str, Any]:
    since = found.since
    return {
        "editionDigest": since.digest,
        "contentId": str(since.content_id),
        "lang": since.lang,
        "number": since.number,
        "status": since.standing.value,
        "isReadable": _refusal(found) is None,
        "revocations": [
            {
                "name": row.name,
                "signedAt": row.signed_at,
                "revokedAt": row.revoked_at,
                "isDanger": row.is_danger,
            }
            for row in since.revocations
        ],
        "newestDigest": since.newest,
    }


def _headers(since: EditionStanding) -> dict[str, str]:
    return {
        STATUS: since.standing.value,
        "Surrogate-Key": f"content-{since.content_id}",
    }


def _links(since: EditionStanding, *, with_status: bool = True) -> str:
    newest = f'<{BASE}/content/{since.content_id}?lang={since.lang}>; rel="latest-version"'
    status = f', <{BASE}/editions/{since.digest}/status>; rel="status"'
    return newest + (status if with_status else "")


def _refusal(found: ArchivedEdition) -> ProblemError | None:
    """A tombstone may always be read; a text only while nothing has taken it down."""
    since = found.since
    if since.action == "withdrawn":
        return None
    if since.recall is not None:
        return withdrawal_problem(json.loads(bytes(since.recall))["edition"], digest=None)
    if is_dangerous(since.revocations):
        return _revoked(since)
    if since.is_expired:
        return ended_problem(
            content_id=since.content_id, lang=since.lang, public_until=found.public_until
        )
    return None


def _revoked(since: EditionStanding) -> ProblemError:
    danger = next(row for row in since.revocations if row.is_danger)
    return ProblemError(
        "revoked",
        danger_notice(lang=since.lang),
        contentId=str(since.content_id),
        lang=since.lang,
        revokedAt=danger.revoked_at,
        editionDigest=since.digest,
        newestDigest=since.newest,
    )
