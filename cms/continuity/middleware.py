"""No public read from a log that has lost its end, or of which that is not known yet: 503.

What may be answered all the same is named here; a new address is stopped without being asked.
"""

import time
from collections.abc import Callable

from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from cms.api.delivery.doors import readable
from cms.api.delivery.problems import problem
from cms.api.handlers import MACHINE_PREFIXES
from cms.site.views import errors
from editorial.editions.continuity import watch

RETRY_SECONDS = "60"
DETAIL = (
    "The texts are being checked after a restore from a backup. Nothing is shown meanwhile. "
    "Ask again later; keep your cursor."
)
UNKNOWN = "It could not be seen yet whether the log is whole. Try again in a moment."
# Editors work, and withdraw; watchers look; keys and descriptions say nothing of any text.
OPEN_PREFIXES = ("/admin/", "/static/", "/.well-known/")
OPEN = frozenset(
    {
        "/live", "/ready", "/robots.txt", "/api/v1/health", "/api/v1/docs",
        "/api/v1/openapi.json",
    }
)  # fmt: skip


def unavailable(_request: HttpRequest) -> HttpResponseBase:
    """What a program gets."""
    response = problem("unavailable", DETAIL)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


_machine_answer = readable(unavailable)


def restored(request: HttpRequest) -> HttpResponseBase:
    """A problem for a program, a page for a person; neither is kept by a cache."""
    if request.path_info.startswith(MACHINE_PREFIXES):
        return _machine_answer(request)
    response: HttpResponse = errors.restored(request)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def unknown(request: HttpRequest) -> HttpResponseBase:
    """The same while no look has succeeded since the process began (database or key away, say)."""
    if request.path_info.startswith(MACHINE_PREFIXES):
        return _unknown_answer(request)
    return errors.unavailable(request)


def _unlooked(_request: HttpRequest) -> HttpResponseBase:
    response = problem("unavailable", UNKNOWN)
    response.headers["Retry-After"] = errors.RETRY_SECONDS
    return response


_unknown_answer = readable(_unlooked)


class ContinuityMiddleware:
    """Asks what this process knows of the log, before a public read and, where a connection was
    opened for it, once more after it: a new connection may be another database's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if path in OPEN or path.startswith(OPEN_PREFIXES):
            return self.get_response(request)
        if watch.is_restored():
            return restored(request)
        was_unknown = watch.standing() is None
        watch.reading()
        response = self.get_response(request)
        if watch.has_connected() and watch.is_restored(since=time.monotonic()):
            response.close()
            return restored(request)
        if was_unknown and watch.standing() is None and _has_asked():
            response.close()
            return unknown(request)
        return response


def _has_asked() -> bool:
    """Whether this thread has a connection, so that the answer may hold what a database said."""
    return any(connections[alias].connection is not None for alias in connections)
