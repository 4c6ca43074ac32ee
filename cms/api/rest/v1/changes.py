"""The change feed: the edition log, read from a cursor."""

import hashlib
import json
from datetime import UTC

from django.http import HttpRequest, HttpResponse
from ninja import Router

from cms.api.delivery.problems import ProblemError
from cms.api.delivery.responses import respond
from cms.api.rest.v1 import parameters as p
from cms.api.rest.v1.description import CHANGES_RESPONSES
from editorial.editions.selectors_log import START, ForeignCursorError, LogRow, log_after

router = Router(tags=["changes"])
# Short: this is how a partner learns of a withdrawal.
CACHE_CONTROL = "public, max-age=5, must-revalidate"


@router.get(
    "", response=CHANGES_RESPONSES, summary="Follow the edition log", operation_id="listChanges"
)
def changes(
    request: HttpRequest, *, since: p.SinceQuery = START, limit: p.LimitQuery = 100
) -> HttpResponse:
    """Every edition in the order in which it became public, each exactly once, and between them
    every signature under one that was taken back (`revoked`).

    Start with `since=0`, keep `cursor`, ask again with it. 409 "resync" means that the cursor does
    not belong to this log: start again from 0.
    """
    try:
        page = log_after(cursor=since, limit=limit)
    except ForeignCursorError as error:
        raise ProblemError(
            "resync", "Start again with since=0: the log was restored, or the cursor is not ours."
        ) from error
    body = json.dumps(
        {
            "entries": [_entry(row) for row in page.rows],
            "cursor": page.cursor,
            "hasMore": page.has_more,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    headers = {"Cache-Control": CACHE_CONTROL, "Surrogate-Key": "changes"}
    return respond(request, body=body, tag=hashlib.sha256(body).hexdigest(), headers=headers)


def _entry(row: LogRow) -> dict[str, object]:
    entry: dict[str, object] = {
        "seq": row.seq,
        "cursor": row.cursor,
        "contentId": str(row.content_id),
        "lang": row.lang,
        "number": row.number,
        "action": row.action,
        "severity": row.severity,
        "path": row.path,
        "editionDigest": row.edition_digest,
        "at": row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if row.editions is not None:
        entry["editions"] = row.editions
    return entry
