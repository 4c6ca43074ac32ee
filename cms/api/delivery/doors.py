"""What every public address has in common: it can be read by anybody, and by nobody written.

GET and HEAD are answered, OPTIONS says so to a browser (CORS), all else is refused as a problem.
No cookie is read or set here, so `*` gives nothing away.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver

from cms.api.delivery.failures import failure
from cms.api.delivery.problems import problem

METHODS = "GET, HEAD, OPTIONS"
EXPOSED = "ETag, Last-Modified, Link, Location"
STATUS = "Edition-Status"
View = Callable[..., HttpResponseBase]


def readable(view: View) -> View:
    """Wrap a view that answers GET; the wrapped one answers everything that may be asked."""

    def door(request: HttpRequest, **path: Any) -> HttpResponseBase:
        if request.method == "GET":
            response = _answer(request, view, path)
        elif request.method == "HEAD":
            response = _head(request, view, path)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204)
            response.headers["Allow"] = METHODS
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
        else:
            response = problem("method-not-allowed", f"Use one of {METHODS}.")
            response.headers["Allow"] = METHODS
        response.headers["Access-Control-Allow-Origin"] = "*"
        exposed = f"{EXPOSED}, {STATUS}" if STATUS in response.headers else EXPOSED
        response.headers["Access-Control-Expose-Headers"] = exposed
        return response

    door.csrf_exempt = True  # type: ignore[attr-defined]
    return door


def readable_patterns(patterns: list[URLPattern | URLResolver]) -> list[URLPattern]:
    """The same flat list of patterns, each view wrapped in `readable`."""
    return [
        URLPattern(item.pattern, readable(item.callback), item.default_args, item.name)
        for item in patterns
        if isinstance(item, URLPattern)
    ]


def _answer(request: HttpRequest, view: View, path: dict[str, Any]) -> HttpResponseBase:
    try:
        return view(request, **path)
    except Exception as error:  # noqa: BLE001 - it is logged; a reader never gets an HTML page
        return failure(request, error)


def _head(request: HttpRequest, view: View, path: dict[str, Any]) -> HttpResponseBase:
    """The headers that GET would have had, without the body."""
    request.method = "GET"
    try:
        response = _answer(request, view, path)
    finally:
        request.method = "HEAD"
    if isinstance(response, HttpResponse):
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.content = b""
        return response
    bare = HttpResponse(status=response.status_code, headers=dict(response.headers))
    response.close()
    return bare
