"""Content as it was signed: one item, or a list of items.

The body of an item is the edition's canonical bytes, untouched: its SHA-256 is the ETag, the
edition's address and what the receipt signs.
"""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from cms.api.delivery.caching import cache_control, http_date, known_tags
from cms.api.delivery.problems import ProblemError
from cms.api.delivery.responses import not_modified
from cms.api.rest.v1 import parameters as p
from cms.api.rest.v1.description import ITEM_RESPONSES, LIST_RESPONSES, REDIRECT
from cms.api.rest.v1.listing import list_response
from editorial.editions.selectors import public_by_id
from editorial.editions.selectors_delivery import (
    Delivery,
    ListFilters,
    delivery_by_id,
    delivery_by_path,
    listed,
)
from editorial.editions.selectors_log import START, ForeignCursorError
from editorial.editions.withdrawal import ended_notice

router = Router(tags=["content"])
BASE = "/api/v1"


@router.get("", response=LIST_RESPONSES, summary="List content", operation_id="listContent")
def content_list(
    request: HttpRequest,
    *,
    lang: p.LangQuery,
    type: p.TypeQuery = None,
    topic: p.TopicQuery = None,
    audience: p.AudienceQuery = None,
    code: p.CodeQuery = None,
    updated_since: p.UpdatedSinceQuery = None,
    cursor: p.AfterQuery = START,
    limit: p.LimitQuery = 20,
) -> HttpResponse:
    """Summaries of what can be read now, in the order of their last edition, oldest first.

    An item that changes while you page moves ahead of you: you may meet it twice and never miss
    it. Withdrawn items are not listed; `/changes` tells of them. 409 "resync" means that the
    cursor does not belong to this log: start again from 0.
    """
    filters = ListFilters(
        lang=lang, kind=type, topic=topic, audience=audience, code=code, updated_since=updated_since
    )
    try:
        rows = listed(filters=filters, after=cursor, limit=limit + 1)
    except ForeignCursorError as error:
        raise ProblemError(
            "resync", "Start again with cursor=0: the log was restored, or the cursor is not ours."
        ) from error
    return list_response(request, rows=rows, limit=limit, lang=lang)


@router.get(
    "/{content_id}", response=ITEM_RESPONSES, summary="Read an item", operation_id="readContent"
)
def content_by_id(
    request: HttpRequest, *, content_id: p.ContentIdPath, lang: p.LangQuery
) -> HttpResponse:
    """The newest edition of an item in one language. No other language stands in for it."""
    known = known_tags(request.headers.get("If-None-Match"))
    found = delivery_by_id(content_id=content_id, lang=lang, known=known)
    if found is None:
        raise ProblemError("not-found", f"No such item is published in the language {lang}.")
    return deliver(found)


@router.get(
    "/{lang}/{path:path}",
    response=ITEM_RESPONSES | {301: None},
    summary="Read an item by its path",
    operation_id="readContentByPath",
    openapi_extra={"responses": {301: REDIRECT}},
)
def content_by_path(request: HttpRequest, *, lang: p.LangPath, path: p.PathPath) -> HttpResponse:
    """The newest edition of the item at a public path; an old path of it leads to the new one."""
    known = known_tags(request.headers.get("If-None-Match"))
    found = delivery_by_path(lang=lang, path=path, known=known)
    if found is None:
        raise ProblemError("not-found", "Nothing is published at this path.")
    if found.path != path and found.state == "current":
        return HttpResponse(
            status=301,
            headers={
                "Location": f"{BASE}/content/{lang}/{quote(found.path)}",
                "Cache-Control": cache_control(found.left),
                "Surrogate-Key": f"content-{found.content_id}",
            },
        )
    return deliver(found)


def deliver(found: Delivery) -> HttpResponse:
    """The document, or 304, or the notice of a withdrawal or of an end."""
    if found.state == "withdrawn":
        raise withdrawn(found)
    if found.state != "current":
        raise ended_problem(
            content_id=found.content_id, lang=found.lang, public_until=found.public_until
        )
    headers = {
        "ETag": f'"{found.digest}"',
        "Last-Modified": http_date(found.modified_at),
        "Cache-Control": cache_control(found.left),
        "Surrogate-Key": f"content-{found.content_id}",
        "Content-Language": found.lang,
        "Link": f'<{BASE}/editions/{found.digest}/receipt>; rel="describedby"; '
        f'type="application/jose", <{BASE}/editions/{found.digest}>; rel="bookmark"',
    }
    if found.document is None:
        return not_modified(headers)
    return HttpResponse(found.document, content_type="application/json", headers=headers)


def ended_problem(*, content_id: UUID, lang: str, public_until: datetime | None) -> ProblemError:
    """The 410 of a text whose time is over, with the notice in its language."""
    if public_until is None:
        raise ValueError("A text without an end cannot have reached it.")
    until = public_until.astimezone(UTC)
    return ProblemError(
        "expired",
        ended_notice(lang=lang),
        contentId=str(content_id),
        lang=lang,
        publicUntil=until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def withdrawn(found: Delivery) -> ProblemError:
    """The 410 of an item, from the document of its withdrawal."""
    edition: dict[str, Any] = json.loads(found.document or b"{}")["edition"]
    return withdrawal_problem(edition, digest=found.digest)


def withdrawal_problem(edition: dict[str, Any], *, digest: str | None) -> ProblemError:
    """The 410 with the notice in the item's language, the reason and what to read instead."""
    withdrawal = edition["withdrawal"] or {}
    replacement = withdrawal.get("replacement")
    lang = edition["lang"]
    return ProblemError(
        "withdrawn",
        str(withdrawal.get("notice", "")),
        contentId=edition["contentId"],
        lang=lang,
        reason=withdrawal.get("reason"),
        withdrawnAt=withdrawal.get("withdrawnAt") or edition["publishedAt"],
        replacement=replacement,
        replacementUrl=_readable_url(replacement, lang=lang) if replacement else None,
        editionDigest=digest,
    )


def _readable_url(content_id: str, *, lang: str) -> str | None:
    """Where to read what replaces a text; None where that cannot be read itself any more."""
    item = public_by_id(content_id=UUID(content_id), lang=lang)
    is_readable = item is not None and item.state == "current"
    return f"{BASE}/content/{content_id}?lang={lang}" if is_readable else None
