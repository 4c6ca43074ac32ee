"""The list's body: stored summaries, joined. Nothing is parsed and nothing is serialised."""

import hashlib

from django.http import HttpRequest, HttpResponse

from cms.api.delivery.caching import cache_control
from cms.api.delivery.responses import respond
from editorial.editions.selectors_delivery import ListedRow


def list_response(
    request: HttpRequest, *, rows: list[ListedRow], limit: int, lang: str
) -> HttpResponse:
    """One page; `rows` holds one more than `limit` where there is a next page."""
    page = rows[:limit]
    after = b'"%s"' % page[-1].cursor.encode() if len(rows) > limit else b"null"
    body = b'{"items":[' + b",".join([row.summary for row in page]) + b'],"next":' + after + b"}"
    # The page is as short-lived as the first of its items to end.
    left = min((row.left for row in page if row.left is not None), default=None)
    headers = {
        "Cache-Control": cache_control(left),
        "Surrogate-Key": f"list-{lang}",
        "Content-Language": lang,
    }
    return respond(request, body=body, tag=hashlib.sha256(body).hexdigest(), headers=headers)
