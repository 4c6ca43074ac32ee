"""A successful answer: the bytes, or 304 where the reader has them already."""

from django.http import HttpRequest, HttpResponse

from cms.api.delivery.caching import known_tags


def respond(
    request: HttpRequest,
    *,
    body: bytes,
    tag: str,
    headers: dict[str, str],
    content_type: str = "application/json",
) -> HttpResponse:
    """The body under its ETag, or 304 where If-None-Match names that tag.

    If-Modified-Since is not looked at: two editions within one second would look alike, and a
    correction must never be answered by "not modified".
    """
    headers["ETag"] = f'"{tag}"'
    if tag in known_tags(request.headers.get("If-None-Match")):
        return not_modified(headers)
    return HttpResponse(body, content_type=content_type, headers=headers)


def not_modified(headers: dict[str, str]) -> HttpResponse:
    """304 with the headers that the full answer would have had; its freshness is counted anew."""
    response = HttpResponse(status=304, headers=headers)
    del response.headers["Content-Type"]
    return response
