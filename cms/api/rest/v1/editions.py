"""Permanent addresses: one edition by the digest of its bytes, and its signed receipt."""

import json

from django.http import HttpRequest, HttpResponse
from ninja import Router

from cms.api.delivery.caching import IMMUTABLE, cache_control, http_date
from cms.api.delivery.problems import ProblemError
from cms.api.delivery.responses import respond
from cms.api.rest.v1 import parameters as p
from cms.api.rest.v1.content import BASE, ended_problem, withdrawal_problem
from cms.api.rest.v1.description import EDITION_RESPONSES, RECEIPT_CONTENT, RECEIPT_RESPONSES
from editorial.editions.selectors_delivery import (
    ArchivedEdition,
    edition_by_digest,
    receipt_by_digest,
)

router = Router(tags=["editions"])


@router.get(
    "/{digest}", response=EDITION_RESPONSES, summary="Read an edition", operation_id="readEdition"
)
def edition(request: HttpRequest, *, digest: p.DigestPath) -> HttpResponse:
    """One edition, also where a newer one has followed; `Link: rel="latest-version"` leads there.

    A withdrawal takes down every edition before it: those answer 410 with its notice.
    """
    found = edition_by_digest(digest=digest)
    if found is None:
        raise ProblemError("not-found", "There is no edition with this digest.")
    _refuse_recalled(found)
    headers = {
        "Last-Modified": http_date(found.published_at),
        "Cache-Control": cache_control(found.left),
        "Surrogate-Key": f"content-{found.content_id}",
        "Content-Language": found.lang,
        "Link": f'<{BASE}/editions/{digest}/receipt>; rel="describedby"; '
        f'type="application/jose", <{BASE}/content/{found.content_id}?lang={found.lang}>; '
        'rel="latest-version"',
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

    The keys are at `/.well-known/jwks.json`. Receipts hold no text and stay after a withdrawal.
    """
    text = receipt_by_digest(digest=digest)
    if text is None:
        raise ProblemError("not-found", "There is no edition with this digest.")
    return respond(
        request,
        body=text.encode(),
        tag=f"receipt-{digest}",
        headers={"Cache-Control": IMMUTABLE},
        content_type="application/jose",
    )


def _refuse_recalled(found: ArchivedEdition) -> None:
    """A tombstone may always be read; a text only while neither withdrawn nor past its time."""
    if found.action == "withdrawn":
        return
    if found.recall is not None:
        raise withdrawal_problem(json.loads(bytes(found.recall))["edition"], digest=None)
    if found.is_expired:
        raise ended_problem(
            content_id=found.content_id, lang=found.lang, public_until=found.public_until
        )
