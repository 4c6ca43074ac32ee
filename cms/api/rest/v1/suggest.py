"""Suggestions while a query is being typed."""

import hashlib

from django.http import HttpRequest, HttpResponse
from ninja import Router

from cms.api.delivery.responses import respond
from cms.api.rest.v1 import parameters as p
from cms.api.rest.v1.description import SUGGEST_RESPONSES
from cms.api.rest.v1.search import CACHE_CONTROL, invalid, shape, written
from search.query.request import RequestInvalid, parse_suggest
from search.services import suggest_run

router = Router(tags=["search"])


@router.get("", response=SUGGEST_RESPONSES, summary="Suggest", operation_id="suggest")
def suggest(
    request: HttpRequest,
    *,
    q: p.SearchTextQuery,
    lang: p.LangQuery,
    limit: p.SuggestLimitQuery = 8,
) -> HttpResponse:
    """Public items with a name that goes on from what was typed; urgent help stands in `pins`."""
    try:
        asked = parse_suggest({"q": [q], "lang": [lang], "limit": [str(limit)]})
    except RequestInvalid as error:
        raise invalid(error) from error
    body = written(shape(suggest_run(asked)))
    return respond(
        request,
        body=body,
        tag=hashlib.sha256(body).hexdigest(),
        headers={"Cache-Control": CACHE_CONTROL, "Content-Language": lang},
    )
