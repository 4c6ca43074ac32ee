"""The least that Django can do: one SELECT, the same bytes, no parameter check, no headers."""

from django.db import connections
from django.http import HttpRequest, HttpResponse


def bare_detail(request: HttpRequest, *, content_id: str) -> HttpResponse:
    """The document of one item."""
    with connections["public"].cursor() as cursor:
        cursor.execute(
            "SELECT document FROM editions_publicdocument WHERE content_id = %s AND lang = %s",
            [content_id, request.GET["lang"]],
        )
        (document,) = cursor.fetchone()
    return HttpResponse(document, content_type="application/json")


def bare_list(request: HttpRequest) -> HttpResponse:
    """Twenty summaries after a place in the order."""
    with connections["public"].cursor() as cursor:
        cursor.execute(
            "SELECT summary, seq FROM editions_publicdocument WHERE lang = %s AND seq > %s "
            "ORDER BY seq LIMIT 21",
            [request.GET["lang"], int(request.GET["cursor"])],
        )
        rows = cursor.fetchall()
    page = rows[:20]
    after = b'"%d"' % page[-1][1] if len(rows) > len(page) else b"null"
    body = b'{"items":[' + b",".join([row[0] for row in page]) + b'],"next":' + after + b"}"
    return HttpResponse(body, content_type="application/json")
