"""`/live` and `/ready`: for probes, which know neither a host name nor https.

Answered by the first middleware of all, before the host is looked at and before anybody is sent to
https. They tell nothing: alive or not, ready or not.
"""

import json
from collections.abc import Callable

from django.db import Error, connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from cms.api.delivery.doors import readable
from cms.api.delivery.failures import RETRY_SECONDS, UNAVAILABLE
from cms.api.delivery.problems import problem
from cms.api.delivery.strictness import no_parameters
from cms.database.patience import patience

ALIASES = ("public", "default")
# A balancer asks often, and waits no longer itself.
SECONDS = 5.0


def live(request: HttpRequest) -> HttpResponseBase:
    """200: this process takes requests. No database is asked."""
    return no_parameters(request) or _said("live")


def ready(request: HttpRequest) -> HttpResponseBase:
    """200 where the public and the application can read; 503 as a problem where not."""
    refusal = no_parameters(request)
    if refusal is not None:
        return refusal
    try:
        with patience(SECONDS):
            for alias in ALIASES:
                with connections[alias].cursor() as cursor:
                    cursor.execute("SELECT 1 FROM editions_shown LIMIT 1")
    except Error:
        response = problem("unavailable", UNAVAILABLE)
        response.headers["Retry-After"] = RETRY_SECONDS
        return response
    return _said("ready")


def _said(status: str) -> HttpResponse:
    return HttpResponse(
        json.dumps({"status": status}),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


class ProbeMiddleware:
    """Answers the two addresses; everything else goes on. Stands first."""

    doors = {"/live": readable(live), "/ready": readable(ready)}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.doors.get(request.path_info, self.get_response)(request)
